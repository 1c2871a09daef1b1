/** Who is in the order of a circle: joining and leaving it, in a plain round and in an exchange. */
import type { Turn } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'
import { withoutFocus } from './exchange.ts'
import { takenSlots, withSlot } from './slots.ts'
import { handedOn } from './turns.ts'

/** Leaves the order without having the stone; asked privately, and {@link joinedLast} takes it back. */
export function leftOrder(turn: Turn, member: MemberId): Turn {
  const { around, slots } = turn
  // A witness whose turn is still to come passes that one; their own exchange is another matter.
  if (around !== undefined && around !== null && around.round.includes(member))
    return { ...turn, around: { ...around, round: around.round.filter((id) => id !== member) } }
  return {
    ...turn,
    queue: turn.queue.filter((id) => id !== member),
    ...(slots === undefined ? {} : { slots: withSlot(slots, member, null) ?? slots }),
  }
}

/** To the end of the order; an open circle whose stone lies in the middle gives it at once. */
export function joinedLast(turn: Turn, member: MemberId): Turn {
  if (turn.holder === member || turn.queue.includes(member)) return turn
  if (turn.slots !== undefined) return turn
  const queued = { ...turn, queue: [...turn.queue, member] }
  // An exchange begins when somebody moves it on, never by itself.
  return turn.holder === null && turn.around === undefined ? handedOn(queued) : queued
}

/** Someone who leaves the workshop: out of the order, and the stone goes on if they held it. */
export function withoutPerson(turn: Turn, member: MemberId): Turn {
  const out = {
    ...turn,
    queue: turn.queue.filter((id) => id !== member),
    past: turn.past.filter((id) => id !== member),
    ...(turn.slots === undefined ? {} : { slots: withSlot(turn.slots, member, null) ?? turn.slots }),
    ...(turn.lacking === undefined ? {} : { lacking: turn.lacking.filter((id) => id !== member) }),
  }
  if (turn.around !== undefined) return withoutFocus(out, member)
  return turn.holder === member ? handedOn({ ...out, holder: null }) : out
}

/** Nobody has the stone and nobody waits for it. */
export const isFinished = ({ holder, queue, around, slots }: Turn) =>
  holder === null && queue.length === 0 && (around ?? null) === null && takenSlots(slots ?? []).length === 0
