/** An own page as views know it. The Yjs document stays behind it (client/link, client/state). */
import type { BoardSaving } from '../../boards/model.ts'

/**
 * All getters are reactive (runes). Every write is local first. What does not fit, and what the page could not keep, is put
 * aside on this device as a draft under {@link PageModel.aside}.
 */
export interface PageModel {
  readonly text: string
  /** The sentence marked for later, as it stood then; empty for none. To be offered wherever its author may show one. */
  readonly marked: string
  readonly saving: BoardSaving
  /** What was written before is here, or cannot come: writing may begin. */
  readonly ready: boolean
  /** Its author has deleted it, here or on another device. */
  readonly gone: boolean
  /** Key of the draft with words that are not on the page. */
  readonly aside: string
  /** From what the field showed before to what it shows now; what other devices did meanwhile stays. */
  edit(before: string, after: string): void
  /** Empty: none. */
  mark(sentence: string): void
  close(): void
}
