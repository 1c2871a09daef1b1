/** Where one circle goes by its next move: said before the press, and never more than is certain then. */
import { refOf, type Names } from '../../flow/people.ts'
import type { CircleGoal } from '../../flow/desk-slice.ts'
import type { Turn } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'
import { goneOn, partOf, type Ring } from './exchange.ts'

/**
 * Who is lit where something is received shows only as it is given: whoever has nothing waiting is passed by. No name is
 * said for a move that may come to somebody else; a seat that heard one would learn who was passed by.
 */
export const isUnsure = (turn: Turn, next: Turn, { spec }: Ring): boolean =>
  spec.delivers !== undefined && next.around?.focus !== turn.around?.focus

/** @returns null when it may come to somebody or not */
export function goalOf(turn: Turn, ring: Ring, names: Names): CircleGoal | null {
  const next = goneOn(turn, ring)
  const to = (member: MemberId): CircleGoal => ({ to: 'person', person: refOf(names, member) })
  if (next.around === null || next.around === undefined) return { to: 'end' }
  if (isUnsure(turn, next, ring)) {
    const { lacking = [] } = turn
    return turn.queue.every((id) => lacking.includes(id)) ? null : { to: 'next' }
  }
  if (next.around.focus !== turn.around?.focus) return to(next.around.focus)
  if (next.around.part === turn.around.part && next.holder !== null) return to(next.holder)
  const part = partOf(next, ring.spec)
  return part === null ? null : { to: 'part', kind: part.kind, title: part.title }
}
