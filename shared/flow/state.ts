/**
 * The state of a cohort: who is here, in which order they sit, where the room is, what was agreed.
 * Plain JSON. Names are not in it: they live in each person's box, so that a person can be erased.
 */
import type { BoardLayout } from '../boards/board.ts'
import type { OnWall } from '../boards/projection.ts'
import type { BlockId, CircleId, CohortId, DocId, GrantId, LineId, MemberId, RunId } from '../lib/ids.ts'
import type { Pair } from '../steps/group/forming.ts'
import type { Met } from '../steps/group/met.ts'
import type { Sheet } from '../pages/page.ts'
import type { Before } from '../steps/scale/moved.ts'
import type { Shown } from '../steps/scale/outcome.ts'
import type { Grace } from '../steps/sealed/grace.ts'
import type { Clock } from './clock.ts'

export type Place = 'room' | 'remote'

/** `lead` started the workshop, `colead` came by a lead's invitation. */
export type Role = 'lead' | 'colead' | 'member'

export interface Person {
  readonly id: MemberId
  readonly role: Role
  readonly place: Place
  /** `waiting` at the door, `in` admitted, `out` declined, removed or left. */
  readonly status: 'waiting' | 'in' | 'out'
  /** A lead who takes part: one person with two surfaces, console and seat. */
  readonly seated?: boolean
  /** Of whom nothing is kept but that this id is used up. */
  readonly erased?: true
}

export interface Block {
  readonly id: BlockId
  readonly activity: string
  /** Planned length, in minutes. */
  readonly minutes: number
}

export interface Circle {
  readonly id: CircleId
  readonly members: readonly MemberId[]
  readonly guardian: MemberId | null
  /** A table or a call link; empty when nobody said. */
  readonly where: string
  /** Kept-apart people who are in it because there was no other way when it was formed. Absent: none. */
  readonly forced?: readonly Pair[]
}

/**
 * One circle's turns. Who is neither holder nor in the queue has had the stone or passed: the state does not say which,
 * so that passing leaves no trace.
 */
export interface Turn {
  readonly holder: MemberId | null
  /** `offered` the stone has arrived, `speaking`, `silence` held on purpose, `ended` said all and still holding it. */
  readonly phase: TurnPhase
  readonly queue: readonly MemberId[]
  /** Holders so far, for Back; dropped when the step ends. */
  readonly past: readonly MemberId[]
  /** Grows by one at each change of holder: a command for an older count has `moved_on`. */
  readonly count: number
  readonly clock: Clock | null
  readonly order: TurnOrder
  /** A lead has asked this circle to come to an end; forgotten at the next change of holder. */
  readonly asked?: boolean
  /** In an exchange: around whom it is now, null between two people. Absent in a plain round. */
  readonly around?: Around | null
  /** With the order `slots`: who wants which place, two of them always open. */
  readonly slots?: readonly (MemberId | null)[]
  /** Nobody has written to these yet, so they are not lit; told to leads alone, and dropped with the step. */
  readonly lacking?: readonly MemberId[]
}

export type TurnPhase = 'offered' | 'speaking' | 'silence' | 'ended'

/** `slots`: people choose a place of their own among numbered ones, and may change or leave it without a reason. */
export type TurnOrder = 'sequence' | 'popcorn' | 'slots'

/** Where an exchange around one person is. */
export interface Around {
  readonly focus: MemberId
  /** Index into the parts of the spec. */
  readonly part: number
  /** Who still has the stone to come in this part. */
  readonly round: readonly MemberId[]
}

export interface Line {
  readonly id: LineId
  readonly text: string
  /** Heading of the column it stands in. */
  readonly column: string
}

export type Consent = 'everyone' | 'not_yet'

export interface Consented {
  readonly line: Line
  readonly result: Consent
  /** Why not yet, unsigned. Absent where nobody said why. */
  readonly reasons?: readonly string[]
}

export type StepState =
  | { readonly kind: 'step' }
  | { readonly kind: 'turn'; readonly turns: Readonly<Record<CircleId, Turn>> }
  | { readonly kind: 'group' }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'board'; readonly docs: Readonly<Record<CircleId, DocId>> }
  | {
      readonly kind: 'scale'
      /** Absent where it was stored before there was anything else to ask about. */
      readonly about?: 'lines'
      readonly lines: readonly Line[]
      /** Null while open. */
      readonly results: Readonly<Record<LineId, Consent>> | null
      readonly reasons: Readonly<Record<LineId, readonly string[]>>
    }
  | {
      readonly kind: 'scale'
      readonly about: 'poles'
      /** Names this round of answers: a ballot for another is not counted. */
      readonly round: string
      /** Null while open. Never counts: only what every screen shows. */
      readonly results: Shown | null
      /** Closed, and everyone gave the same answer: a lead decides before anything is shown. */
      readonly asking: boolean
      /** What an earlier wave has shown; null for a first. */
      readonly before: Before | null
    }
  | { readonly kind: 'page' }

