/** `evolve(state, event) → state`: pure, total for every event that was ever stored, and the only place where state changes. */
import { going, held } from './clock.ts'
import type { FlowEntry, FlowEvent } from './events.ts'
import { isOfCircle, undoOf } from './undo.ts'
import { withPresent } from './present.ts'
import { emptyMet, metWithout, type Met } from '../steps/group/met.ts'
import type { Board, FlowState, Harvest, Part, Person, Position, Run, Turn, Undo } from './state.ts'
import type { CircleId, CohortId, DocId, MemberId } from '../lib/ids.ts'

const undoMost = 20
const recentMost = 256

/** Before the first entry. */
export function emptyState(cohort: CohortId): FlowState {
  return {
    v: 1,
    cohort,
    name: '',
    createdAt: 0,
    endedAt: null,
    people: {},
    seats: [],
    agenda: [],
    run: null,
    done: [],
    boards: {},
    agreements: null,
    wall: { quiet: false, code: false },
    undo: [],
    recent: [],
  }
}

const withRun = (state: FlowState, change: (run: Run) => Run): FlowState =>
  state.run === null ? state : { ...state, run: change(state.run) }

/** Every clock of a run, changed alike: for Undo, which must give back the time that remained. */
function withClocks(run: Run, change: (clock: NonNullable<Run['clock']>) => NonNullable<Run['clock']>): Run {
  const clock = run.clock === null ? null : change(run.clock)
  if (run.state.kind !== 'turn') return { ...run, clock }
  const turns = Object.entries(run.state.turns).map(([id, turn]): [string, Turn] => [
    id,
    turn.clock === null ? turn : { ...turn, clock: change(turn.clock) },
  ])
  return { ...run, clock, state: { kind: 'turn', turns: Object.fromEntries(turns) as Record<CircleId, Turn> } }
}

const positionOf = ({ run, done, seats, met }: FlowState): Position => ({
  run,
  done,
  seats,
  ...(met === undefined ? {} : { met }),
})

function pushed(state: FlowState, act: Undo['act'], now: number): readonly Undo[] {
  return [...state.undo, { act, at: now, before: positionOf(state) }].slice(-undoMost)
}

/** Boards of the restored step are open, all others closed. */
function boardsFor(state: FlowState, run: Run | null): FlowState['boards'] {
  const open = new Set<DocId>(run?.state.kind === 'board' ? Object.values(run.state.docs) : [])
  const entries = Object.values(state.boards).map((board): [DocId, Board] => [
    board.doc,
    { ...board, open: open.has(board.doc) },
  ])
  return Object.fromEntries(entries) as FlowState['boards']
}

/** Clocks that ran when the act was done go on with what remained then; those that were held stay held. */
function undone(state: FlowState, circle: CircleId | undefined, now: number): FlowState {
  const index = undoOf(state, circle)
  const last = index === null ? undefined : state.undo[index]
  if (index === null || last === undefined) return state
  const rest = state.undo.toSpliced(index, 1)
  const ofCircle = last.act.circle !== null && isOfCircle(state, last)
  return ofCircle
    ? { ...undoneTurn(state, last, now), undo: rest }
    : { ...undonePosition(state, last, now), undo: rest }
}

/** Only this circle's turn: what others did since stays. Its count grows, so that older screens have `moved_on`. */
function undoneTurn(state: FlowState, last: Undo, now: number): FlowState {
  const circle = last.act.circle
  const then = last.before.run?.state
  if (circle === null || then?.kind !== 'turn') return state
  return withRun(state, (run) => {
    const before = then.turns[circle]
    const present = run.state.kind === 'turn' ? run.state.turns[circle] : undefined
    if (run.state.kind !== 'turn' || before === undefined || present === undefined) return run
    const clock = before.clock?.state === 'running' ? going(held(before.clock, last.at), now) : before.clock
    const turn: Turn = { ...before, clock, count: present.count + 1 }
    return withPresent(state, { ...run, state: { kind: 'turn', turns: { ...run.state.turns, [circle]: turn } } })
  })
}

function undonePosition(state: FlowState, last: Undo, now: number): FlowState {
  const { run, done, seats, met } = last.before
  const shifted =
    run === null
      ? null
      : withPresent(
          state,
          withClocks(run, (clock) => (clock.state === 'held' ? clock : going(held(clock, last.at), now))),
        )
  // People who came or left since are as they are now; only the order is restored.
  const here = new Set(state.seats)
  const kept = seats.filter((id) => here.has(id))
  const restored = [...kept, ...state.seats.filter((id) => !kept.includes(id))]
  return {
    ...state,
    run: shifted,
    done,
    seats: restored,
    boards: boardsFor(state, shifted),
    ...(state.met === undefined
      ? {}
      : {
          met: Object.values(state.people)
            .filter(isOut)
            .reduce(forgotten, met ?? emptyMet),
        }),
  }
}

