/**
 * What each viewer receives: slices, never events. What a viewer may not know is not in its slices.
 * A frame is the set of slices whose JSON changed for that viewer (null: the slice is gone).
 */
import type { BoardAim } from '../boards/aim.ts'
import type { BlockId, CircleId, DocId, LineId, MemberId, RunId } from '../lib/ids.ts'
import type { Fn, PartSpec } from '../steps/specs.ts'
import type { Clock } from './clock.ts'
import type { Act, Consent, Line, Place, Role, TurnOrder, TurnPhase } from './state.ts'

/** Who is looking. The wall and the door are viewers without a person. */
export type Viewer = { readonly as: 'person'; readonly member: MemberId } | { readonly as: 'wall' }

export interface Ref {
  readonly id: MemberId
  readonly name: string
}

export interface Seat extends Ref {
  readonly place: Place
}

export interface Me extends Ref {
  readonly role: Role
  readonly place: Place
  readonly pronouns: string
  /** `waiting`: at the door, nothing but `me` and `workshop` is sent. */
  readonly status: 'waiting' | 'in' | 'out'
  /** Has a seat in the circle: everyone but a lead who does not take part. */
  readonly seated: boolean
}

export interface WorkshopSlice {
  readonly name: string
  readonly ended: boolean
  readonly leads: readonly Ref[]
  /** Day until which things are kept, ms since the epoch. */
  readonly keptUntil: number
}

/** Everyone admitted, in the order of the circle. Pronouns are never on the wall. */
export interface RoomSlice {
  readonly seats: readonly (Seat & { readonly pronouns: string })[]
}

export interface AgendaItem {
  readonly id: BlockId
  readonly activity: string
  readonly title: string
  readonly fn: Fn
  readonly minutes: number
  readonly state: 'done' | 'now' | 'ahead'
}

/** What every step's picture has in common. */
export interface Scene {
  /** For `at` of commands. */
  readonly run: RunId
  readonly step: number
  readonly steps: number
  readonly fn: Fn
  readonly activity: string
  readonly title: string
  readonly circle: CircleId
  readonly paused: boolean
  /** The viewer is the guardian of this circle. */
  readonly guarding: boolean
  readonly guardian: Ref | null
  /** Where this circle meets: a table, or a call link. */
  readonly where: string
  /** Titles of the steps before this one, for whoever comes late. */
  readonly before: readonly string[]
  /** Earlier sealed steps whose items are not released: what was not finished in time may still be sealed. */
  readonly sealable: readonly number[]
}

export interface StepNow {
  readonly kind: 'step'
  readonly mode: 'look' | 'write' | 'land'
  readonly prompt: string
  readonly bell: boolean
  /** Only for writers. */
  readonly clock: Clock | null
}

export interface TurnNow {
  readonly kind: 'turn'
  readonly prompt: string
  readonly order: TurnOrder
  /** Null: nobody has the stone (open order between people, or everyone had a turn). */
  readonly holder: Ref | null
  readonly mine: boolean
  readonly phase: TurnPhase
  readonly count: number
  /** Whom the viewer comes after; null when the viewer is not in the order, or holds the stone. */
  readonly after: Ref | null
  /** The viewer waits for a turn (in an open order: has a hand up). */
  readonly waiting: boolean
  /** To whom the stone would go; for those who may hand it on, else null. */
  readonly next: Ref | null
  /** Holder, neighbour or guardian: may hand the stone on. */
  readonly mayHandOn: boolean
  /** What comes then in an exchange: the title of its part; for those who may hand on. */
  readonly nextPart: string | null
  /** The holder's only; in a silence also the guardian's and of whom it is around. */
  readonly clock: Clock | null
  readonly finished: boolean
  /** In an exchange: what is going on, and around whom; null between two people. */
  readonly part: {
    readonly kind: PartSpec['kind']
    readonly title: string
    readonly prompt: string
    readonly focus: Ref
    readonly aroundMe: boolean
  } | null
  /** The kinds of parts of the exchange; null in a plain round. */
  readonly parts: readonly PartSpec['kind'][] | null
  /** The holder's only: a lead asks the circle to come to an end. */
  readonly asked: boolean
  /** Places to choose from, with who has them; null where the order is another. */
  readonly slots: readonly (Ref | null)[] | null
}

export interface GroupNow {
  readonly kind: 'group'
  readonly letter: string
  readonly with: readonly Seat[]
}

