/** Who may open which document: a pure function of the state, asked at connect and on every frame. */
import { authorOfPage, pageId, type DocId, type MemberId } from '../lib/ids.ts'
import { receives, type Audience } from '../policy.ts'
import { isIn, isLead, personOf } from './people.ts'
import type { Viewer } from './slices.ts'
import type { FlowState } from './state.ts'

export type Rights = 'none' | 'read' | 'write'

/**
 * The board of everyone: written by everyone admitted, leads too, read by the wall. A circle's board: its members only;
 * a lead is one of them only with a seat of their own.
 */
export function rightsTo(state: FlowState, viewer: Viewer, doc: DocId): Rights {
  const author = authorOfPage(doc)
  if (author !== null) return rightsToPage(state, viewer, author, doc)
  const board = Object.hasOwn(state.boards, doc) ? state.boards[doc] : undefined
  if (board === undefined || state.endedAt !== null) return 'none'
  if (viewer.as === 'wall') return board.members === null ? 'read' : 'none'
  if (!isIn(state, viewer.member)) return 'none'
  const member = board.members === null || board.members.includes(viewer.member)
  if (!member) return 'none'
  return board.open ? 'write' : 'read'
}

/** An own page stays open for writing as long as it is kept, also when the workshop has ended. */
function rightsToPage(state: FlowState, viewer: Viewer, author: MemberId, doc: DocId): Rights {
  const exists = state.pages?.some(({ run, step }) => pageId(state.cohort, author, run, step) === doc) === true
  return exists && receives('page', 'after', audienceOf(state, viewer, author)) ? 'write' : 'none'
}

function audienceOf(state: FlowState, viewer: Viewer, author: MemberId): Audience {
  if (viewer.as === 'wall') return 'wall'
  if (!isIn(state, viewer.member)) return 'waiting'
  if (viewer.member === author) return 'author'
  return isLead(personOf(state, viewer.member)) ? 'leads' : 'group'
}
