/** One person's typing as changes of the page's text: rebased on what their other devices did, clean, and of a size that is taken. */
import type * as Y from 'yjs'
import { cleanPiece, cut, longest } from '../../shared/lib/text.ts'
import { textEdit, type TextEdit } from '../boards/text-diff.ts'

/** UTF-16 units in one update: at three bytes each well below what the server takes at once. */
const pieceMost = 16_000

/** Where a place of the text before `other` is after it. */
function after(place: number, { at, removed, inserted }: TextEdit): number {
  if (place <= at) return place
  return place >= at + removed ? place - removed + inserted.length : at
}

/**
 * @param before what the field showed, `typed` what it shows now
 * @returns what does not fit any more
 */
export function editPage(words: Y.Text, before: string, typed: string): string {
  const mine = textEdit(before, typed)
  const now = words.toString()
  const theirs = textEdit(before, now)
  const at = after(mine.at, theirs)
  const removed = Math.max(0, after(mine.at + mine.removed, theirs) - at)
  const clean = cleanPiece(mine.inserted)
  const fitting = cut(clean, Math.max(0, longest.page - now.length + removed))
  if (removed > 0) words.delete(at, removed)
  for (let done = 0; done < fitting.length;) {
    const piece = cut(fitting.slice(done), pieceMost)
    words.insert(at + done, piece)
    done += piece.length
  }
  return clean.slice(fitting.length)
}