export interface SealedNow {
  readonly kind: 'sealed'
  readonly prompt: string
  readonly most: number
  readonly clock: Clock | null
  /** Size of the circle that will read what is released. */
  readonly circleOf: number
  /** Notes to each of these, for them alone; null: to all together. */
  readonly each: readonly Seat[] | null
  readonly starters: readonly string[]
}

export interface BoardNow {
  readonly kind: 'board'
  readonly prompt: string
  readonly doc: DocId
  readonly layout: 'columns' | 'wall'
  readonly aim: BoardAim
  /** Everyone, or one circle. */
  readonly of: 'plenary' | 'circles'
  readonly with: readonly Ref[]
  readonly writing: boolean
  readonly clock: Clock | null
}

export interface ScaleNow {
  readonly kind: 'scale'
  readonly prompt: string
  readonly lines: readonly Line[]
  /** Null while open: nothing live is sent. */
  readonly results: Readonly<Record<LineId, Consent>> | null
  readonly reasons: Readonly<Record<LineId, readonly string[]>>
}

export interface PageNow {
  readonly kind: 'page'
  readonly template: 'keepsake'
}

export interface SeatViews {
  readonly step: StepNow
  readonly turn: TurnNow
  readonly group: GroupNow
  readonly sealed: SealedNow
  readonly board: BoardNow
  readonly scale: ScaleNow
  readonly page: PageNow
}

/** A person's screen: between activities, or one step. */
export type Now =
  | {
      readonly show: 'between'
      readonly last: boolean
      readonly next: { readonly title: string; readonly fn: Fn } | null
    }
  | { readonly show: 'ended' }
  | {
      [K in keyof SeatViews]: { readonly show: K; readonly scene: Scene; readonly view: SeatViews[K] }
    }[keyof SeatViews]

/** The wall: an own set of shapes, so that nothing else can be on it. No clock in any of them. */
export type WallView =
  | { readonly show: 'quiet'; readonly fn: Fn | null }
  | { readonly show: 'lobby'; readonly name: string; readonly seats: readonly Seat[]; readonly last: boolean }
  | {
      readonly show: 'words'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly bell: boolean
      readonly key: string
    }
  | {
      readonly show: 'turn'
      readonly fn: Fn
      readonly title: string
      readonly prompt: string
      readonly seats: readonly Seat[]
      readonly holder: MemberId | null
      readonly next: MemberId | null
    }
  | {
      readonly show: 'circles'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly { readonly id: CircleId; readonly where: string; readonly seats: readonly Seat[] }[]
    }
  | {
      /** Circles that go on in parallel, each with the person it is around. */
      readonly show: 'rings'
      readonly fn: Fn
      readonly title: string
      readonly circles: readonly {
        readonly id: CircleId
        readonly where: string
        readonly seats: readonly Seat[]
        readonly lit: MemberId | null
      }[]
    }
  | { readonly show: 'board'; readonly fn: Fn; readonly title: string; readonly doc: DocId }
  /** An open consent round: what is asked about, or no line when there are more than can be read. Never an answer. */
  | { readonly show: 'asked'; readonly fn: Fn; readonly prompt: string; readonly lines: readonly Line[] }
  | {
      readonly show: 'agreed'
      readonly fn: Fn
      readonly title: string
      readonly lines: readonly Line[]
      readonly all: boolean
    }
  | { readonly show: 'ended'; readonly name: string }

export interface WallSlice {
  readonly view: WallView
  /** The lead wants the code large. Independent of the view, so that it comes back as it was. */
  readonly code: boolean
}

export interface LobbySlice {
  readonly waiting: readonly (Seat & { readonly pronouns: string })[]
}

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

export interface AgreementsSlice {
  readonly version: number
  /** When they were agreed, ms since the epoch. */
  readonly adoptedAt: number
  readonly lines: readonly Line[]
}

/** Every slice that exists. A viewer has some of them. */
export interface Slices {
  readonly workshop: WorkshopSlice
  readonly me: Me
  readonly room: RoomSlice
  readonly agenda: readonly AgendaItem[]
  readonly now: Now
  readonly agreements: AgreementsSlice
  readonly lobby: LobbySlice
  readonly desk: DeskSlice
  readonly wall: WallSlice
}

export type SliceName = keyof Slices
export type View = { readonly [K in SliceName]?: Slices[K] }
/** Slices that changed; null means it is gone. */
export type Changed = { readonly [K in SliceName]?: Slices[K] | null }
