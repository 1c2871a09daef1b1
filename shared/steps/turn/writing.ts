/** Writing to somebody while notes are being received: for those of the circle whose turn is still to come. */
import { activityOf } from '../../activities/activities.ts'
import { circleOf, seatOf, type Names } from '../../flow/people.ts'
import type { TurnNow } from '../../flow/seat-views.ts'
import type { Run, Turn } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'
import type { Scope } from '../primitive.ts'

/**
 * The same for everyone of the circle, whoever has nothing waiting: it lists who has not received, and a turn that was
 * passed is not seen by it. Null when everyone has received.
 */
export function writingOf(
  { state, run, spec }: Scope<'turn'>,
  turn: Turn,
  member: MemberId,
  names: Names,
): TurnNow['write'] {
  const step = activityOf(run.activity).steps.findIndex(({ id }) => id === spec.delivers)
  const written = activityOf(run.activity).steps[step]
  if (written?.kind !== 'sealed') return null
  const { members } = circleOf(state, run, member, spec.of)
  const ahead = members.filter((id) => id !== turn.around?.focus && !turn.past.includes(id))
  if (ahead.length === 0) return null
  return {
    step,
    prompt: written.prompt,
    most: written.most,
    starters: written.starters ?? [],
    circleOf: members.length,
    to: ahead.filter((id) => id !== member).map((id) => seatOf(state, names, id)),
  }
}

/** What is written for this step now still reaches its people: the room is receiving it. */
export function isReceiving(run: Run, step: string): boolean {
  const now = activityOf(run.activity).steps[run.step]
  return now?.kind === 'turn' && now.delivers === step
}
