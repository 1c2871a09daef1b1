/** The stone: who may do what with it. */
import { refuse } from '../../wire/refusals.ts'
import type { CircleId } from '../../lib/ids.ts'
import { cameBackLater, handedOn, isNeighbour, joinedLast, leftOrder, reordered } from '../../steps/turn/turns.ts'
import type { TurnSpec } from '../../steps/specs.ts'
import { stepOf } from '../../activities/activities.ts'
import { extended, started } from '../clock.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, isLead } from '../people.ts'
import type { Act, Circle, Turn } from '../state.ts'
import { decided, type DecideMap, type Decision, type Question } from './decision.ts'

const set = (circle: CircleId, turn: Turn): FlowEvent => ({ type: 'turn_set', circle, turn })

interface Held {
  readonly turn: Turn
  readonly circle: Circle
  readonly spec: TurnSpec
}

/** Finds the circle's turn; a person outside the circle, and a stale screen, get their refusal here. */
function withTurn(question: Question, id: CircleId, act: (held: Held) => Decision): Decision {
  const { state, actor, at } = question
  const run = state.run
  const spec = run === null ? undefined : stepOf(run.activity, run.step)
  const circle = run === null ? undefined : circleById(state, run, id)
  if (run?.state.kind !== 'turn' || spec?.kind !== 'turn' || circle === undefined) return refuse('not_now')
  const turn = run.state.turns[id]
  if (turn === undefined) return refuse('not_now')
  if (!isLead(actor) && !circle.members.includes(actor.id)) return refuse('not_yours')
  if (at?.turn !== undefined && at.turn !== turn.count) return refuse('moved_on')
  return act({ turn, circle, spec })
}

/** For the holder alone. */
const asHolder = (question: Question, id: CircleId, act: (held: Held) => Decision): Decision =>
  withTurn(question, id, (held) => (held.turn.holder === question.actor.id ? act(held) : refuse('not_your_turn')))

const undoable = (what: Act['what'], circle: CircleId, turn: Turn): FlowEvent => ({
  type: 'undoable',
  act: { what, circle, member: turn.holder },
})

type Commands =
  | 'turn.speak'
  | 'turn.silence'
  | 'turn.pass'
  | 'turn.later'
  | 'turn.hand'
  | 'turn.skip'
  | 'turn.longer'
  | 'turn.raise'
  | 'turn.lower'
  | 'turn.order'

export const turns: DecideMap<Commands> = {
  'turn.speak': (question, { circle }) =>
    asHolder(question, circle, ({ turn, spec }) =>
      decided([
        set(circle, { ...turn, phase: 'speaking', clock: turn.clock ?? started(spec.seconds * 1000, question.now) }),
      ]),
    ),
  'turn.silence': (question, { circle }) =>
    asHolder(question, circle, ({ turn, spec }) =>
      decided([
        set(circle, { ...turn, phase: 'silence', clock: turn.clock ?? started(spec.seconds * 1000, question.now) }),
      ]),
    ),
  'turn.pass': (question, { circle }) =>
    withTurn(question, circle, ({ turn }) =>
      decided([set(circle, turn.holder === question.actor.id ? handedOn(turn) : leftOrder(turn, question.actor.id))]),
    ),
  'turn.later': (question, { circle }) =>
    withTurn(question, circle, ({ turn }) =>
      decided([
        set(circle, turn.holder === question.actor.id ? cameBackLater(turn) : joinedLast(turn, question.actor.id)),
      ]),
    ),
  'turn.hand': (question, { circle }) =>
    withTurn(question, circle, ({ turn, circle: ring }) => {
      const { actor } = question
      const near = turn.holder !== null && isNeighbour(ring, turn.holder, actor.id)
      const may = isLead(actor) || turn.holder === actor.id || ring.guardian === actor.id || near
      if (!may || turn.holder === null) return refuse(may ? 'not_now' : 'not_your_turn')
      return decided([...(isLead(actor) ? [undoable('handed_on', circle, turn)] : []), set(circle, handedOn(turn))])
    }),
  'turn.skip': (question, { circle }) =>
    withTurn(question, circle, ({ turn }) =>
      turn.holder === null
        ? refuse('not_now')
        : decided([undoable('skipped', circle, turn), set(circle, cameBackLater(turn))]),
    ),
  'turn.longer': (question, { circle }) =>
    asHolder(question, circle, ({ turn, spec }) =>
      decided([
        set(circle, {
          ...turn,
          clock: extended(turn.clock ?? started(spec.seconds * 1000, question.now), 60_000, question.now),
        }),
      ]),
    ),
  'turn.raise': (question, { circle }) =>
    withTurn(question, circle, ({ turn }) =>
      turn.order === 'popcorn' ? decided([set(circle, joinedLast(turn, question.actor.id))]) : refuse('not_now'),
    ),
  'turn.lower': (question, { circle }) =>
    withTurn(question, circle, ({ turn }) => decided([set(circle, leftOrder(turn, question.actor.id))])),
  'turn.order': (question, { circle, order }) =>
    withTurn(question, circle, ({ turn, circle: ring }) =>
      turn.order === order
        ? decided([])
        : decided([undoable('changed_order', circle, turn), set(circle, reordered(turn, order, ring.members))]),
    ),
}
