/** One holder per circle. Only the holder's slice has a clock; listeners get a name and whom they come after. */
import { circleById, circleOf, circlesOf, partakers, refOf, seatOf, takesPart, type Names } from '../../flow/people.ts'
import type { TurnNow } from '../../flow/seat-views.ts'
import type { WallView } from '../../flow/slices.ts'
import type { FlowEvent } from '../../flow/events.ts'
import { placeForWall } from '../../lib/place-for-wall.ts'
import { plenary, type CircleId, type MemberId } from '../../lib/ids.ts'
import type { Circle, Turn } from '../../flow/state.ts'
import { needsNothing, type Advance, type Delivery, type Primitive, type Scope } from '../primitive.ts'
import { goneOn, isBetween, isExchange, partOf, type Ring } from './exchange.ts'
import { goalOf, isUnsure } from './goal.ts'
import { isFinished } from './joining.ts'
import { mayMove, moved, waitsForNotes, type Moved } from './moves.ts'
import { noSlots, placesFor } from './slots.ts'
import { firstTurn, turnOrder } from './turns.ts'
import { writingOf } from './writing.ts'

interface Open {
  readonly turn: Turn
  readonly ring: Ring
}

/** The circles whose round goes on. One that waits until something is there is not moved by Next: it would find nobody. */
function open({ state, run, spec, step }: Scope<'turn'>, now: number, ready: Ring['ready']): Open[] {
  return (Object.entries(step.turns) as [CircleId, Turn][]).flatMap(([id, turn]) => {
    const circle = circleById(state, run, id)
    return circle === undefined || isFinished(turn) || waitsForNotes(turn)
      ? []
      : [{ turn, ring: { circle: partakers(run, circle), spec, now, ready } }]
  })
}

/** What one press of Next moves: circles that are between turns, those asked before to come to an end, or the only one left. */
function movable(circles: readonly Open[]): readonly Open[] {
  if (circles.length === 1) return circles
  return circles.filter(({ turn, ring }) => isBetween(turn, ring.spec) || turn.asked === true)
}

function circleWithTurn({ state, run, spec, step }: Scope<'turn'>, member: MemberId): { circle: Circle; turn: Turn } {
  const circle = circleOf(state, run, member, spec.of)
  return { circle, turn: step.turns[circle.id] ?? firstTurn([], spec.order) }
}

/** Whom a waiting person comes after. */
function before({ holder, queue, around }: Turn, member: MemberId): MemberId | null {
  const round = around?.round ?? []
  const line = round.includes(member) ? round : queue
  const ahead = line.indexOf(member)
  if (ahead < 0) return null
  return ahead > 0 ? (line[ahead - 1] ?? null) : line === round ? holder : (around?.focus ?? holder)
}

function partNow(turn: Turn, { spec }: Scope<'turn'>, member: MemberId, names: Names): TurnNow['part'] {
  const part = partOf(turn, spec)
  if (part === null || !isExchange(turn) || turn.around === null) return null
  const { kind, title, prompt } = part
  return { kind, title, prompt, focus: refOf(names, turn.around.focus), aroundMe: turn.around.focus === member }
}

/** Whether there is a turn to pass, or one that was passed (or is over) to be brought back; asked of their own seat alone. */
function passing(turn: Turn, member: MemberId, waiting: boolean): TurnNow['passing'] {
  if (turn.order === 'popcorn' || isFinished(turn)) return null
  if (waiting) return 'turn'
  // A telling is asked for by taking a place, and nobody is the middle of an exchange twice.
  const again = turn.slots === undefined && (!isExchange(turn) || !turn.past.includes(member))
  return again && turn.around?.focus !== member && turn.holder !== member ? 'return' : null
}

function seatView(scope: Scope<'turn'>, member: MemberId, names: Names): TurnNow {
  const { spec } = scope
  const { circle, turn } = circleWithTurn(scope, member)
  const mine = turn.holder === member
  const ahead = before(turn, member)
  const after = spec.delivers === undefined ? ahead : null
  const mayHandOn = mayMove(turn, circle, member)
  const ring: Ring = { circle: partakers(scope.run, circle), spec, now: 0, ready: null }
  const following = mayHandOn && !waitsForNotes(turn) ? goneOn(turn, ring) : null
  const next = following === null || isUnsure(turn, following, ring) ? null : following.holder
  const part = partNow(turn, scope, member, names)
  const taking = takesPart(scope.run)(member)
  const watchesSilence = part?.kind === 'silence' && (part.aroundMe || circle.guardian === member)
  const waiting = ahead !== null || turn.queue.includes(member) || turn.slots?.includes(member) === true
  const places = turn.slots === undefined ? null : placesFor(turn.slots, partakers(scope.run, circle))
  return {
    kind: 'turn',
    prompt: spec.prompt,
    order: turn.order,
    holder: turn.holder === null ? null : refOf(names, turn.holder),
    mine,
    phase: turn.phase,
    count: turn.count,
    after: after === null ? null : refOf(names, after),
    waiting,
    passing: taking ? passing(turn, member, waiting) : null,
    next: next === null || next === turn.holder ? null : refOf(names, next),
    nextPart: following === null ? null : (partOf(following, spec)?.title ?? null),
    mayHandOn,
    clock: mine || watchesSilence ? turn.clock : null,
    // Who only listens is not told that a circle is done while places to tell are open.
    finished: isFinished(turn) && (turn.slots === undefined || taking),
    part,
    parts: spec.parts?.map(({ kind }) => kind) ?? null,
    asked: mine && turn.asked === true,
    slots: taking ? (places?.map((one) => (one === null ? null : refOf(names, one))) ?? null) : null,
    hadPlace: turn.slots !== undefined && turn.past.includes(member),
    write: writingOf(scope, turn, member, names),
  }
}