const isOut = ({ status }: Person) => status === 'out'
const forgotten = (met: Met, { id }: Person) => metWithout(met, id)

const withHarvests = (state: FlowState, change: (harvest: Harvest) => Harvest): FlowState =>
  state.harvests === undefined ? state : { ...state, harvests: state.harvests.map(change) }

const withoutLine = (harvest: Harvest, member: MemberId): Harvest => ({
  ...harvest,
  lines: harvest.lines.filter(({ by }) => by !== member),
})

/** Who is out is kept apart from nobody, nobody's history tells of them, and their lines go with them. */
function withPerson(state: FlowState, person: Person): FlowState {
  const next = { ...state, people: { ...state.people, [person.id]: person } }
  if (!isOut(person)) return next
  return {
    ...withHarvests(next, (harvest) => withoutLine(harvest, person.id)),
    ...(state.apart === undefined ? {} : { apart: state.apart.filter((pair) => !pair.includes(person.id)) }),
    ...(state.met === undefined ? {} : { met: forgotten(state.met, person) }),
  }
}

/**
 * As somebody who is out, and nothing else: neither where they were nor what they were here. What a lead did can still be
 * taken back; that it was about them is forgotten.
 */
function withoutTrace(state: FlowState, member: MemberId): FlowState {
  const out = withPerson(state, { id: member, role: 'member', place: 'room', status: 'out', erased: true })
  const undo = out.undo.map(({ act, at, before }): Undo => {
    const seats = before.seats.filter((id) => id !== member)
    const met = before.met === undefined ? {} : { met: metWithout(before.met, member) }
    const run = before.run === null ? null : withPart(before.run, member, null)
    return {
      act: act.member === member ? { ...act, member: null } : act,
      at,
      before: { ...before, seats, run, ...met },
    }
  })
  return { ...out, undo }
}

function withPart({ parts, ...run }: Run, member: MemberId, part: Part | null): Run {
  const others = Object.entries(parts ?? {}).filter(([id]) => id !== member)
  const next = part === null ? others : [...others, [member, part] as const]
  return next.length === 0 ? run : { ...run, parts: Object.fromEntries(next) as Record<MemberId, Part> }
}

/** How each person is here belongs to the run and not to its past: Undo knows the latest choice and no earlier one. */
const inEveryPast = (undo: readonly Undo[], change: (run: Run) => Run): readonly Undo[] =>
  undo.map((one) =>
    one.before.run === null ? one : { ...one, before: { ...one.before, run: change(one.before.run) } },
  )

const withoutParts = ({ parts: _parts, ...run }: Run): Run => run

type Handlers = {
  readonly [T in FlowEvent['type']]: (state: FlowState, event: Extract<FlowEvent, { type: T }>, at: number) => FlowState
}

