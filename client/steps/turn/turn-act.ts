/** What the views of a turn may do, and the time they may show. */
import type { CommandType } from '../../../shared/flow/commands.ts'

export type TurnAct = Exclude<Extract<CommandType, `turn.${string}`>, 'turn.order' | 'turn.place'>

/** An act of which nobody knows yet whether it arrived. */
export type Going = 'speak' | 'silence' | 'pass' | 'later' | 'longer' | 'hand'

export interface TurnClock {
  /** In the last part of the turn: a quarter of it, thirty seconds at most. */
  readonly near: boolean
  readonly over: boolean
  /** How much of that last part has passed, 0 to 1. */
  readonly part: number
  /** How much of the whole turn has passed, 0 to 1. */
  readonly passed: number
}
