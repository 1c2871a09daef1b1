/** Where the room goes next: what one press of Next would do, and the events that do it. */
import { activityOf, stepOf } from '../../activities/activities.ts'
import { newRunId, plenary } from '../../lib/ids.ts'
import { docsOfStep } from '../../steps/board-docs.ts'
import {
  needsNothing,
  type Carry,
  type Delivery,
  type Entering,
  type Entry,
  type Env,
  type Needs,
  type Primitive,
  type Scope,
  type Seed,
} from '../../steps/primitive.ts'
import { emptyMet, metWith } from '../../steps/group/met.ts'
import { leftNow, notLeft } from '../../steps/sealed/grace.ts'
import { primitives } from '../../steps/primitives.ts'
import type { AnySpec, StepKind } from '../../steps/specs.ts'
import type { FlowEvent } from '../events.ts'
import type { Names } from '../people.ts'
import type { NextAct } from '../desk-slice.ts'
import type { Block, FlowState, Run, StateOf } from '../state.ts'
import { droppedBoards, ownBoards } from './harvest.ts'

/** The running step with its primitive. The cast stands here once: a run's state always has the kind of its spec. */
export function sceneOf(
  state: FlowState,
  run: Run,
): { readonly primitive: Primitive<StepKind>; readonly scope: Scope<StepKind> } {
  const spec = stepOf(run.activity, run.step)
  const scope = { state, run, spec, step: run.state as StateOf<StepKind>, fn: activityOf(run.activity).fn }
  return { primitive: primitives[spec.kind] as unknown as Primitive<StepKind>, scope: scope as Scope<StepKind> }
}

const primitiveOf = (spec: AnySpec) => primitives[spec.kind] as unknown as Primitive<StepKind>

export interface Move {
  readonly act: NextAct
  /** Cannot be undone: asks for a second deliberate press. */
  readonly final: boolean
  /** People still have the stone or wait for it, and are passed over: asks for a second press, and Undo brings it back. */
  readonly waits: boolean
  readonly needs: Needs
  /** Which of the ways on it is. */
  readonly way: 'start' | 'inner' | 'step' | 'end_block' | 'nothing'
}

export const nextBlock = (state: FlowState): Block | undefined =>
  state.agenda.find((block) => !state.done.includes(block.id))

/**
 * What Next would do now.
 * @param whole leave a round of turns even if somebody still waits for theirs
 */
export function nextMove(state: FlowState, names: Names, whole = false): Move {
  const run = state.run
  if (run === null) {
    const block = nextBlock(state)
    if (block === undefined || state.endedAt !== null)
      return { act: { act: 'nothing' }, final: false, waits: false, needs: needsNothing, way: 'nothing' }
    const activity = activityOf(block.activity)
    const first = stepOf(block.activity, 0)
    const needs = primitiveOf(first).needsToEnter?.(first, shellOf(block), state) ?? needsNothing
    return { act: { act: 'start', title: activity.title }, final: false, waits: false, needs, way: 'start' }
  }
  const { primitive, scope } = sceneOf(state, run)
  const inner = primitive.inner?.(scope, names) ?? null
  // Only a round of turns may be left before it is over; what is still open elsewhere is not skipped unseen.
  const waits = inner !== null && whole && scope.spec.kind === 'turn'
  if (inner !== null && !waits) return { ...inner, waits, way: 'inner' }
  const leaving = primitive.leaving?.(scope, { now: 0, random: () => 0 }) ?? null
  const following = activityOf(run.activity).steps[run.step + 1]
  if (following === undefined) {
    const boards = Object.keys(state.boards).length > 0
    const act: NextAct = leaving?.act ?? { act: 'end_block', title: activityOf(run.activity).title }
    return {
      act,
      final: leaving !== null || boards,
      waits,
      needs: { ...needsNothing, boards: ownBoards(state) },
      way: 'end_block',
    }
  }
  const ahead = { ...run, step: run.step + 1 }
  const entering = primitiveOf(following)
  const releases = entering.releases?.(following, ahead, state) ?? false
  return {
    act:
      leaving?.act ?? (releases ? { act: 'release', title: following.title } : { act: 'step', title: following.title }),
    final: leaving !== null || releases,
    waits,
    needs: entering.needsToEnter?.(following, ahead, state) ?? needsNothing,
    way: 'step',
  }
}

const shellOf = (block: Block): Run => ({
  id: '' as Run['id'],
  block: block.id,
  activity: block.activity,
  step: 0,
  circles: [],
  guardian: null,
  paused: [],
  clock: null,
  state: { kind: 'step' },
  consented: [],
})

