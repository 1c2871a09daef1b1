/**
 * One circle's order of turns: pure moves from one Turn to the next. None of them records why: handing on, passing and
 * being skipped for good all leave the same state.
 */
import { takesPart } from '../../flow/people.ts'
import { interleaved, rotated } from '../../lib/order.ts'
import type { MemberId } from '../../lib/ids.ts'
import type { Circle, FlowState, Turn, TurnOrder } from '../../flow/state.ts'

/**
 * The order of a round. It begins elsewhere in the ring each time (`round`), seats in the room and by video are
 * interleaved, and whoever is last is in the room whenever somebody is.
 */
export function turnOrder(state: FlowState, circle: Circle, round: number): MemberId[] {
  const ring = rotated(circle.members.filter(takesPart(state.run)), round)
  return interleaved(ring, (id) => state.people[id]?.place === 'remote')
}

export function firstTurn(order: readonly MemberId[], kind: TurnOrder): Turn {
  const blank = { phase: 'offered', past: [], clock: null } as const
  if (kind === 'slots') return { ...blank, holder: null, queue: [], count: 0, order: kind }
  if (kind === 'popcorn') return { ...blank, holder: null, queue: [], count: 0, order: kind }
  const [holder = null, ...queue] = order
  return { ...blank, holder, queue, count: 1, order: kind }
}

/** The stone goes to the first in the queue, or to the middle of the circle. */
export function handedOn(turn: Turn): Turn {
  const [next = null, ...queue] = turn.queue
  return {
    ...turn,
    holder: next,
    queue,
    past: turn.holder === null ? turn.past : [...turn.past, turn.holder],
    phase: 'offered',
    clock: null,
    asked: false,
    count: turn.count + 1,
  }
}

/** "Come back to me", and a lead's skip: the holder goes to the end of the order. Alone in it, the holder keeps the stone. */
export function cameBackLater(turn: Turn): Turn {
  if (turn.holder === null || turn.queue.length === 0) return { ...turn, phase: 'offered', clock: null }
  const moved = handedOn({ ...turn, queue: [...turn.queue, turn.holder] })
  return { ...moved, past: turn.past }
}

/** Back: the stone returns to whoever had it before, and the present holder is next again. */
export function handedBack(turn: Turn): Turn {
  const before = turn.past.at(-1)
  if (before === undefined) return turn
  return {
    ...turn,
    holder: before,
    // In an open order whoever had the stone may have a hand up again.
    queue: [...(turn.holder === null ? [] : [turn.holder]), ...turn.queue].filter((id) => id !== before),
    past: turn.past.slice(0, -1),
    phase: 'offered',
    clock: null,
    count: turn.count + 1,
  }
}

/** From a fixed to an open order and back; who still waits keeps their place. */
export function reordered(turn: Turn, order: 'sequence' | 'popcorn', everyone: readonly MemberId[]): Turn {
  if (turn.order === order) return turn
  if (order === 'popcorn') return { ...turn, order, queue: [] }
  const had = new Set([...turn.past, ...(turn.holder === null ? [] : [turn.holder])])
  const queue = [...turn.queue, ...everyone.filter((id) => !had.has(id) && !turn.queue.includes(id))]
  const ordered = { ...turn, order, queue }
  return turn.holder === null ? handedOn(ordered) : ordered
}

/** Neighbours in the ring of the circle, on either side. */
export function isNeighbour(circle: Circle, one: MemberId, other: MemberId): boolean {
  const a = circle.members.indexOf(one)
  const b = circle.members.indexOf(other)
  if (a < 0 || b < 0 || a === b) return false
  const apart = Math.abs(a - b)
  return apart === 1 || apart === circle.members.length - 1
}
