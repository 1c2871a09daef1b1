/** A question to everyone at once, answered in ballots that exist in memory only and published once. */
import { stepOf } from '../../activities/activities.ts'
import type { Run } from '../../flow/state.ts'
import type { Primitive } from '../primitive.ts'
import { lines } from './lines.ts'
import type { About, ScalePart } from './part.ts'
import { poles } from './poles.ts'

// A step's state and view always are about what its spec is about; the union cannot say so.
const parts = { lines, poles } as unknown as Readonly<Record<About, ScalePart<About>>>

export const scale: Primitive<'scale'> = {
  of: () => 'plenary',
  needsToEnter: (spec, run, state) => parts[spec.about].needsToEnter(spec, run, state),
  enter: (entering) => parts[entering.spec.about].enter(entering),
  inner: (scope) => parts[scope.spec.about].inner(scope),
  advance: (scope, env, carry) => parts[scope.spec.about].advance(scope, env, carry),
  leaving: (scope, env) => parts[scope.spec.about].leaving(scope, env),
  seat: (scope) => parts[scope.spec.about].seat(scope),
  wall: (scope) => parts[scope.spec.about].wall(scope),
}

/** The round whose ballots are in memory. They are forgotten when it is over, and with it everything about them. */
export interface Round {
  /** What `step` of a ballot must say. */
  readonly name: string
  /** Which answers count, by what is asked; null when it is closed and only a lead's decision is awaited. */
  readonly asks: ReadonlyMap<string, readonly string[]> | null
}

export function openRound(run: Run | null): Round | null {
  if (run?.state.kind !== 'scale' || run.state.results !== null) return null
  const spec = stepOf(run.activity, run.step)
  if (spec.kind !== 'scale') return null
  const part = parts[spec.about]
  return { name: part.round(run, run.state), asks: part.asks(run.state) }
}
