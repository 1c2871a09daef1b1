/** `decide(question, command) → events | refusal`: pure. Roles first, then where the room is, then the command's own rule. */
import { refuse } from '../../wire/refusals.ts'
import { needsAt } from '../command-terms.ts'
import { commandRoles, type Command, type CommandType } from '../commands.ts'
import type { Role } from '../state.ts'
import { decided, type Decide, type DecideMap, type Decision, type Question } from './decision.ts'
import { harvest } from './harvest.ts'
import { parts } from './parts.ts'
import { people } from './people.ts'
import { room } from './room.ts'
import { scales } from './scales.ts'
import { time } from './time.ts'
import { turns } from './turns.ts'

const deciders: DecideMap<CommandType> = {
  ...people,
  ...parts,
  ...turns,
  ...scales,
  ...time,
  ...room,
  ...harvest,
}

/** What may still be done once the workshop has ended. */
const afterEnd: ReadonlySet<CommandType> = new Set(['workshop.end', 'profile.set', 'harvest.withdraw'] as const)

export function decide(question: Question, command: Command): Decision {
  const { state, actor, at } = question
  const { type, ...body } = command
  if (!(commandRoles[type] as readonly Role[]).includes(actor.role)) return refuse('leads_only')
  if (actor.status !== 'in' && type !== 'profile.set') return refuse('not_yours')
  if (state.endedAt !== null && !afterEnd.has(type)) return refuse('ended')
  if (needsAt.has(type)) {
    const run = state.run
    const here = at !== null && at.run === (run?.id ?? null) && at.step === (run?.step ?? 0)
    if (!here) return refuse('moved_on')
  }
  return (deciders[type] as Decide<CommandType>)(question, body as never)
}

/** A person at the door. The name has been cleaned and checked by the caller, who knows the names. */
export const knocked = (id: Question['actor']['id'], place: Question['actor']['place']): Decision =>
  decided([{ type: 'person_set', person: { id, role: 'member', place, status: 'waiting' } }])
