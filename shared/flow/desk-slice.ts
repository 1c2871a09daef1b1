/** What a console receives: the circles, what Next will do, what can be taken back. No seat and no wall gets any of it. */
import type { BoardAim, OpenLine } from '../boards/aim.ts'
import type { CircleId, DocId, RunId } from '../lib/ids.ts'
import type { DeskSpectrum } from '../steps/scale/views.ts'
import type { Grace } from '../steps/sealed/grace.ts'
import type { Fn, PartSpec } from '../steps/specs.ts'
import type { PageNow, Ref, Seat, SeatViews } from './seat-views.ts'
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
    /** Nobody else is left: the circle waits until something is there. */
    readonly waits: boolean
  } | null
}

/** Where a circle at its own pace goes by its next move. */
export type CircleGoal =
  | { readonly to: 'person'; readonly person: Ref }
  /** Somebody for whom something is there; who that is shows as they receive it. */
  | { readonly to: 'next' }
  | { readonly to: 'part'; readonly kind: PartSpec['kind']; readonly title: string }
  /** Nobody comes after. */
  | { readonly to: 'end' }

/** What the one big button will do, in a form that words are made of. */
export type NextAct =
  | { readonly act: 'start'; readonly title: string }
  | { readonly act: 'hand_on'; readonly to: Ref; readonly circle: CircleId }
  /** Circles that move on, and those whose holders are asked to come to an end. */
  | { readonly act: 'hand_on_all'; readonly circles: number; readonly asked: number }
  /** The last circle that goes on, and where to; null: it may find nobody for whom something is there. */
  | { readonly act: 'move_circle'; readonly circle: CircleId; readonly goal: CircleGoal | null }
  /** Notes that are still sealed reach their people as the exchange is closed. */
  | { readonly act: 'give_rest' }
  | { readonly act: 'step'; readonly title: string }
  | { readonly act: 'release'; readonly title: string }
  | { readonly act: 'publish' }
  | { readonly act: 'show_alike' }
  | { readonly act: 'adopt'; readonly lines: number }
  | { readonly act: 'end_block'; readonly title: string }
  | { readonly act: 'nothing' }

export interface DeskApart {
  readonly pair: readonly [Ref, Ref]
  /** They share a circle now. */
  readonly together: boolean
  /** The letter of that circle, and why: no circles would have parted them, or the circle is older than this, or came about later. */
  readonly circle: string
  readonly why: 'no_other_way' | 'since' | null
}

export interface DeskSlice {
  readonly run: RunId | null
  readonly step: number
  readonly steps: number
  readonly stepTitles: readonly string[]
  readonly kind: keyof SeatViews | null
  /** What people have before them where the kind is a page. */
  readonly template: PageNow['template'] | null
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
  /**
   * A round of turns that could be left though people still have the stone or wait for it: it asks twice. The title of what
   * comes then, and whether something is given by it that Undo cannot bring back.
   */
  readonly leave: { readonly title: string; readonly final: boolean } | null
  /** Newest first. */
  readonly undo: readonly (Omit<Act, 'member'> & { readonly member: Ref | null })[]
  readonly quiet: boolean
  readonly clock: { readonly held: boolean } | null
  readonly doc: DocId | null
  /** The board of everyone is one of own lines. */
  readonly ownLines: boolean
  /** Activities that can come next in the agenda. */
  readonly addable: readonly { readonly activity: string; readonly title: string; readonly purpose: string }[]
  /** Who is kept apart; no other slice tells. */
  readonly apart: readonly DeskApart[]
  /** The call in which everyone is; empty when nobody wrote one down. */
  readonly call: string
  /** How long words for a sealed step may come late. */
  readonly grace: Grace
  /** People by video, each with the ally in the room who is proposed to them. */
  readonly remotes: readonly { readonly remote: Ref; readonly ally: Ref | null }[]
  /** Who was here and is not any more, and may still want to be erased. */
  readonly gone: readonly Ref[]
  /** Of the board everyone writes on; what is still missing on it the console sees for itself. */
  readonly aim: BoardAim | null
  /** What the consent round of this activity has left open so far. */
  readonly open: readonly OpenLine[]
  /** The step is a content note. */
  readonly note: boolean
  readonly spectrum: DeskSpectrum | null
}
