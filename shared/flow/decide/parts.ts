/** How each person is here after a content note. The choice is theirs at any time; nobody else learns of it. */
import { isFinished, joinedLast, withoutPerson } from '../../steps/turn/joining.ts'
import { isNoted } from '../../steps/step/noted.ts'
import type { CircleId, MemberId } from '../../lib/ids.ts'
import { refuse } from '../../wire/refusals.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, takesPart } from '../people.ts'
import type { FlowState, Run, Turn } from '../state.ts'
import { decided, type DecideMap } from './decision.ts'
import { joiningRun } from './people.ts'

const changes = (run: Run, change: (turn: Turn, circle: CircleId) => Turn): FlowEvent[] =>
  run.state.kind !== 'turn'
    ? []
    : (Object.entries(run.state.turns) as [CircleId, Turn][]).flatMap(([circle, turn]) => {
        const next = change(turn, circle)
        return next === turn ? [] : [{ type: 'turn_set', circle, turn: next }]
      })

/** Out of every order; a stone that was theirs goes on. Who has had a turn has had it. */
const leaving = (state: FlowState, run: Run, member: MemberId): FlowEvent[] =>
  changes(run, (turn, id) =>
    circleById(state, run, id)?.members.includes(member) === true
      ? { ...withoutPerson(turn, member), past: turn.past }
      : turn,
  )

/** Back like a latecomer: into a circle if there is none yet, and last in its order. */
function returning(state: FlowState, run: Run, member: MemberId): FlowEvent[] {
  const placed = run.circles.length === 0 || run.circles.some((circle) => circle.members.includes(member))
  if (!placed) return joiningRun(state, [member])
  return changes(run, (turn, id) => {
    const mine = circleById(state, run, id)?.members.includes(member) === true
    return mine && turn.order === 'sequence' && !isFinished(turn) && !turn.past.includes(member)
      ? joinedLast(turn, member)
      : turn
  })
}

export const parts: DecideMap<'part.set'> = {
  'part.set': ({ state, actor, at }, { part }) => {
    const run = state.run
    if (run === null || !isNoted(run) || !state.seats.includes(actor.id)) return refuse('not_now')
    // Chosen for this run: a choice that arrives late is not one for the next.
    if (at?.run !== run.id) return refuse('moved_on')
    const before = run.parts?.[actor.id] ?? 'take'
    if (before === part) return decided([])
    const set: FlowEvent = { type: 'part_set', member: actor.id, part: part === 'take' ? null : part }
    if (part === 'take') return decided([set, ...returning(state, run, actor.id)])
    return decided([set, ...(takesPart(run)(actor.id) ? leaving(state, run, actor.id) : [])])
  },
}
