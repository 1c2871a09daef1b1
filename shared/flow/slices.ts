/**
 * What each viewer receives: slices, never events. What a viewer may not know is not in its slices.
 * A frame is the set of slices whose JSON changed for that viewer (null: the slice is gone).
 */
import type { BlockId, CircleId, DocId, LineId, MemberId, RunId } from '../lib/ids.ts'
import type { Fn } from '../steps/specs.ts'
import type { Clock } from './clock.ts'
import type { Act, Consent, Line, Place, Role } from './state.ts'

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
  readonly order: 'sequence' | 'popcorn'
  /** Null: nobody has the stone (open order between people, or everyone had a turn). */
  readonly holder: Ref | null
  readonly mine: boolean
  readonly phase: 'offered' | 'speaking' | 'silence'
  readonly count: number
  /** Whom the viewer comes after; null when the viewer is not in the order, or holds the stone. */
  readonly after: Ref | null
  /** The viewer waits for a turn (in an open order: has a hand up). */
  readonly waiting: boolean
  /** To whom the stone would go; for those who may hand it on, else null. */
  readonly next: Ref | null
  /** Holder, neighbour or guardian: may hand the stone on. */
  readonly mayHandOn: boolean
  /** The holder's only. */
  readonly clock: Clock | null
  readonly finished: boolean
}

export interface GroupNow {
  readonly kind: 'group'
  readonly letter: string
  readonly with: readonly Seat[]
  readonly where: string
}

export interface SealedNow {
  readonly kind: 'sealed'
  readonly prompt: string
  readonly most: number
  readonly clock: Clock | null
  /** Size of the circle that will read what is released. */
  readonly circleOf: number
}

export interface BoardNow {
  readonly kind: 'board'
  readonly prompt: string
  readonly doc: DocId
  readonly layout: 'columns' | 'wall'
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
  | { readonly show: 'board'; readonly fn: Fn; readonly title: string; readonly doc: DocId }
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
    readonly phase: 'offered' | 'speaking' | 'silence'
    readonly order: 'sequence' | 'popcorn'
    readonly next: Ref | null
    readonly queue: readonly Ref[]
    readonly count: number
    /** How manieth of how many, "third of five": of the round, never of a person. */
    readonly place: number
    readonly of: number
    readonly finished: boolean
    readonly held: boolean
  } | null
}

/** What the one big button will do, in a form that words are made of. */
export type NextAct =
  | { readonly act: 'start'; readonly title: string }
  | { readonly act: 'hand_on'; readonly to: Ref; readonly circle: CircleId }
  | { readonly act: 'hand_on_all'; readonly circles: number }
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
  /** A round of turns that could be left before it is over: the title of what comes then. */
  readonly leave: string | null
  /** Newest first. */
  readonly undo: readonly (Omit<Act, 'member'> & { readonly member: Ref | null })[]
  readonly quiet: boolean
  readonly clock: { readonly held: boolean } | null
  readonly doc: DocId | null
}

export interface AgreementsSlice {
  readonly version: number
  /** ms since the epoch. */
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