export const turn: Primitive<'turn'> = {
  of: (spec) => spec.of,
  enter: ({ state, run, spec }) => {
    const circles =
      spec.of === 'circles' ? circlesOf(state, run) : [circleById(state, run, plenary)].filter((c) => c !== undefined)
    const round = state.done.length + run.step
    const turns = circles.map((circle) => {
      const order = turnOrder(state, circle, round)
      // An exchange waits until somebody of the circle begins it.
      const first: Turn =
        spec.parts === undefined
          ? firstTurn(order, spec.order)
          : {
              ...firstTurn([], spec.order),
              queue: spec.order === 'slots' ? [] : order,
              around: null,
              ...(spec.order === 'slots' ? { slots: noSlots } : {}),
            }
      return [circle.id, first] as const
    })
    return { state: { kind: 'turn', turns: Object.fromEntries(turns) as Record<CircleId, Turn> }, clock: null }
  },
  inner: (scope, names) => {
    const circles = open(scope, 0, null)
    const [first] = circles
    if (first === undefined) return null
    const moving = movable(circles)
    const final = moving.some(({ turn, ring }) => moved(turn, ring, goneOn).delivers !== null)
    const needs = { ...needsNothing, ready: scope.spec.delivers ?? null }
    if (circles.length > 1) {
      const act = { act: 'hand_on_all', circles: moving.length, asked: circles.length - moving.length } as const
      return { act, final, needs }
    }
    const { turn, ring } = first
    if (isExchange(turn)) {
      const goal = goalOf(turn, ring, names)
      return { act: { act: 'move_circle', circle: ring.circle.id, goal }, final, needs }
    }
    const to = turn.queue[0]
    // The last holder hands the stone to nobody: Next then closes the round in one press with the next step.
    if (to === undefined) return null
    return { act: { act: 'hand_on', to: refOf(names, to), circle: ring.circle.id }, final, needs }
  },
  advance: (scope, { now }, { ready }) => {
    const circles = open(scope, now, ready)
    const moving = movable(circles)
    const steps = moving.map(({ turn, ring }) => movedEvents(moved(turn, ring, goneOn), ring.circle.id, turn.holder))
    const asked = circles
      .filter((one) => !moving.includes(one))
      .map(({ turn, ring }): FlowEvent => ({
        type: 'turn_set',
        circle: ring.circle.id,
        turn: { ...turn, asked: true },
      }))
    return {
      events: [...steps.flatMap(({ events }) => events), ...asked],
      deliveries: steps.flatMap(({ deliveries = [] }) => deliveries),
    }
  },
  leaving: ({ spec }) =>
    spec.delivers === undefined
      ? null
      : { act: { act: 'give_rest' }, events: [], deliveries: [{ step: spec.delivers, to: 'rest' }] },
  seat: seatView,
  wall: wallView,
}

/** One circle moved: it can be taken back, unless something was given to somebody. */
function movedEvents({ turn, delivers }: Moved, circle: CircleId, holder: MemberId | null): Advance {
  const set: FlowEvent = { type: 'turn_set', circle, turn }
  // Nobody was lit and nobody is: there is nothing to take back.
  if (waitsForNotes(turn)) return { events: [set] }
  if (delivers === null) {
    return { events: [{ type: 'undoable', act: { what: 'handed_on', circle, member: holder } }, set] }
  }
  const deliveries: Delivery[] = [delivers]
  return { events: [set, { type: 'delivered', circle }], deliveries }
}

function wallView(scope: Scope<'turn'>, names: Names): WallView {
  const { state, run, spec, step, fn } = scope
  if (spec.quietWall === true) return { show: 'quiet', fn }
  if (spec.of === 'circles') {
    return {
      show: 'rings',
      fn,
      title: spec.title,
      circles: circlesOf(state, run).map(({ id, where, members }) => ({
        id,
        where: placeForWall(where),
        seats: members.map((m) => seatOf(state, names, m)),
        lit: litOf(step.turns[id]),
      })),
    }
  }
  const now = step.turns[plenary]
  return {
    show: 'turn',
    fn,
    title: spec.title,
    prompt: spec.prompt,
    seats: state.seats.map((id) => seatOf(state, names, id)),
    holder: now?.holder ?? null,
    next: now?.order === 'sequence' ? (now.queue[0] ?? null) : null,
  }
}

/** In an exchange the person it is around, whoever speaks. */
const litOf = (turn: Turn | undefined): MemberId | null =>
  turn === undefined ? null : isExchange(turn) ? (turn.around?.focus ?? null) : turn.holder