export type StateOf<K extends StepState['kind']> = Extract<StepState, { kind: K }>

/** How somebody is here instead of taking part. */
export type Part = 'listen' | 'write' | 'walk'

/** An activity being done. */
export interface Run {
  readonly id: RunId
  readonly block: BlockId
  readonly activity: string
  /** Index into the activity's steps. */
  readonly step: number
  /** Circles formed in this run; empty means the plenary only. */
  readonly circles: readonly Circle[]
  /** Guardian of the plenary. */
  readonly guardian: MemberId | null
  /** Circles that are paused; the plenary pauses everyone. */
  readonly paused: readonly CircleId[]
  readonly clock: Clock | null
  readonly state: StepState
  /** Lines with their latest published result, carried from one consent step to the next. */
  readonly consented: readonly Consented[]
  /** What the wall shows of the step's board, once a lead has chosen. */
  readonly onWall?: OnWall
  /** What each closed spectrum of this run has shown, by step, for its second wave. */
  readonly shown?: Readonly<Record<string, Shown>>
  /** Who does not take part, as they chose at the content note. Known to themselves alone; leaves with the run. */
  readonly parts?: Readonly<Record<MemberId, Part>>
  /** When the room went on from each sealed step, ms since the epoch: from then on words for it come late. */
  readonly left?: Readonly<Record<string, number>>
}

/** A board that exists: who may open it, and whether it is open for writing. */
export interface Board {
  readonly doc: DocId
  readonly layout: BoardLayout
  readonly lists: readonly string[]
  readonly circle: CircleId
  /** Null: everyone admitted, and the wall may read it. */
  readonly members: readonly MemberId[] | null
  readonly open: boolean
}

export interface Agreements {
  readonly version: number
  readonly lines: readonly Line[]
  readonly adoptedAt: number
}

/** The own lines of a board, kept when its activity ended. Names are not here: they live in each person's box. */
export interface Harvest {
  readonly run: RunId
  readonly title: string
  readonly keptAt: number
  readonly lines: readonly HarvestLine[]
}

export interface HarvestLine {
  readonly by: MemberId
  readonly text: string
  /** Name of the cluster people put it in; empty for none. */
  readonly cluster: string
}

/** Where the room is: what Undo restores. */
export interface Position {
  readonly run: Run | null
  readonly done: readonly BlockId[]
  readonly seats: readonly MemberId[]
  /** Who has been in a circle with whom, once a block with circles has ended; absent before, as in older snapshots. */
  readonly met?: Met
}

/** What a lead did, for Undo and the list of recent acts; words are made of it in client/text. */
export interface Act {
  readonly what:
    | 'started'
    | 'moved_on'
    | 'handed_on'
    | 'skipped'
    | 'went_back'
    | 'ended_block'
    | 'paused'
    | 'resumed'
    | 'more_time'
    | 'held'
    | 'went_on'
    | 'reordered'
    | 'changed_order'
    | 'formed'
    | 'guardian'
  readonly circle: CircleId | null
  readonly member: MemberId | null
}

export interface Undo {
  readonly act: Act
  /** When, ms since the epoch: what remained on a running clock is counted back to this moment. */
  readonly at: number
  readonly before: Position
}

export interface FlowState extends Position {
  readonly v: 1
  readonly cohort: CohortId
  readonly name: string
  readonly createdAt: number
  readonly endedAt: number | null
  readonly people: Readonly<Record<MemberId, Person>>
  readonly agenda: readonly Block[]
  readonly boards: Readonly<Record<DocId, Board>>
  readonly agreements: Agreements | null
  /** Own pages that people have, whether or not they wrote on theirs. Absent in older snapshots: none. */
  readonly pages?: readonly Sheet[]
  /** Oldest first; absent in older snapshots: none. */
  readonly harvests?: readonly Harvest[]
  /** Pairs of people who are not put into one circle. Only leads see them. Absent in older snapshots: nobody. */
  readonly apart?: readonly Pair[]
  /** Where circles met, by letter: offered again when circles are formed anew. Absent: nobody said yet. */
  readonly meets?: Readonly<Record<CircleId, string>>
  /** The call in which everyone is, as a lead wrote it down. Absent: none. */
  readonly call?: string
  /** How long words for a sealed step may come late. Absent: the usual. */
  readonly grace?: Grace
  /** Grants of those who only look on, from the moment a link is made for them until a lead closes it. Absent: nobody. */
  readonly observers?: readonly GrantId[]
  readonly wall: { readonly quiet: boolean; readonly code: boolean }
  /** Newest last, 20 at most. */
  readonly undo: readonly Undo[]
  /** Ids of the latest commands, so that a repeated one changes state once. */
  readonly recent: readonly string[]
}
