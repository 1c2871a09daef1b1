/**
 * A board whose Yjs code comes when the first board is opened: pages without one stay small.
 * Two views of one page share it, as the console does; it closes with the last of them.
 */
import type { DocId } from '../../shared/lib/ids.ts'
import type { BoardModel, OwnLine } from '../boards/model.ts'
import type { OpenBoard } from './board.svelte.ts'
import type { BoardDoor } from '../link/board.ts'
import type { UnsavedWords } from './unsaved-words.ts'

export class LazyBoard implements BoardModel {
  #board = $state.raw<OpenBoard | null>(null)
  readonly #closed: () => void
  readonly #offline: () => boolean
  readonly #words: UnsavedWords
  #users = 1

  shared(): this {
    this.#users++
    return this
  }

  /** @param offline reactive */
  constructor(doc: DocId, door: BoardDoor, words: UnsavedWords, offline: () => boolean, closed: () => void) {
    this.#closed = closed
    this.#offline = offline
    this.#words = words
    void import('./board.svelte.ts').then(({ Board }) => {
      if (this.#users > 0) this.#board = new Board(doc, door, words)
    })
  }

  get lists() {
    return this.#board?.lists ?? []
  }
  get peers() {
    return this.#board?.peers ?? []
  }
  get saving() {
    const saving = this.#board?.saving ?? 'loading'
    if (!this.#offline()) return saving
    // A socket that is dead looks alive for a while; the other channel knows better.
    return saving === 'loading' ? 'away' : saving === 'saving' ? 'device' : saving
  }
  get mayWrite() {
    return this.#board?.mayWrite ?? false
  }
  get rescued() {
    return this.#board?.rescued ?? []
  }
  get waiting() {
    return this.saving === 'away' ? [...this.#words.all().values()].filter((words) => words.trim() !== '') : []
  }
  get canUndo() {
    return this.#board?.canUndo ?? false
  }
  get canRedo() {
    return this.#board?.canRedo ?? false
  }
  addCard(list: string, own?: OwnLine): string {
    return this.#board?.addCard(list, own) ?? ''
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
