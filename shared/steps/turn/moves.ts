/** A circle's turn moved by whatever act, and what that gives to whom. Used by people's commands and by Next alike. */
import type { Circle, Turn } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'
import type { Delivery } from '../primitive.ts'
import type { TurnSpec } from '../specs.ts'
import { isExchange, partOf, type Ring } from './exchange.ts'
import { takenSlots } from './slots.ts'
import { isNeighbour } from './turns.ts'

export interface Moved {
  readonly turn: Turn
  /** Notes reach this person in the same moment: it cannot be undone. */
  readonly delivers: Delivery | null
}

export function moved(turn: Turn, ring: Ring, move: (turn: Turn, ring: Ring) => Turn): Moved {
  const next = move(turn, ring)
  const lit = next.around?.focus ?? null
  const { delivers } = ring.spec
  const given = delivers !== undefined && lit !== null && lit !== turn.around?.focus
  return { turn: next, delivers: given ? { step: delivers, to: lit } : null }
}

/** Who may move their circle on, leads aside: its holder, a neighbour, its guardian; before the first, also who comes first. */
export function mayMove(turn: Turn, circle: Circle, member: MemberId): boolean {
  if (!circle.members.includes(member)) return false
  // Whoever is left is not singled out by who may go on.
  if (waitsForNotes(turn)) return true
  const centre = turn.holder ?? turn.around?.focus ?? firstOf(turn)
  if (centre === null) return false
  return centre === member || circle.guardian === member || isNeighbour(circle, centre, member)
}

/** Between two people, the one who comes next. In a plain round with nobody holding there is nothing to move. */
function firstOf(turn: Turn): MemberId | null {
  if (!isExchange(turn)) return null
  return turn.slots === undefined ? (turn.queue[0] ?? null) : (takenSlots(turn.slots)[0]?.member ?? null)
}

/** Soft limit of the present turn, in seconds. */
export const secondsOf = (turn: Turn, spec: TurnSpec) => partOf(turn, spec)?.seconds ?? spec.seconds

/** Nobody of those who wait can be lit yet: moving on would look again, and perhaps find nobody. */
export const waitsForNotes = ({ around, queue, lacking = [] }: Turn) =>
  around === null && lacking.length > 0 && queue.every((id) => lacking.includes(id))
