/** The boards that are open in this tab: one of each, however many views have it. */
import type { DocId } from '../../shared/lib/ids.ts'
import type { BoardDoor } from '../link/board.ts'
import type { Keep } from './keep.ts'
import { LazyBoard } from './lazy-board.svelte.ts'
import { UnsavedWords } from './unsaved-words.ts'

export interface BoardShelfParts {
  readonly keep: Keep
  door(doc: DocId): BoardDoor
  /** Reactive. */
  offline(): boolean
}

export class BoardShelf {
  readonly #parts: BoardShelfParts
  readonly #open = new Map<DocId, LazyBoard>()

  constructor(parts: BoardShelfParts) {
    this.#parts = parts
  }

  open(doc: DocId): LazyBoard {
    const open = this.#open.get(doc)
    if (open !== undefined) return open.shared()
    const { keep, door, offline } = this.#parts
    const board = new LazyBoard(doc, door(doc), new UnsavedWords(keep, doc), offline, () => this.#open.delete(doc))
    this.#open.set(doc, board)
    return board
  }

  end(): void {
    for (const board of [...this.#open.values()]) board.end()
  }
}
