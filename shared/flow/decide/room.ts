/** Moving the room, the wall, and the end. */
import { plenary } from '../../lib/ids.ts'
import { refuse } from '../../wire/refusals.ts'
import { handedBack } from '../../steps/turn/turns.ts'
import type { FlowEvent } from '../events.ts'
import { decided, type DecideMap } from './decision.ts'
import { entered, mayGoBack, moved, nextMove } from './moving.ts'

const wentBack: FlowEvent = { type: 'undoable', act: { what: 'went_back', circle: null, member: null } }

type Commands = 'next' | 'back' | 'undo' | 'wall.quiet' | 'wall.code' | 'workshop.end'

export const room: DecideMap<Commands> = {
  next: ({ state, names, carry, now, random }, { confirm, whole }) => {
    const move = nextMove(state, names, whole === true)
    if (move.way === 'nothing') return refuse('not_now')
    if (move.final && !confirm) return refuse('needs_confirming')
    const { events, seeds } = moved(state, move, { now, random }, carry)
    return decided(events, seeds)
  },
  back: ({ state, carry, now, random }) => {
    const run = state.run
    if (run === null) return refuse('not_now')
    const turn = run.state.kind === 'turn' ? run.state.turns[plenary] : undefined
    if (turn !== undefined && turn.past.length > 0) {
      return decided([wentBack, { type: 'turn_set', circle: plenary, turn: handedBack(turn) }])
    }
    if (!mayGoBack(state)) return refuse('not_now')
    const { events, seeds } = entered(state, { ...run, step: run.step - 1 }, { now, random }, carry)
    return decided([wentBack, ...events], seeds)
  },
  undo: ({ state }) => (state.undo.length === 0 ? refuse('nothing_to_undo') : decided([{ type: 'undone' }])),
  'wall.quiet': ({ state }, { on }) => decided([{ type: 'wall_set', quiet: on, code: state.wall.code }]),
  'wall.code': ({ state }, { on }) => decided([{ type: 'wall_set', quiet: state.wall.quiet, code: on }]),
  'workshop.end': ({ state }, { confirm }) => {
    if (state.endedAt !== null) return decided([])
    if (!confirm) return refuse('needs_confirming')
    const docs = Object.values(state.boards).map((board) => board.doc)
    return decided([...(docs.length > 0 ? [{ type: 'boards_dropped', docs } as const] : []), { type: 'ended' }])
  },
}
