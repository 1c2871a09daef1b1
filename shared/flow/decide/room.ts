/** Moving the room, the wall, and the end. */
import { plenary } from '../../lib/ids.ts'
import { refuse } from '../../wire/refusals.ts'
import { activityOf, stepOf } from '../../activities/activities.ts'
import type { Delivery } from '../../steps/primitive.ts'
import { goneBack } from '../../steps/turn/exchange.ts'
import { plenaryOf } from '../people.ts'
import { undoOf } from '../undo.ts'
import type { FlowEvent } from '../events.ts'
import type { FlowState } from '../state.ts'
import { decided, type DecideMap } from './decision.ts'
import { droppedBoards } from './harvest.ts'
import { entered, mayGoBack, moved, nextMove } from './moving.ts'

const wentBack: FlowEvent = { type: 'undoable', act: { what: 'went_back', circle: null, member: null } }

/** Notes of the running activity reach their people even when the workshop ends before their turn. */
function stillSealed({ run }: FlowState): Delivery[] {
  const steps = run === null ? [] : activityOf(run.activity).steps
  return steps.flatMap((spec, index) =>
    run !== null && spec.kind === 'sealed' && spec.to === 'each' && index <= run.step
      ? [{ step: spec.id, to: 'rest' }]
      : [],
  )
}

type Commands = 'next' | 'back' | 'undo' | 'wall.quiet' | 'wall.code' | 'workshop.end'

export const room: DecideMap<Commands> = {
  next: ({ state, names, carry, now, random }, { confirm, whole }) => {
    const move = nextMove(state, names, whole === true)
    if (move.way === 'nothing') return refuse('not_now')
    if ((move.final || move.waits) && !confirm) return refuse('needs_confirming')
    const { events, seeds, deliveries } = moved(state, move, { now, random }, carry)
    return decided(events, seeds, deliveries)
  },
  back: ({ state, carry, now, random }) => {
    const run = state.run
    if (run === null) return refuse('not_now')
    const turn = run.state.kind === 'turn' ? run.state.turns[plenary] : undefined
    const spec = stepOf(run.activity, run.step)
    if (turn !== undefined && turn.past.length > 0 && spec.kind === 'turn') {
      const ring = { circle: plenaryOf(state, run), spec, now, ready: carry.ready }
      return decided([wentBack, { type: 'turn_set', circle: plenary, turn: goneBack(turn, ring) }])
    }
    if (!mayGoBack(state)) return refuse('not_now')
    const { events, seeds } = entered(state, { ...run, step: run.step - 1 }, { now, random }, carry)
    return decided([wentBack, ...events], seeds)
  },
  undo: ({ state }, { circle }) =>
    undoOf(state, circle) === null
      ? refuse('nothing_to_undo')
      : decided([{ type: 'undone', ...(circle === undefined ? {} : { circle }) }]),
  'wall.quiet': ({ state }, { on }) => decided([{ type: 'wall_set', quiet: on, code: state.wall.code }]),
  'wall.code': ({ state }, { on }) => decided([{ type: 'wall_set', quiet: state.wall.quiet, code: on }]),
  'workshop.end': ({ state, carry, now }, { confirm }) => {
    if (state.endedAt !== null) return decided([])
    if (!confirm) return refuse('needs_confirming')
    return decided([...droppedBoards(state, carry, now), { type: 'ended' }], [], stillSealed(state))
  },
}
