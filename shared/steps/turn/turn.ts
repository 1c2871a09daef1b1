/** One holder per circle. Only the holder's slice has a clock; listeners get a name and whom they come after. */
import { circleById, circleOf, circlesOf, refOf, seatOf, type Names } from '../../flow/people.ts'
import type { DeskCircle, TurnNow } from '../../flow/slices.ts'
import { placeForWall } from '../../lib/place-for-wall.ts'
import { plenary, type CircleId, type MemberId } from '../../lib/ids.ts'
import type { Circle, Turn } from '../../flow/state.ts'
import { needsNothing, type Primitive, type Scope } from '../primitive.ts'
import { firstTurn, handedOn, isFinished, isNeighbour, turnOrder } from './turns.ts'

const open = (scope: Scope<'turn'>) =>
  Object.entries(scope.step.turns).filter(([, turn]) => !isFinished(turn)) as [CircleId, Turn][]

function circleWithTurn({ state, run, spec, step }: Scope<'turn'>, member: MemberId): { circle: Circle; turn: Turn } {
  const circle = circleOf(state, run, member, spec.of)
  return { circle, turn: step.turns[circle.id] ?? firstTurn([], spec.order) }
}

function seatView(scope: Scope<'turn'>, member: MemberId, names: Names): TurnNow {
  const { circle, turn } = circleWithTurn(scope, member)
  const mine = turn.holder === member
  const ahead = turn.queue.indexOf(member)
  const before = ahead < 0 ? null : ahead === 0 ? turn.holder : (turn.queue[ahead - 1] ?? null)
  const neighbour = turn.holder !== null && isNeighbour(circle, turn.holder, member)
  const mayHandOn = turn.holder !== null && (mine || neighbour || circle.guardian === member)
  const next = turn.queue[0]
  return {
    kind: 'turn',
    prompt: scope.spec.prompt,
    order: turn.order,
    holder: turn.holder === null ? null : refOf(names, turn.holder),
    mine,
    phase: turn.phase,
    count: turn.count,
    after: before === null ? null : refOf(names, before),
    waiting: ahead >= 0,
    next: mayHandOn && next !== undefined ? refOf(names, next) : null,
    mayHandOn,
    clock: mine ? turn.clock : null,
    finished: isFinished(turn),
  }
}

/** The console's picture of one circle's turns. */
export function deskTurn(turn: Turn, names: Names): NonNullable<DeskCircle['turn']> {
  const next = turn.queue[0]
  return {
    holder: turn.holder === null ? null : refOf(names, turn.holder),
    phase: turn.phase,
    order: turn.order,
    next: next === undefined ? null : refOf(names, next),
    queue: turn.queue.map((id) => refOf(names, id)),
    count: turn.count,
    place: turn.past.length + (turn.holder === null ? 0 : 1),
    of: turn.past.length + (turn.holder === null ? 0 : 1) + turn.queue.length,
    finished: isFinished(turn),
    held: turn.clock?.state === 'held',
  }
}

export const turn: Primitive<'turn'> = {
  of: (spec) => spec.of,
  enter: ({ state, run, spec }) => {
    const circles =
      spec.of === 'circles' ? circlesOf(state, run) : [circleById(state, run, plenary)].filter((c) => c !== undefined)
    const round = state.done.length + run.step
    const turns = circles.map((circle) => [circle.id, firstTurn(turnOrder(state, circle, round), spec.order)] as const)
    return { state: { kind: 'turn', turns: Object.fromEntries(turns) as Record<CircleId, Turn> }, clock: null }
  },
  inner: (scope, names) => {
    const circles = open(scope)
    const [first] = circles
    if (first === undefined) return null
    if (circles.length > 1) {
      return { act: { act: 'hand_on_all', circles: circles.length }, final: false, needs: needsNothing }
    }
    const to = first[1].queue[0]
    // The last holder hands the stone to nobody: Next then closes the round in one press with the next step.
    if (to === undefined) return null
    return { act: { act: 'hand_on', to: refOf(names, to), circle: first[0] }, final: false, needs: needsNothing }
  },
  advance: (scope) => open(scope).map(([circle, now]) => ({ type: 'turn_set', circle, turn: handedOn(now) })),
  seat: seatView,
  wall: (scope, names) => {
    const { state, run, spec, step, fn } = scope
    if (spec.of === 'circles') {
      const circles = circlesOf(state, run)
      return {
        show: 'circles',
        fn,
        title: spec.title,
        circles: circles.map(({ id, where, members }) => ({
          id,
          where: placeForWall(where),
          seats: members.map((m) => seatOf(state, names, m)),
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
  },
}
