/** The stone: who may do what with it. */
import { refuse } from '../../wire/refusals.ts'
import type { CircleId } from '../../lib/ids.ts'
import { goneOn, isExchange, leftOut, type Ring } from '../../steps/turn/exchange.ts'
import { joinedLast, leftOrder } from '../../steps/turn/joining.ts'
import { mayMove, moved, secondsOf, waitsForNotes } from '../../steps/turn/moves.ts'
import { placesFor, withSlot } from '../../steps/turn/slots.ts'
import { cameBackLater, reordered } from '../../steps/turn/turns.ts'
import type { TurnSpec } from '../../steps/specs.ts'
import { stepOf } from '../../activities/activities.ts'
import { extended, started } from '../clock.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, isLead, partakers, takesPart } from '../people.ts'
import type { Act, Circle, Turn, TurnPhase } from '../state.ts'
import { decided, type DecideMap, type Decision, type Question } from './decision.ts'

const set = (circle: CircleId, turn: Turn): FlowEvent => ({ type: 'turn_set', circle, turn })

interface Held {
  readonly turn: Turn
  readonly circle: Circle
  readonly spec: TurnSpec
  readonly ring: Ring
}

/** Finds the circle's turn; a person outside the circle, and a stale screen, get their refusal here. */
function withTurn(question: Question, id: CircleId, act: (held: Held) => Decision): Decision {
  const { state, actor, at, now, carry } = question
  const run = state.run
  const spec = run === null ? undefined : stepOf(run.activity, run.step)
  const circle = run === null ? undefined : circleById(state, run, id)
  if (run?.state.kind !== 'turn' || spec?.kind !== 'turn' || circle === undefined) return refuse('not_now')
  const turn = run.state.turns[id]
  if (turn === undefined) return refuse('not_now')
  if (!isLead(actor) && !circle.members.includes(actor.id)) return refuse('not_yours')
  if (at?.turn !== undefined && at.turn !== turn.count) return refuse('moved_on')
  return act({ turn, circle, spec, ring: { circle: partakers(run, circle), spec, now, ready: carry.ready } })
}

/** For those who sit in the circle: a lead only with a seat of their own. */
const asMember = (question: Question, id: CircleId, act: (held: Held) => Decision): Decision =>
  withTurn(question, id, (held) => (held.circle.members.includes(question.actor.id) ? act(held) : refuse('not_yours')))

/** For the holder alone. */
const asHolder = (question: Question, id: CircleId, act: (held: Held) => Decision): Decision =>
  withTurn(question, id, (held) => (held.turn.holder === question.actor.id ? act(held) : refuse('not_your_turn')))

const undoable = (what: Act['what'], circle: CircleId, turn: Turn): FlowEvent => ({
  type: 'undoable',
  act: { what, circle, member: turn.holder },
})

/**
 * Moves one circle. Where notes reach somebody by it, a second deliberate act is asked for, and what this circle did
 * before cannot be undone any more.
 * @param undo what a lead's act is called in the list of recent acts; null for everybody else's
 */
function move(
  { turn, circle, ring }: Held,
  how: (turn: Turn, ring: Ring) => Turn,
  confirm: boolean | undefined,
  undo: Act['what'] | null,
): Decision {
  const { turn: next, delivers } = moved(turn, ring, how)
  if (delivers !== null) {
    if (confirm !== true) return refuse('needs_confirming')
    return decided([set(circle.id, next), { type: 'delivered', circle: circle.id }], [], [delivers])
  }
  const takenBack = undo === null || waitsForNotes(next) ? [] : [undoable(undo, circle.id, turn)]
  return decided([...takenBack, set(circle.id, next)])
}

/** Passing: in an exchange the person it is around leaves theirs out, a witness hands on. */
const passedOn = (turn: Turn, ring: Ring): Turn =>
  isExchange(turn) && turn.around?.focus === turn.holder ? leftOut(turn, ring, false) : goneOn(turn, ring)

