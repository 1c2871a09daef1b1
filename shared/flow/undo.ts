/** Which recorded act an Undo takes back, and how: a circle's own turn alone, or the whole position. */
import type { CircleId } from '../lib/ids.ts'
import type { FlowState, Undo } from './state.ts'

/** An act of one circle's turns: taking it back touches no other circle. */
export function isOfCircle(state: FlowState, { act, before }: Undo): boolean {
  const { run } = state
  const then = before.run
  return (
    act.circle !== null &&
    act.what !== 'formed' &&
    run?.state.kind === 'turn' &&
    then?.state.kind === 'turn' &&
    then.id === run.id &&
    then.step === run.step &&
    then.state.turns[act.circle] !== undefined
  )
}

/** Index of the act to take back: the newest, or the newest of one circle; null when there is none. */
export function undoOf(state: FlowState, circle?: CircleId): number | null {
  const index = state.undo.findLastIndex(
    (undo) => circle === undefined || (undo.act.circle === circle && isOfCircle(state, undo)),
  )
  return index < 0 ? null : index
}
