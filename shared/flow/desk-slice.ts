/** What a console receives: the circles, what Next will do, what can be taken back. No seat and no wall gets any of it. */
import type { BoardAim } from '../boards/aim.ts'
import type { CircleId, DocId, RunId } from '../lib/ids.ts'
import type { Fn, PartSpec } from '../steps/specs.ts'
import type { Ref, Seat, SeatViews } from './seat-views.ts'
import type { Act, TurnOrder, TurnPhase } from './state.ts'

export interface DeskCircle {
  readonly id: CircleId
  readonly letter: string
  readonly where: string
  readonly seats: readonly Seat[]
  readonly guardian: Ref | null
  readonly paused: boolean
  /** Present in a turn step. */
  readonly turn: {
    readonly holder: Ref | null
    readonly phase: TurnPhase
    readonly order: TurnOrder
    readonly next: Ref | null
    readonly queue: readonly Ref[]
    readonly count: number
    /** How manieth of how many, "third of five": of the round, never of a person. */
    readonly place: number
    readonly of: number
    readonly finished: boolean
    readonly held: boolean
    /** In an exchange: around whom, and the title of its part. */
    readonly focus: Ref | null
    readonly part: { readonly kind: PartSpec['kind']; readonly title: string } | null
    readonly exchange: boolean
    /** Asked to come to an end. */
    readonly asked: boolean
    /** Moving it on now gives notes to somebody: asks for a second press. */
    readonly confirm: boolean
    /** There is an act of this circle to take back. */
    readonly undo: boolean
    /** Nobody has written to these yet, so they are not lit. For leads alone. */
    readonly lacking: readonly Ref[]
  } | null
}

/** What the one big button will do, in a form that words are made of. */
export type NextAct =
  | { readonly act: 'start'; readonly title: string }
  | { readonly act: 'hand_on'; readonly to: Ref; readonly circle: CircleId }
  /** Circles that move on, and those whose holders are asked to come to an end. */
  | { readonly act: 'hand_on_all'; readonly circles: number; readonly asked: number }
  /** The last circle that goes on; `to` when it comes to another person by it. */
  | { readonly act: 'move_circle'; readonly circle: CircleId; readonly to: Ref | null }
  /** Notes that are still sealed reach their people as the exchange is closed. */
  | { readonly act: 'give_rest' }
  | { readonly act: 'step'; readonly title: string }
  | { readonly act: 'release'; readonly title: string }
  | { readonly act: 'publish' }
  | { readonly act: 'adopt'; readonly lines: number }
  | { readonly act: 'end_block'; readonly title: string }
  | { readonly act: 'nothing' }

export interface DeskSlice {
  readonly run: RunId | null
  readonly step: number
  readonly steps: number
  readonly stepTitles: readonly string[]
  readonly kind: keyof SeatViews | null
  readonly fn: Fn | null
  readonly activity: string | null
  readonly title: string
  readonly say: string
  readonly remote: string
  readonly plannedUntil: number | null
  readonly paused: boolean
  readonly circles: readonly DeskCircle[]
  readonly next: NextAct
  /** The next act cannot be undone: the button asks a second time. */
  readonly confirm: boolean
  readonly back: boolean
  /** A round of turns that could be left before it is over: the title of what comes then, and whether that asks twice. */
  readonly leave: { readonly title: string; readonly confirm: boolean } | null
  /** Newest first. */
  readonly undo: readonly (Omit<Act, 'member'> & { readonly member: Ref | null })[]
  readonly quiet: boolean
  readonly clock: { readonly held: boolean } | null
  readonly doc: DocId | null
  /** Who is kept apart; no other slice tells. `together`: they share a circle now, because there was no other way or by an earlier forming. */
  readonly apart: readonly { readonly pair: readonly [Ref, Ref]; readonly together: boolean }[]
  /** Of the board everyone writes on; what is still missing on it the console sees for itself. */
  readonly aim: BoardAim | null
}
