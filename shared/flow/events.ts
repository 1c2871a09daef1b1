/**
 * What happened, as results rather than reasons: an event says where things stand afterwards, never who passed, paused
 * or asked. One log entry holds the events of one command.
 */
import type { BlockId, CircleId, CohortId, DocId, GrantId, MemberId, RunId } from '../lib/ids.ts'
import type { OnWall } from '../boards/projection.ts'
import type {
  Act,
  Agreements,
  Block,
  Board,
  Circle,
  Consented,
  Harvest,
  Part,
  Person,
  Place,
  Run,
  StepState,
  Turn,
} from './state.ts'
import type { Pair } from '../steps/group/forming.ts'
import type { Met } from '../steps/group/met.ts'
import type { Sheet } from '../pages/page.ts'
import type { Shown } from '../steps/scale/outcome.ts'
import type { Grace } from '../steps/sealed/grace.ts'
import type { Clock } from './clock.ts'

export type FlowEvent =
  | { readonly type: 'created'; readonly cohort: CohortId; readonly name: string; readonly agenda: readonly Block[] }
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'person_set'; readonly person: Person }
  /** Nothing of this person is kept any more, as far as the flow goes: their boxes, booklets and pages are purged. */
  | { readonly type: 'person_erased'; readonly member: MemberId }
  | { readonly type: 'placed'; readonly member: MemberId; readonly place: Place }
  | { readonly type: 'seated'; readonly seats: readonly MemberId[] }
  | { readonly type: 'run_set'; readonly run: Run | null; readonly done: readonly BlockId[] }
  | { readonly type: 'step_set'; readonly state: StepState }
  | { readonly type: 'consented_set'; readonly consented: readonly Consented[] }
  | { readonly type: 'shown_set'; readonly step: string; readonly shown: Shown }
  /** Null: takes part. */
  | { readonly type: 'part_set'; readonly member: MemberId; readonly part: Part | null }
  | { readonly type: 'turn_set'; readonly circle: CircleId; readonly turn: Turn }
  | { readonly type: 'clock_set'; readonly clock: Clock | null }
  | { readonly type: 'circles_set'; readonly circles: readonly Circle[] }
  | { readonly type: 'guardian_set'; readonly circle: CircleId; readonly member: MemberId | null }
  | { readonly type: 'apart_set'; readonly pairs: readonly Pair[] }
  | { readonly type: 'meets_set'; readonly meets: Readonly<Record<CircleId, string>> }
  /** Empty: none. */
  | { readonly type: 'call_set'; readonly call: string }
  | { readonly type: 'grace_set'; readonly grace: Grace }
  /** All of them; empty: nobody looks on. */
  | { readonly type: 'observers_set'; readonly observers: readonly GrantId[] }
  | { readonly type: 'met_set'; readonly met: Met }
  | { readonly type: 'paused_set'; readonly paused: readonly CircleId[] }
  | { readonly type: 'board_set'; readonly board: Board }
  | { readonly type: 'boards_dropped'; readonly docs: readonly DocId[] }
  /** Everyone has this page of their own from now on. */
  | { readonly type: 'page_opened'; readonly page: Omit<Sheet, 'at'> }
  /** Own pages are kept no longer: nobody opens one any more. */
  | { readonly type: 'pages_over' }
  | { readonly type: 'agreed'; readonly agreements: Agreements }
  | { readonly type: 'agenda_set'; readonly agenda: readonly Block[] }
  | { readonly type: 'on_wall_set'; readonly onWall: OnWall }
  | { readonly type: 'harvested'; readonly harvest: Harvest }
  /** A person has taken their line out of what is kept. */
  | { readonly type: 'line_withdrawn'; readonly run: RunId; readonly member: MemberId }
  | { readonly type: 'wall_set'; readonly quiet: boolean; readonly code: boolean }
  /** Pushes the position before this entry, for Undo. */
  | { readonly type: 'undoable'; readonly act: Act }
  /** The newest undo entry (of one circle, when named) was taken back; its clocks go on from now. */
  | { readonly type: 'undone'; readonly circle?: CircleId }
  /** Something was given to a person of this circle: what this circle did before cannot be undone. */
  | { readonly type: 'delivered'; readonly circle: CircleId }
  /** Release, publication: nothing before this can be undone. */
  | { readonly type: 'sealed_off' }
  | { readonly type: 'ended' }

/** One entry of the flow stream. `at` is the server clock, ms since the epoch. */
export interface FlowEntry {
  readonly v: 1
  readonly at: number
  /** The command's id, when one caused it. */
  readonly cmd?: string
  readonly events: readonly FlowEvent[]
}
