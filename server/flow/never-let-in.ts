import type { FlowEvent } from '../../shared/flow/events.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import type { MemberId } from '../../shared/lib/ids.ts'

/** Who was declined at the door, or still stood there when the workshop ended: nothing of them is kept. */
export function neverLetIn({ people }: Pick<FlowState, 'people'>, events: readonly FlowEvent[]): readonly MemberId[] {
  const waited = Object.values(people).flatMap(({ id, status }) => (status === 'waiting' ? [id] : []))
  if (events.some(({ type }) => type === 'ended')) return waited
  const declined = new Set(
    events.flatMap((event) => (event.type === 'person_set' && event.person.status === 'out' ? [event.person.id] : [])),
  )
  return waited.filter((id) => declined.has(id))
}
