/** One board as views know it: a Yjs document behind getters that views read and verbs that they call. */
import { createSubscriber } from 'svelte/reactivity'
import { cardsIn, type BoardContent } from '../../shared/boards/board.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import type { Presence, ResetReason } from '../../shared/wire/doc.ts'
import type { BoardModel, BoardSaving, ListView, Peer } from '../boards/model.ts'
import { BoardLink, type BoardDoor } from '../link/board.ts'
import { BoardDoc } from './board-doc.ts'
import { deviceRandom } from './random.ts'

/** Presence is told at most this often, in ms. */
const pointEveryMs = 100

export class Board implements BoardModel {
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
  /** Cards this person has written in since the last time all was saved: what a RESET hands back. */
  readonly #touched = new Set<string>()
  readonly #subscribe = createSubscriber((update) => {
    this.#update = update
    return () => (this.#update = () => undefined)
  })

  constructor(id: DocId, door: BoardDoor) {
    this.#id = id
    this.#door = door
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

  addCard(list: string): string {
    return this.mayWrite ? this.#written.addCard(list) : ''
  }

  editCard(card: string, text: string): void {
    if (this.mayWrite) this.#written.editCard(card, text)
  }

  moveCard(card: string, list: string, before: string | null): void {
    if (this.mayWrite) this.#written.moveCard(card, list, before)
  }

  removeCard(card: string): () => void {
    const putBack = this.mayWrite ? this.#written.removeCard(card) : () => undefined
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
    this.#written.history.destroy()
    this.#link.close()
  }

  #open(): BoardLink {
    return new BoardLink(this.#id, this.#door, {
      changed: () => {
        if (this.#link?.saved) this.#touched.clear()
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
    const content = this.#content()
    const mine = content.cards.filter((card) => this.#touched.has(card.id) && card.text.trim() !== '')
    this.#rescued = [...this.#rescued, ...mine.map((card) => card.text)]
    this.#touched.clear()
    this.#written.history.destroy()
    this.#link.close(true)
    this.#link = this.#open()
    this.#written = this.#docOf(this.#link)
    this.#update()
  }

  #docOf({ doc }: BoardLink): BoardDoc {
    return new BoardDoc(doc, {
      random: deviceRandom,
      changed: () => this.#update(),
      touched: (card) => void this.#touched.add(card),
    })
  }

  #content(): BoardContent {
    return this.#written.content()
  }
}
