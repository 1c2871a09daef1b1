/**
 * Erasing a person: by themselves, or by somebody who leads and was asked to. Not a command of the flow's channel: their
 * links and devices end in the same append, so it comes through a door (server/http), which asks for a second deliberate act.
 */
import type { MemberId } from '../../lib/ids.ts'
import { refuse, type Refusal } from '../../wire/refusals.ts'
import type { FlowEvent } from '../events.ts'
import { isLead, personOf } from '../people.ts'
import type { FlowState, Person } from '../state.ts'
import { leavingRun } from './people.ts'

/** Oneself; leads members, and the lead co-leads too. */
function mayErase(by: Person, { id, role }: Person): boolean {
  return by.id === id || by.role === 'lead' || (isLead(by) && role === 'member')
}

/** @returns no events for somebody who is erased already */
export function erasing(state: FlowState, by: Person, member: MemberId): readonly FlowEvent[] | Refusal {
  if (by.status !== 'in') return refuse('not_yours')
  if (by.id !== member && !isLead(by)) return refuse('leads_only')
  const person = personOf(state, member)
  if (person === undefined) return refuse('unknown_person')
  if (person.erased === true) return []
  // There is no workshop without its lead: they delete it instead.
  if (person.role === 'lead') return refuse('not_now')
  if (!mayErase(by, person)) return refuse('not_yours')
  return [
    { type: 'person_erased', member },
    { type: 'seated', seats: state.seats.filter((id) => id !== member) },
    ...(person.status === 'in' ? leavingRun(state, member) : []),
  ]
}
