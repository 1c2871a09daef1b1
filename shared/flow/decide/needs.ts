/** What has to be gathered from outside the flow before a command can be decided. */
import { stepOf } from '../../activities/activities.ts'
import { needsNothing, type Needs } from '../../steps/primitive.ts'
import type { Command, CommandType } from '../commands.ts'
import type { Names } from '../people.ts'
import type { FlowState } from '../state.ts'
import { ownBoards } from './harvest.ts'
import { nextMove } from './moving.ts'

/** Commands that may bring an exchange to the next person. */
const moving: ReadonlySet<CommandType> = new Set(['turn.hand', 'turn.pass', 'turn.later', 'turn.skip', 'back'] as const)

/** Null: nothing. */
export function needsOf(state: FlowState, names: Names, command: Command): Needs | null {
  const needs =
    command.type === 'next'
      ? nextMove(state, names, command.whole === true).needs
      : moving.has(command.type)
        ? { ...needsNothing, ready: deliveringStep(state) }
        : command.type === 'workshop.end' && command.confirm
          ? { ...needsNothing, boards: ownBoards(state) }
          : needsNothing
  const none = needs.vault === null && needs.boards.length === 0 && !needs.ballots && needs.ready === null
  return none ? null : needs
}

function deliveringStep({ run }: FlowState): string | null {
  const spec = run === null ? undefined : stepOf(run.activity, run.step)
  return spec?.kind === 'turn' ? (spec.delivers ?? null) : null
}
