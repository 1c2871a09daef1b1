/**
 * What every primitive brings: how a step of its kind begins, what the big button does inside it, and what each
 * viewer sees of it. The wall function is the step's allow-list: it can only return one of the wall's own shapes.
 */
import type { Names } from '../flow/people.ts'
import type { NextAct } from '../flow/desk-slice.ts'
import type { SeatViews } from '../flow/seat-views.ts'
import type { WallView } from '../flow/slices.ts'
import type { FlowEvent } from '../flow/events.ts'
import type { Board, Circle, FlowState, Run, StateOf } from '../flow/state.ts'
import type { Clock } from '../flow/clock.ts'
import type { DocId, MemberId, RandomInt } from '../lib/ids.ts'
import type { Sheet } from '../pages/page.ts'
import type { Fn, Specs, StepKind } from './specs.ts'

/** A board's words, in order, as it is read or as it begins. Positions are the server's business. */
export interface BoardWords {
  readonly lists: readonly { readonly id: string; readonly title: string }[]
  readonly cards: readonly {
    readonly id: string
    readonly text: string
    readonly list: string
    readonly from?: string | undefined
  }[]
}

/** The first content of a new board, written by the server in the same append as the event. */
export interface Seed {
  readonly board: Board
  readonly words: BoardWords
}

/** One person's answers in a scale, by what is asked; from memory, without the person. A skip has none. */
export type Ballot = ReadonlyMap<string, { readonly answer: string; readonly reason: string }>

/** What a move has to know from outside the flow. Only what {@link Primitive.needs} asked for is filled. */
export interface Carry {
  readonly sealed: readonly string[]
  readonly boards: ReadonlyMap<DocId, BoardWords>
  readonly ballots: readonly Ballot[]
  /** For whom a note waits, or has been given already; null when nobody has looked. */
  readonly ready: ReadonlySet<MemberId> | null
}

export const emptyCarry: Carry = { sealed: [], boards: new Map(), ballots: [], ready: null }

/** Notes that leave their vault for the booklet of the person they were written to. */
export interface Delivery {
  /** Id of the sealed step. */
  readonly step: string
  /** `rest`: everyone whose notes are still there. */
  readonly to: MemberId | 'rest'
}

export interface Needs {
  /** Id of the sealed step whose items are released by this move. */
  readonly vault: string | null
  /** Boards to be settled and read. */
  readonly boards: readonly DocId[]
  readonly ballots: boolean
  /** Id of the sealed step whose receivers have to be known. */
  readonly ready: string | null
}

export const needsNothing: Needs = { vault: null, boards: [], ballots: false, ready: null }

/** Time and randomness come in as arguments. */
export interface Env {
  readonly now: number
  readonly random: RandomInt
}

/** A step about to begin. `run.step` already points at it. */
export interface Entering<K extends StepKind> extends Env {
  readonly state: FlowState
  readonly run: Run
  readonly spec: Specs[K]
  readonly carry: Carry
}

export interface Entry<K extends StepKind> {
  readonly state: StateOf<K>
  readonly clock: Clock | null
  readonly circles?: readonly Circle[]
  /** Boards that open with this step. */
  readonly boards?: readonly Board[]
  /** Of those, the new ones. */
  readonly seeds?: readonly Seed[]
  /** A page that each person has of their own from now on. */
  readonly page?: Omit<Sheet, 'at'>
}

/** A running step, with everything its functions may look at. */
export interface Scope<K extends StepKind> {
  readonly state: FlowState
  readonly run: Run
  readonly spec: Specs[K]
  readonly step: StateOf<K>
  readonly fn: Fn
}

export interface Advance {
  readonly events: readonly FlowEvent[]
  readonly deliveries?: readonly Delivery[]
}

export interface Primitive<K extends StepKind> {
  /** What must be gathered before a step of this kind is entered. */
  needsToEnter?(spec: Specs[K], run: Run, state: FlowState): Needs
  enter(entering: Entering<K>): Entry<K>
  /** What Next does inside the step; null when Next leaves it. `final` acts cannot be undone. */
  inner?(
    scope: Scope<K>,
    names: Names,
  ): { readonly act: NextAct; readonly final: boolean; readonly needs: Needs } | null
  advance?(scope: Scope<K>, env: Env, carry: Carry): Advance
  /** What leaving does beyond moving on; it cannot be undone. */
  leaving?(scope: Scope<K>, env: Env): (Advance & { readonly act: NextAct }) | null
  /** Whether entering releases what was sealed. */
  releases?(spec: Specs[K], run: Run, state: FlowState): boolean
  seat(scope: Scope<K>, member: MemberId, names: Names): SeatViews[K]
  wall(scope: Scope<K>, names: Names): WallView
  /** Whether the step works in the run's circles or with everyone at once. */
  of(spec: Specs[K]): 'plenary' | 'circles'
}
