/** What the console shows: where every circle is, what Next will do, what can be taken back. */
import { activities, activityOf } from '../activities/activities.ts'
import { aimOf } from '../steps/board/board.ts'
import { openLines } from '../steps/open-lines.ts'
import { graceOf } from '../steps/sealed/grace.ts'
import { deskTurn } from '../steps/turn/desk.ts'
import { allyOf } from './allies.ts'
import { plenary } from '../lib/ids.ts'
import { mayGoBack, nextBlock, nextMove, sceneOf } from './decide/moving.ts'
import { deskSpectrum } from '../steps/scale/poles.ts'
import { undoOf } from './undo.ts'
import { circlesOf, isPaused, plenaryOf, refOf, seatOf, type Names } from './people.ts'
import type { DeskCircle, DeskSlice } from './desk-slice.ts'
import type { FlowState, Run } from './state.ts'

function deskCircles(state: FlowState, run: Run, names: Names): DeskCircle[] {
  const { primitive, scope } = sceneOf(state, run)
  const circles = primitive.of(scope.spec) === 'circles' ? circlesOf(state, run) : [plenaryOf(state, run)]
  return circles.map((circle) => {
    const turn = run.state.kind === 'turn' ? run.state.turns[circle.id] : undefined
    return {
      id: circle.id,
      letter: circle.id === plenary ? '' : circle.id.toUpperCase(),
      where: circle.where,
      seats: circle.members.map((id) => seatOf(state, names, id)),
      guardian: circle.guardian === null ? null : refOf(names, circle.guardian),
      paused: isPaused(run, circle.id),
      turn:
        turn === undefined || scope.spec.kind !== 'turn'
          ? null
          : deskTurn({ turn, circle, spec: scope.spec, undo: undoOf(state, circle.id) !== null }, names),
    }
  })
}

/** When the step was planned to end; held time counts from now, so the plan is only told while it runs. */
const plannedUntil = (run: Run) => (run.clock?.state === 'running' ? run.clock.endsAt : null)

const undoList = (state: FlowState, names: Names): DeskSlice['undo'] =>
  state.undo
    .map(({ act }) => ({
      what: act.what,
      circle: act.circle,
      member: act.member === null ? null : refOf(names, act.member),
    }))
    .reverse()

function apartOf(state: FlowState, names: Names): DeskSlice['apart'] {
  const circles = state.run?.circles ?? []
  return (state.apart ?? []).map(([one, other]) => {
    const circle = circles.find(({ members }) => members.includes(one) && members.includes(other))
    const forced = circle?.forced?.some((pair) => pair.includes(one) && pair.includes(other)) === true
    return {
      pair: [refOf(names, one), refOf(names, other)],
      together: circle !== undefined,
      circle: circle?.id.toUpperCase() ?? '',
      why: circle === undefined ? null : forced ? 'no_other_way' : 'since',
    }
  })
}

/** What may follow any other activity, unless it comes next anyway. */
const addableTo = (state: FlowState): DeskSlice['addable'] =>
  activities
    .filter(({ slug, anywhere }) => anywhere === true && nextBlock(state)?.activity !== slug)
    .map(({ slug, title, purpose }) => ({ activity: slug, title, purpose }))

const remotesOf = (state: FlowState, names: Names): DeskSlice['remotes'] =>
  state.seats
    .filter((id) => state.people[id]?.place === 'remote')
    .map((id) => {
      const ally = allyOf(state, id)
      return { remote: refOf(names, id), ally: ally === null ? null : refOf(names, ally) }
    })

/** Of whoever was declined there is no name. */
const goneFrom = (state: FlowState, names: Names): DeskSlice['gone'] =>
  Object.values(state.people)
    .filter(({ status, erased }) => status === 'out' && erased !== true)
    .map(({ id }) => refOf(names, id))
    .filter(({ name }) => name !== '')

function betweenDesk(state: FlowState, names: Names): DeskSlice {
  const move = nextMove(state, names)
  return {
    run: null,
    step: 0,
    steps: 0,
    stepTitles: [],
    kind: null,
    template: null,
    fn: null,
    activity: null,
    title: '',
    say: '',
    remote: '',
    plannedUntil: null,
    paused: false,
    circles: [],
    next: move.act,
    confirm: move.final,
    back: false,
    leave: null,
    undo: undoList(state, names),
    quiet: state.wall.quiet,
    clock: null,
    doc: null,
    apart: apartOf(state, names),
    call: state.call ?? '',
    grace: graceOf(state),
    remotes: remotesOf(state, names),
    gone: goneFrom(state, names),
    aim: null,
    open: [],
    ownLines: false,
    addable: addableTo(state),
    note: false,
    spectrum: null,
  }
}

/** What comes after the running step: the next one, or the end of the activity. */
function titleAfter(run: Run): string {
  const { title, steps } = activityOf(run.activity)
  return steps[run.step + 1]?.title ?? title
}

export function deskOf(state: FlowState, names: Names): DeskSlice {
  const run = state.run
  if (run === null) return betweenDesk(state, names)
  const activity = activityOf(run.activity)
  const { scope } = sceneOf(state, run)
  const move = nextMove(state, names)
  const leaving = move.way === 'inner' && scope.spec.kind === 'turn' ? nextMove(state, names, true) : null
  const turn = run.state.kind === 'turn' ? run.state.turns[plenary] : undefined
  const doc = run.state.kind === 'board' ? (run.state.docs[plenary] ?? null) : null
  return {
    run: run.id,
    step: run.step,
    steps: activity.steps.length,
    stepTitles: activity.steps.map((step) => step.title),
    kind: scope.spec.kind,
    template: scope.spec.kind === 'page' ? scope.spec.template : null,
    fn: activity.fn,
    activity: activity.title,
    title: scope.spec.title,
    say: scope.spec.say,
    remote: scope.spec.remote,
    plannedUntil: plannedUntil(run),
    paused: run.paused.includes(plenary),
    circles: deskCircles(state, run, names),
    next: move.act,
    confirm: move.final,
    back: mayGoBack(state) || (turn?.past.length ?? 0) > 0,
    leave: leaving === null ? null : { title: titleAfter(run), final: leaving.final },
    undo: undoList(state, names),
    quiet: state.wall.quiet,
    clock: run.clock === null ? null : { held: run.clock.state === 'held' },
    doc,
    aim: doc !== null && scope.spec.kind === 'board' ? aimOf(scope.spec, run) : null,
    open: openLines(run.consented),
    apart: apartOf(state, names),
    ownLines: scope.spec.kind === 'board' && scope.spec.layout === 'own',
    addable: addableTo(state),
    call: state.call ?? '',
    grace: graceOf(state),
    remotes: remotesOf(state, names),
    gone: goneFrom(state, names),
    note: scope.spec.kind === 'step' && scope.spec.mode === 'note',
    spectrum:
      run.state.kind === 'scale' && run.state.about === 'poles'
        ? deskSpectrum(state.seats.length, run.state, run.state.before !== null)
        : null,
  }
}