export interface Moved {
  readonly events: readonly FlowEvent[]
  readonly seeds: readonly Seed[]
  readonly deliveries?: readonly Delivery[]
}

/** Boards that were open are closed, those of the entered step opened. */
function boardEvents(state: FlowState, entry: Entry<StepKind>): FlowEvent[] {
  const opening = new Set((entry.boards ?? []).map((board) => board.doc))
  const closing = Object.values(state.boards).filter((board) => board.open && !opening.has(board.doc))
  return [
    ...closing.map((board): FlowEvent => ({ type: 'board_set', board: { ...board, open: false } })),
    ...(entry.boards ?? []).map((board): FlowEvent => ({ type: 'board_set', board })),
  ]
}

const pageEvents = ({ page }: Entry<StepKind>): FlowEvent[] =>
  page === undefined ? [] : [{ type: 'page_opened', page }]

/** What a lead showed of one step's board says nothing about the next one's. */
const withoutOnWall = ({ onWall: _onWall, ...run }: Run): Run => run

/** Enters step `run.step` of `run`. */
export function entered(state: FlowState, run: Run, env: Env, carry: Carry): Moved {
  const spec = stepOf(run.activity, run.step)
  const entering = { ...env, state, run, spec, carry } as Entering<StepKind>
  const entry = primitiveOf(spec).enter(entering)
  const next: Run = {
    ...notLeft(withoutOnWall(run), spec.id),
    state: entry.state,
    clock: entry.clock,
    circles: entry.circles ?? run.circles,
    paused: run.paused.includes(plenary) ? run.paused : [],
  }
  return {
    events: [{ type: 'run_set', run: next, done: state.done }, ...boardEvents(state, entry), ...pageEvents(entry)],
    seeds: entry.seeds ?? [],
  }
}

/** The events of one press of Next. The caller has checked `at`, confirmation, and gathered what {@link nextMove} needs. */
export function moved(state: FlowState, move: Move, env: Env, carry: Carry): Moved {
  const undoable = (what: 'started' | 'moved_on' | 'ended_block'): FlowEvent[] =>
    move.final ? [] : [{ type: 'undoable', act: { what, circle: null, member: null } }]
  const final: FlowEvent[] = move.final ? [{ type: 'sealed_off' }] : []
  const run = state.run
  if (run === null) {
    const block = nextBlock(state)
    if (block === undefined) return { events: [], seeds: [] }
    const { events, seeds } = entered(state, { ...shellOf(block), id: newRunId(env.random) }, env, carry)
    return { events: [...undoable('started'), ...events], seeds }
  }
  const { primitive, scope } = sceneOf(state, run)
  if (move.way === 'inner') {
    const { events = [], deliveries = [] } = primitive.advance?.(scope, env, carry) ?? {}
    return { events, seeds: [], deliveries }
  }
  const { events: leaving = [], deliveries = [] } = primitive.leaving?.(scope, env) ?? {}
  if (move.way === 'end_block') {
    const ended: FlowEvent = { type: 'run_set', run: null, done: [...state.done, run.block] }
    const dropped = droppedBoards(state, carry, env.now)
    // Counted at the end, as the circles were then, latecomers included; Undo takes the count back with the block.
    const met: FlowEvent[] =
      run.circles.length > 0 ? [{ type: 'met_set', met: metWith(state.met ?? emptyMet, run.circles) }] : []
    return {
      events: [...undoable('ended_block'), ...leaving, ...met, ended, ...dropped, ...final],
      seeds: [],
      deliveries,
    }
  }
  const from = scope.spec.kind === 'sealed' ? leftNow(run, scope.spec.id, env.now) : run
  const { events, seeds } = entered(state, { ...from, step: run.step + 1 }, env, carry)
  return { events: [...undoable('moved_on'), ...leaving, ...events, ...final], seeds, deliveries }
}

/** Whether what was written in a sealed step has gone to its boards. */
export function isReleased(state: FlowState, run: Run, sealed: string): boolean {
  return activityOf(run.activity).steps.some(
    (spec) =>
      spec.kind === 'board' &&
      spec.from !== null &&
      'sealed' in spec.from &&
      spec.from.sealed === sealed &&
      docsOfStep(spec.id, run, state).some(([, doc]) => Object.hasOwn(state.boards, doc)),
  )
}

/** Whether Back can lead into the step before: not into what was released or published. */
export function mayGoBack(state: FlowState): boolean {
  const run = state.run
  if (run === null || run.step === 0) return false
  const before = stepOf(run.activity, run.step - 1)
  return before.kind !== 'scale' && (before.kind !== 'sealed' || !isReleased(state, run, before.id))
}