/** "Come back to me": to the end of the order, or of the round of witnesses. */
function later(turn: Turn, ring: Ring): Turn {
  if (!isExchange(turn) || turn.around === null) return cameBackLater(turn)
  if (turn.holder === null || turn.holder === turn.around.focus) return leftOut(turn, ring, true)
  return goneOn({ ...turn, around: { ...turn.around, round: [...turn.around.round, turn.holder] } }, ring)
}

const phase = (question: Question, id: CircleId, to: TurnPhase): Decision =>
  asHolder(question, id, ({ turn, spec }) =>
    decided([
      set(id, { ...turn, phase: to, clock: turn.clock ?? started(secondsOf(turn, spec) * 1000, question.now) }),
    ]),
  )

type Commands =
  | 'turn.speak'
  | 'turn.silence'
  | 'turn.end'
  | 'turn.pass'
  | 'turn.later'
  | 'turn.hand'
  | 'turn.skip'
  | 'turn.longer'
  | 'turn.raise'
  | 'turn.lower'
  | 'turn.place'
  | 'turn.order'

export const turns: DecideMap<Commands> = {
  'turn.speak': (question, { circle }) => phase(question, circle, 'speaking'),
  'turn.silence': (question, { circle }) => phase(question, circle, 'silence'),
  'turn.end': (question, { circle }) => phase(question, circle, 'ended'),
  'turn.pass': (question, { circle, confirm }) =>
    asMember(question, circle, (held) =>
      held.turn.holder === question.actor.id
        ? move(held, passedOn, confirm, null)
        : decided([set(circle, leftOrder(held.turn, question.actor.id))]),
    ),
  'turn.later': (question, { circle, confirm }) =>
    asMember(question, circle, (held) =>
      held.turn.holder === question.actor.id
        ? move(held, later, confirm, null)
        : decided([set(circle, joinedLast(held.turn, question.actor.id))]),
    ),
  'turn.hand': (question, { circle, confirm }) =>
    withTurn(question, circle, (held) => {
      const { actor } = question
      const { turn, circle: ring } = held
      if (!isLead(actor) && !mayMove(turn, ring, actor.id)) return refuse('not_your_turn')
      if (turn.holder === null && !isExchange(turn)) return refuse('not_now')
      return move(held, goneOn, confirm, isLead(actor) ? 'handed_on' : null)
    }),
  'turn.skip': (question, { circle, confirm }) =>
    withTurn(question, circle, (held) =>
      held.turn.holder === null && (held.turn.around ?? null) === null
        ? refuse('not_now')
        : move(held, later, confirm, 'skipped'),
    ),
  'turn.longer': (question, { circle }) =>
    asHolder(question, circle, ({ turn, spec }) =>
      decided([
        set(circle, {
          ...turn,
          clock: extended(
            turn.clock ?? started(secondsOf(turn, spec) * 1000, question.now),
            spec.parts === undefined ? 60_000 : 180_000,
            question.now,
          ),
        }),
      ]),
    ),
  'turn.raise': (question, { circle }) =>
    asMember(question, circle, ({ turn }) =>
      turn.order === 'popcorn' ? decided([set(circle, joinedLast(turn, question.actor.id))]) : refuse('not_now'),
    ),
  'turn.lower': (question, { circle }) =>
    asMember(question, circle, ({ turn }) => decided([set(circle, leftOrder(turn, question.actor.id))])),
  'turn.place': (question, { circle, place }) =>
    asMember(question, circle, ({ turn, ring }) => {
      if (turn.slots === undefined) return refuse('not_now')
      if (place !== null && !takesPart(question.state.run)(question.actor.id)) return refuse('not_now')
      if (turn.around?.focus === question.actor.id) return refuse('not_now')
      const slots = withSlot(placesFor(turn.slots, ring.circle), question.actor.id, place)
      return slots === null ? refuse('place_taken') : decided([set(circle, { ...turn, slots })])
    }),
  'turn.order': (question, { circle, order }) =>
    withTurn(question, circle, ({ turn, circle: ring }) => {
      if (isExchange(turn)) return refuse('not_now')
      return turn.order === order
        ? decided([])
        : decided([
            undoable('changed_order', circle, turn),
            set(circle, reordered(turn, order, ring.members.filter(takesPart(question.state.run)))),
          ])
    }),
}
