/** What deciding needs and gives. */
import type { Carry, Delivery, Env, Seed } from '../../steps/primitive.ts'
import type { Refusal } from '../../wire/refusals.ts'
import type { At, CommandBody, CommandType } from '../commands.ts'
import type { FlowEvent } from '../events.ts'
import type { Names } from '../people.ts'
import type { FlowState, Person } from '../state.ts'

/** Everything a decision may look at. `actor` is who the server knows them to be, never what the device says. */
export interface Question extends Env {
  readonly state: FlowState
  readonly actor: Person
  readonly at: At | null
  readonly names: Names
  readonly carry: Carry
}

export interface Decided {
  readonly ok: true
  readonly events: readonly FlowEvent[]
  /** Boards that begin in the same append. */
  readonly seeds: readonly Seed[]
  /** Notes that reach their people in the same append. */
  readonly deliveries: readonly Delivery[]
}

export type Decision = Decided | Refusal

/** Nothing to change is a good answer too: a repeated press finds the room where it wanted it. */
export const decided = (
  events: readonly FlowEvent[],
  seeds: readonly Seed[] = [],
  deliveries: readonly Delivery[] = [],
): Decided => ({ ok: true, events, seeds, deliveries })

export type Decide<T extends CommandType> = (question: Question, body: CommandBody<T>) => Decision
export type DecideMap<T extends CommandType> = { readonly [K in T]: Decide<K> }