const handlers: Handlers = {
  created: (state, { cohort, name, agenda }, at) => ({ ...state, cohort, name, agenda, createdAt: at }),
  renamed: (state, { name }) => ({ ...state, name }),
  person_set: (state, { person }) => withPerson(state, person),
  person_erased: (state, { member }) => withoutTrace(state, member),
  placed: (state, { member, place }) => {
    const person = state.people[member]
    return person === undefined ? state : { ...state, people: { ...state.people, [member]: { ...person, place } } }
  },
  seated: (state, { seats }) => ({ ...state, seats }),
  run_set: (state, { run, done }) => ({
    ...state,
    run,
    done,
    undo: run === null ? inEveryPast(state.undo, withoutParts) : state.undo,
  }),
  step_set: (state, event) => withRun(state, (run) => ({ ...run, state: event.state })),
  consented_set: (state, { consented }) => withRun(state, (run) => ({ ...run, consented })),
  shown_set: (state, { step, shown }) => withRun(state, (run) => ({ ...run, shown: { ...run.shown, [step]: shown } })),
  part_set: (state, { member, part }) => {
    const id = state.run?.id
    const undo = inEveryPast(state.undo, (run) => (run.id === id ? withPart(run, member, part) : run))
    return { ...withRun(state, (run) => withPart(run, member, part)), undo }
  },
  turn_set: (state, { circle, turn }) =>
    withRun(state, (run) =>
      run.state.kind === 'turn'
        ? { ...run, state: { kind: 'turn', turns: { ...run.state.turns, [circle]: turn } } }
        : run,
    ),
  clock_set: (state, { clock }) => withRun(state, (run) => ({ ...run, clock })),
  circles_set: (state, { circles }) => withRun(state, (run) => ({ ...run, circles })),
  guardian_set: (state, { circle, member }) =>
    withRun(state, (run) =>
      circle === 'all'
        ? { ...run, guardian: member }
        : { ...run, circles: run.circles.map((one) => (one.id === circle ? { ...one, guardian: member } : one)) },
    ),
  apart_set: (state, { pairs }) => ({ ...state, apart: pairs }),
  meets_set: (state, { meets }) => ({ ...state, meets }),
  call_set: ({ call: _before, ...state }, { call }) => (call === '' ? state : { ...state, call }),
  grace_set: (state, { grace }) => ({ ...state, grace }),
  observers_set: ({ observers: _before, ...state }, { observers }) =>
    observers.length === 0 ? state : { ...state, observers },
  met_set: (state, { met }) => ({ ...state, met }),
  paused_set: (state, { paused }) => withRun(state, (run) => ({ ...run, paused })),
  board_set: (state, { board }) => ({ ...state, boards: { ...state.boards, [board.doc]: board } }),
  boards_dropped: (state, { docs }) => {
    const gone = new Set<string>(docs)
    return {
      ...state,
      boards: Object.fromEntries(Object.entries(state.boards).filter(([doc]) => !gone.has(doc))) as FlowState['boards'],
    }
  },
  page_opened: (state, { page }, at) => ({ ...state, pages: [...(state.pages ?? []), { ...page, at }] }),
  pages_over: ({ pages: _pages, ...state }) => state,
  agreed: (state, { agreements }) => ({ ...state, agreements }),
  agenda_set: (state, { agenda }) => ({ ...state, agenda }),
  on_wall_set: (state, { onWall }) => withRun(state, (run) => ({ ...run, onWall })),
  harvested: (state, { harvest }) => ({ ...state, harvests: [...(state.harvests ?? []), harvest] }),
  line_withdrawn: (state, { run, member }) =>
    withHarvests(state, (harvest) => (harvest.run === run ? withoutLine(harvest, member) : harvest)),
  wall_set: (state, { quiet, code }) => ({ ...state, wall: { quiet, code } }),
  undoable: (state, { act }, at) => ({ ...state, undo: pushed(state, act, at) }),
  undone: (state, { circle }, at) => undone(state, circle, at),
  delivered: (state, { circle }) => ({
    ...state,
    // What this circle did before cannot be undone, nor can a position that holds this circle's state.
    undo: state.undo.filter((undo) => undo.act.circle !== circle && isOfCircle(state, undo)),
  }),
  sealed_off: (state) => ({ ...state, undo: [] }),
  // Where people met is of no use to anybody now, and the link of a call is a door.
  ended: ({ meets: _meets, call: _call, ...state }, _event, at) => ({ ...state, endedAt: at, run: null, undo: [] }),
}

export function evolve(state: FlowState, event: FlowEvent, at: number): FlowState {
  // The compiler cannot follow that handler and event have the same type; the map above is checked type by type.
  const handle = handlers[event.type] as (state: FlowState, event: FlowEvent, at: number) => FlowState
  return handle(state, event, at)
}

/** One entry: all its events at one moment, and its command remembered. */
export function evolveEntry(state: FlowState, entry: FlowEntry): FlowState {
  const next = entry.events.reduce((now, event) => evolve(now, event, entry.at), state)
  return entry.cmd === undefined ? next : { ...next, recent: [...next.recent, entry.cmd].slice(-recentMost) }
}

/**
 * The state as it is stored when a step ends: no turn history, so that who passed, and when, leaves no trace in it.
 */
export function forSnapshot(state: FlowState): FlowState {
  const scrubbed = state.undo.map((undo) => ({
    ...undo,
    before: { ...undo.before, run: undo.before.run === null ? null : withoutHistory(undo.before.run) },
  }))
  return { ...state, undo: scrubbed }
}

function withoutHistory(run: Run): Run {
  if (run.state.kind !== 'turn') return run
  const turns = Object.entries(run.state.turns).map(([id, turn]): [string, Turn] => [
    id,
    { ...turn, past: [], lacking: [] },
  ])
  return { ...run, state: { kind: 'turn', turns: Object.fromEntries(turns) as Record<CircleId, Turn> } }
}
