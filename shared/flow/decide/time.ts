/** Pause, and more time. A pause has no author: the event says that it is, not who asked. */
import { plenary, type CircleId } from '../../lib/ids.ts'
import { refuse } from '../../wire/refusals.ts'
import { extended, going, held, started, type Clock } from '../clock.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, circleOf, isLead } from '../people.ts'
import type { Act, Run } from '../state.ts'
import { secondsOf } from '../../steps/turn/moves.ts'
import { stepOf } from '../../activities/activities.ts'
import { sceneOf } from './moving.ts'
import { decided, type DecideMap, type Question } from './decision.ts'

/** All clocks under a circle, changed alike; the plenary's pause holds everybody's. */
function clocks(run: Run, circle: CircleId, change: (clock: Clock) => Clock): FlowEvent[] {
  const events: FlowEvent[] = []
  if (circle === plenary && run.clock !== null) events.push({ type: 'clock_set', clock: change(run.clock) })
  if (run.state.kind !== 'turn') return events
  for (const [id, turn] of Object.entries(run.state.turns)) {
    if (turn.clock === null || (circle !== plenary && circle !== id)) continue
    events.push({ type: 'turn_set', circle: id as CircleId, turn: { ...turn, clock: change(turn.clock) } })
  }
  return events
}

/** The circle a person's pause is for: their own; a lead names one. */
function circleFor({ state, actor }: Question, run: Run, asked: CircleId): CircleId {
  if (isLead(actor)) return asked
  const { primitive, scope } = sceneOf(state, run)
  return circleOf(state, run, actor.id, primitive.of(scope.spec)).id
}

const act = (what: Act['what'], circle: CircleId): FlowEvent => ({
  type: 'undoable',
  act: { what, circle, member: null },
})

type Commands = 'pause' | 'resume' | 'time.more' | 'time.hold' | 'time.go'

export const time: DecideMap<Commands> = {
  pause: (question, { circle }) => {
    const run = question.state.run
    if (run === null) return refuse('not_now')
    const id = circleFor(question, run, circle)
    if (run.paused.includes(id)) return decided([])
    return decided([
      { type: 'paused_set', paused: [...run.paused, id] },
      ...clocks(run, id, (clock) => held(clock, question.now)),
    ])
  },
  resume: (question, { circle }) => {
    const { state, actor, now } = question
    const run = state.run
    if (run === null) return refuse('not_now')
    const id = circleFor(question, run, circle)
    const guardian = circleById(state, run, id)?.guardian === actor.id
    if (!isLead(actor) && !guardian) return refuse('not_yours')
    const paused = id === plenary && isLead(actor) ? [] : run.paused.filter((one) => one !== id)
    if (paused.length === run.paused.length) return decided([])
    return decided([{ type: 'paused_set', paused }, ...clocks(run, id, (clock) => going(clock, now))])
  },
  'time.more': ({ state, now }, { circle, minutes }) => {
    const run = state.run
    if (run === null) return refuse('not_now')
    const byMs = minutes * 60_000
    if (run.state.kind !== 'turn') {
      return run.clock === null
        ? refuse('not_now')
        : decided([act('more_time', circle), { type: 'clock_set', clock: extended(run.clock, byMs, now) }])
    }
    const turn = run.state.turns[circle]
    const spec = stepOf(run.activity, run.step)
    if (turn === undefined || turn.holder === null || spec.kind !== 'turn') return refuse('not_now')
    const clock = extended(turn.clock ?? started(secondsOf(turn, spec) * 1000, now), byMs, now)
    return decided([act('more_time', circle), { type: 'turn_set', circle, turn: { ...turn, clock } }])
  },
  'time.hold': ({ state, now }, { circle }) => {
    const events = state.run === null ? [] : clocks(state.run, circle, (clock) => held(clock, now))
    return events.length === 0 ? refuse('not_now') : decided([act('held', circle), ...events])
  },
  'time.go': ({ state, now }, { circle }) => {
    const events = state.run === null ? [] : clocks(state.run, circle, (clock) => going(clock, now))
    return events.length === 0 ? refuse('not_now') : decided([act('went_on', circle), ...events])
  },
}
