/** One board as views know it: a Yjs document behind getters that views read and verbs that they call. */
import { createSubscriber } from 'svelte/reactivity'
import { cardsIn, type BoardContent } from '../../shared/boards/board.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import type { Presence, ResetReason } from '../../shared/wire/doc.ts'
import type { BoardModel, BoardSaving, ListView, OwnLine, Peer } from '../boards/model.ts'
import { BoardLink, type BoardDoor, type BoardListener } from '../link/board.ts'
import { BoardDoc } from './board-doc.ts'
import { deviceRandom } from './random.ts'
import type { UnsavedWords } from './unsaved-words.ts'

/** The link of a page: its code comes with that of boards, so that neither is cut in two. */
export const pageLink = (id: DocId, door: BoardDoor, listener: BoardListener) => new BoardLink(id, door, listener)

/** What waits for a board that is not here is known without it (lazy-board.svelte.ts). */
export type OpenBoard = Omit<BoardModel, 'waiting'>

/** Presence is told at most this often, in ms. */
const pointEveryMs = 100

export class Board implements OpenBoard {
  readonly #id: DocId
  readonly #door: BoardDoor
  #link: BoardLink
  #written: BoardDoc
  #update: () => void = () => undefined
  #mayWrite = $state(false)
  #closed = $state(false)
  #peers = $state.raw<readonly Peer[]>([])
  #rescued = $state.raw<readonly string[]>([])
  #pointing: { timer: ReturnType<typeof setTimeout>; card: string | null; index: number | null } | null = null
  /** What this person has written in since the last time all was saved, by card: a RESET hands it back. */
  readonly #touched: Map<string, string>
  readonly #words: UnsavedWords
  /** What an earlier page had written here when it ended; compared once with what has arrived. */
  #before: ReadonlyMap<string, string>
  /** Words of this board are on the device. */
  #kept = true
  readonly #subscribe = createSubscriber((update) => {
    this.#update = update
    return () => (this.#update = () => undefined)
  })

  constructor(id: DocId, door: BoardDoor, words: UnsavedWords) {
    this.#id = id
    this.#door = door
    this.#words = words
    this.#before = words.all()
    this.#touched = new Map(this.#before)
    this.#link = this.#open()
    this.#written = this.#docOf(this.#link)
  }

  get lists(): readonly ListView[] {
    this.#subscribe()
    const content = this.#content()
    const lists = content.lists.map((list): ListView => ({
      id: list.id,
      title: list.title,
      cards: cardsIn(content, list.id).map(({ id, text, list: of, from }) => ({
        id,
        text,
        list: of,
        from: from ?? '',
      })),
    }))
    const loose = cardsIn(content, null)
    const [first, ...rest] = lists
    if (loose.length === 0 || first === undefined) return lists
    // A card whose cluster was removed meanwhile stands with the first.
    const found = loose.map(({ id, text, from }) => ({ id, text, list: first.id, from: from ?? '' }))
    return [{ ...first, cards: [...first.cards, ...found] }, ...rest]
  }

  get peers(): readonly Peer[] {
    return this.#peers
  }

  get saving(): BoardSaving {
    this.#subscribe()
    if (this.#link.saved) return 'saved'
    if (this.#link.connected) return this.#link.synced ? 'saving' : 'loading'
    return this.#content().lists.length === 0 ? 'loading' : 'device'
  }

  get mayWrite(): boolean {
    return this.#mayWrite && !this.#closed
  }

  get rescued(): readonly string[] {
    return this.#rescued
  }

  get canUndo(): boolean {
    this.#subscribe()
    return this.#written.history.canUndo
  }

  get canRedo(): boolean {
    this.#subscribe()
    return this.#written.history.canRedo
  }

  addCard(list: string, own?: OwnLine): string {
    return this.mayWrite ? this.#written.addCard(list, own) : ''
  }

  editCard(card: string, text: string): void {
    if (this.mayWrite) this.#written.editCard(card, text)
  }

  moveCard(card: string, list: string, before: string | null): void {
    if (this.mayWrite) this.#written.moveCard(card, list, before)
  }

  removeCard(card: string): () => void {
    if (!this.mayWrite) return () => undefined
    const putBack = this.#written.removeCard(card)
    this.#touched.delete(card)
    this.#keepWords()
    return () => {
      if (this.mayWrite) putBack()
    }
  }

  addList(title: string): string {
    return this.mayWrite ? this.#written.addList(title) : ''
  }

  renameList(list: string, title: string): void {
    if (this.mayWrite) this.#written.renameList(list, title)
  }

  removeList(list: string): void {
    if (this.mayWrite) this.#written.removeList(list)
  }

  undo(): void {
    if (this.mayWrite) this.#written.history.undo()
  }

  redo(): void {
    if (this.mayWrite) this.#written.history.redo()
  }

  pointAt(card: string | null, index: number | null): void {
    if (this.#pointing !== null) {
      this.#pointing = { ...this.#pointing, card, index }
      return
    }
    const timer = setTimeout(() => {
      const latest = this.#pointing
      this.#pointing = null
      if (latest !== null && !this.#closed) this.#link.pointAt({ card: latest.card, index: latest.index })
    }, pointEveryMs)
    this.#pointing = { timer, card, index }
  }

  close(): void {
    if (this.#pointing !== null) clearTimeout(this.#pointing.timer)
    this.#closed = true
    // The room went on with this board connected: the server has what was typed, but for a last letter perhaps.
    if (this.#link.connected) this.#words.put(new Map())
    this.#written.history.destroy()
    this.#link.close()
  }

  #open(): BoardLink {
    return new BoardLink(this.#id, this.#door, {
      changed: () => {
        this.#keepWords()
        this.#update()
      },
      peers: (peers: readonly Presence[]) =>
        (this.#peers = peers.map(({ id, name, card, index }) => ({ id, name, card, index }))),
      role: (role) => (this.#mayWrite = role === 'write'),
      reset: (reason) => this.#reset(reason),
      closed: () => (this.#closed = true),
    })
  }

  /** The replica is thrown away and fetched anew; this person's unsaved words are handed back for copying. */
  #reset(_reason: ResetReason): void {
    const now = new Map(this.#content().cards.map((card) => [card.id, card.text]))
    const mine = [...this.#touched].map(([card, text]) => now.get(card) ?? text)
    this.#rescued = [...this.#rescued, ...mine.filter((text) => text.trim() !== '')]
    this.#touched.clear()
    this.#words.put(this.#touched)
    this.#written.history.destroy()
    this.#link.close(true)
    this.#link = this.#open()
    this.#written = this.#docOf(this.#link)
    this.#update()
  }

  #touch(card: string, text: string): void {
    this.#touched.set(card, text)
    this.#keepWords()
  }

  /** On this device as plain words until all is saved. */
  #keepWords(): void {
    if (this.#link?.saved) {
      this.#handBack()
      this.#touched.clear()
    }
    const now = this.#touched.size
    if (now > 0 || this.#kept) this.#words.put(this.#touched)
    this.#kept = now > 0
  }

  /** A page that ends with a key can lose what its database had not stored yet; the plain words were faster. */
  #handBack(): void {
    if (this.#before.size === 0) return
    const now = new Map(this.#content().cards.map((card) => [card.id, card.text]))
    const missing = [...this.#before].filter(([card, words]) => now.get(card)?.includes(words) !== true)
    this.#before = new Map()
    this.#rescued = [...this.#rescued, ...missing.map(([, words]) => words).filter((words) => words.trim() !== '')]
  }

  #docOf({ doc }: BoardLink): BoardDoc {
    return new BoardDoc(doc, {
      random: deviceRandom,
      changed: () => this.#update(),
      touched: (card, text) => this.#touch(card, text),
    })
  }

  #content(): BoardContent {
    return this.#written.content()
  }
}
