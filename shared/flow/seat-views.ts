/** What a person's screen receives of the step that runs, one shape per primitive. */
import type { BoardAim } from '../boards/aim.ts'
import type { BoardLayout } from '../boards/board.ts'
import type { CircleId, DocId, MemberId, RunId } from '../lib/ids.ts'
import type { LinesNow, PolesNow } from '../steps/scale/views.ts'
import type { Fn, PartSpec } from '../steps/specs.ts'
import type { Clock } from './clock.ts'
import type { Part, Place, TurnOrder, TurnPhase } from './state.ts'

export interface Ref {
  readonly id: MemberId
  readonly name: string
}

export interface Seat extends Ref {
  readonly place: Place
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
  /** How the viewer is here; null in an activity without a content note. Nobody else's is ever sent. */
  readonly part: Part | 'take' | null
  /** About when the landing comes, ms since the epoch, for whoever takes a walk; null while that is not known. */
  readonly landingAt: number | null
}

export interface StepNow {
  readonly kind: 'step'
  readonly mode: 'look' | 'write' | 'land' | 'note'
  readonly prompt: string
  /** Only in a content note. */
  readonly note: { readonly comes: string; readonly aloud: string; readonly part: string } | null
  readonly bell: boolean
  /** Lines that lead into silence; none in most steps. */
  readonly guide: readonly string[]
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
  /**
   * Whom the viewer comes after; null when the viewer is not in the order, or holds the stone. Null too where something is
   * received: whoever has nothing waiting is passed by, so that it could be wrong, and its changing would say who that is.
   */
  readonly after: Ref | null
  /** The viewer waits for a turn (in an open order: has a hand up). */
  readonly waiting: boolean
  /** A turn of the viewer's own could be passed, or come back at the end; null where neither can be. */
  readonly passing: 'turn' | 'return' | null
  /** To whom the stone would go; for those who may hand it on, else null. Null where that shows only as something is received. */
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
  /** Places to choose from, with who has them; null where the order is another, and for who does not take part. */
  readonly slots: readonly (Ref | null)[] | null
  /** The viewer has had a place to tell, and told or passed; nobody else's seat says it. */
  readonly hadPlace: boolean
  /** Where notes are received: to whom of the circle one may still write, and for which step; null when everyone has received. */
  readonly write: {
    readonly step: number
    readonly prompt: string
    readonly most: number
    readonly starters: readonly string[]
    readonly circleOf: number
    readonly to: readonly Seat[]
  } | null
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
  readonly layout: BoardLayout
  /** On a board of own lines: everyone whose line may stand there, the viewer too. Absent on others. */
  readonly people?: readonly Ref[]
  readonly aim: BoardAim
  /** Everyone, or one circle. */
  readonly of: 'plenary' | 'circles'
  readonly with: readonly Ref[]
  readonly writing: boolean
  readonly clock: Clock | null
}

export type ScaleNow = LinesNow | PolesNow

export interface KeepsakeNow {
  readonly kind: 'page'
  readonly template: 'keepsake'
}

/** The viewer's own page: being written, or asked for a sentence that is for later. */
export interface OwnPageNow {
  readonly kind: 'page'
  readonly template: 'free' | 'mark'
  readonly prompt: string
  /** What the page was begun with; the same while it is being written. */
  readonly about: string
  readonly doc: DocId
  readonly clock: Clock | null
}

export type PageNow = KeepsakeNow | OwnPageNow

export interface SeatViews {
  readonly step: StepNow
  readonly turn: TurnNow
  readonly group: GroupNow
  readonly sealed: SealedNow
  readonly board: BoardNow
  readonly scale: ScaleNow
  readonly page: PageNow
}
