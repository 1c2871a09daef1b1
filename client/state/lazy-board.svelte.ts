/**
 * A board whose Yjs code comes when the first board is opened: pages without one stay small.
 * Two views of one page share it, as the console does; it closes with the last of them.
 */
import type { DocId } from '../../shared/lib/ids.ts'
import type { BoardModel } from '../boards/model.ts'
import type { BoardDoor } from '../link/board.ts'

export class LazyBoard implements BoardModel {
  #board = $state.raw<BoardModel | null>(null)
  readonly #closed: () => void
  #users = 1

  shared(): this {
    this.#users++
    return this
  }

  constructor(doc: DocId, door: BoardDoor, closed: () => void) {
    this.#closed = closed
    void import('./board.svelte.ts').then(({ Board }) => {
      if (this.#users > 0) this.#board = new Board(doc, door)
    })
  }

  get lists() {
    return this.#board?.lists ?? []
  }
  get peers() {
    return this.#board?.peers ?? []
  }
  get saving() {
    return this.#board?.saving ?? 'loading'
  }
  get mayWrite() {
    return this.#board?.mayWrite ?? false
  }
  get rescued() {
    return this.#board?.rescued ?? []
  }
  get canUndo() {
    return this.#board?.canUndo ?? false
  }
  get canRedo() {
    return this.#board?.canRedo ?? false
  }
  addCard(list: string): string {
    return this.#board?.addCard(list) ?? ''
  }
  editCard(card: string, text: string): void {
    this.#board?.editCard(card, text)
  }
  moveCard(card: string, list: string, before: string | null): void {
    this.#board?.moveCard(card, list, before)
  }
  removeCard(card: string): () => void {
    return this.#board?.removeCard(card) ?? (() => undefined)
  }
  addList(title: string): string {
    return this.#board?.addList(title) ?? ''
  }
  renameList(list: string, title: string): void {
    this.#board?.renameList(list, title)
  }
  removeList(list: string): void {
    this.#board?.removeList(list)
  }
  undo(): void {
    this.#board?.undo()
  }
  redo(): void {
    this.#board?.redo()
  }
  pointAt(card: string | null, index: number | null): void {
    this.#board?.pointAt(card, index)
  }
  close(): void {
    if (--this.#users === 0) this.end()
  }
  /** For all who share it. */
  end(): void {
    this.#users = 0
    this.#board?.close()
    this.#closed()
  }
}
