/** Who may open which board: a pure function of the state, asked at connect and on every frame. */
import type { DocId } from '../lib/ids.ts'
import { isIn } from './people.ts'
import type { Viewer } from './slices.ts'
import type { FlowState } from './state.ts'

export type Rights = 'none' | 'read' | 'write'

/**
 * The board of everyone: written by everyone admitted, leads too, read by the wall. A circle's board: its members only;
 * a lead is one of them only with a seat of their own.
 */
export function rightsTo(state: FlowState, viewer: Viewer, doc: DocId): Rights {
  const board = Object.hasOwn(state.boards, doc) ? state.boards[doc] : undefined
  if (board === undefined || state.endedAt !== null) return 'none'
  if (viewer.as === 'wall') return board.members === null ? 'read' : 'none'
  if (!isIn(state, viewer.member)) return 'none'
  const member = board.members === null || board.members.includes(viewer.member)
  if (!member) return 'none'
  return board.open ? 'write' : 'read'
}
