/** One board as views know it: a Yjs document behind getters that views read and verbs that they call. */
import { createSubscriber } from 'svelte/reactivity'
import * as Y from 'yjs'
import { cardsIn, boardContent, type BoardCard, type BoardContent, type BoardList } from '../../shared/boards/board.ts'
import { between } from '../../shared/boards/order.ts'
import { boardLimits } from '../../shared/boards/limits.ts'
import { cut, longest } from '../../shared/lib/text.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import { randomId } from '../../shared/lib/ids.ts'
import type { Presence, ResetReason } from '../../shared/wire/doc.ts'
import type { BoardModel, BoardSaving, ListView, Peer } from '../boards/model.ts'
import { textEdit } from '../boards/text-diff.ts'
import { BoardLink, type BoardDoor } from '../link/board.ts'
import { deviceRandom } from './random.ts'
import type { UnsavedWords } from './unsaved-words.ts'

type Entry = Y.Map<unknown>
/** What waits for a board that is not here is known without it (lazy-board.svelte.ts). */
export type OpenBoard = Omit<BoardModel, 'waiting'>

const textOf = (entry: Entry, key: string): string => {
  const value = entry.get(key)
  return value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : ''
}

/** Presence is told at most this often, in ms. */
const pointEveryMs = 100

export class Board implements OpenBoard {
  readonly #id: DocId
  readonly #door: BoardDoor
  #link: BoardLink
  #undo: Y.UndoManager
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
    this.#undo = this.#undoFor(this.#link)
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
    return this.#undo.undoStack.length > 0
  }

  get canRedo(): boolean {
    this.#subscribe()
    return this.#undo.redoStack.length > 0
  }

  addCard(list: string): string {
    const id = randomId(deviceRandom, 12)
    this.#write(() => {
      if (this.#entries('cards').length >= boardLimits.cards) return
      const card: Entry = new Y.Map()
      card.set('text', new Y.Text())
      card.set('list', list)
      card.set('pos', this.#positionIn(list, null, id))
      this.#root('cards').set(id, card)
    })
    return id
  }

  editCard(card: string, text: string): void {
    const kept = cut(text, longest.card)
    this.#write(() => {
      const shared = this.#entry('cards', card)?.get('text')
      if (!(shared instanceof Y.Text)) return
      const { at, removed, inserted } = textEdit(shared.toString(), kept)
      if (removed > 0) shared.delete(at, removed)
      if (inserted !== '') shared.insert(at, inserted)
      this.#touch(card, shared.toString())
    })
  }

  moveCard(card: string, list: string, before: string | null): void {
    if (card === before) return
    this.#write(() => {
      const entry = this.#entry('cards', card)
      if (entry === undefined) return
      const pos = this.#positionIn(list, before, card)
      if (textOf(entry, 'list') !== list) entry.set('list', list)
      if (textOf(entry, 'pos') !== pos) entry.set('pos', pos)
    })
  }

  removeCard(card: string): void {
    this.#write(() => {
      this.#root('cards').delete(card)
      this.#touched.delete(card)
      this.#keepWords()
    })
  }

  addList(title: string): string {
    const id = randomId(deviceRandom, 12)
    this.#write(() => {
      const lists = this.#content().lists
      if (lists.length >= boardLimits.lists) return
      const list: Entry = new Y.Map()
      list.set('title', new Y.Text(cut(title, longest.heading)))
      list.set('pos', between(lists.at(-1)?.pos ?? null, null))
      this.#root('lists').set(id, list)
    })
    return id
  }

  renameList(list: string, title: string): void {
    this.#write(() => {
      const shared = this.#entry('lists', list)?.get('title')
      if (!(shared instanceof Y.Text)) return
      const { at, removed, inserted } = textEdit(shared.toString(), cut(title, longest.heading))
      if (removed > 0) shared.delete(at, removed)
      if (inserted !== '') shared.insert(at, inserted)
    })
  }

  removeList(list: string): void {
    this.#write(() => {
      const content = this.#content()
      const first = content.lists.find((one) => one.id !== list)
      if (first === undefined) return
      for (const card of cardsIn(content, list)) this.#entry('cards', card.id)?.set('list', first.id)
      this.#root('lists').delete(list)
    })
  }

  undo(): void {
    if (this.mayWrite) this.#undo.undo()
  }

  redo(): void {
    if (this.mayWrite) this.#undo.redo()
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
    this.#undo.destroy()
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
    this.#undo.destroy()
    this.#link.close(true)
    this.#link = this.#open()
    this.#undo = this.#undoFor(this.#link)
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

  #undoFor({ doc }: BoardLink): Y.UndoManager {
    const manager = new Y.UndoManager([doc.getMap('cards'), doc.getMap('lists')], { trackedOrigins: new Set([this]) })
    manager.on('stack-item-added', () => this.#update())
    manager.on('stack-item-popped', () => this.#update())
    return manager
  }

  #write(act: () => void): void {
    if (this.mayWrite) this.#link.doc.transact(act, this)
  }

  #root(name: 'cards' | 'lists'): Y.Map<Entry> {
    return this.#link.doc.getMap<Entry>(name)
  }

  #entries(name: 'cards' | 'lists'): [string, Entry][] {
    return [...this.#root(name).entries()].filter(([, entry]) => entry instanceof Y.Map)
  }

  #entry(name: 'cards' | 'lists', id: string): Entry | undefined {
    const entry = this.#root(name).get(id)
    return entry instanceof Y.Map ? entry : undefined
  }

  #positionIn(list: string, before: string | null, moving: string): string {
    const cards = cardsIn(this.#content(), list).filter((card) => card.id !== moving)
    const index = before === null ? cards.length : cards.findIndex((card) => card.id === before)
    const at = index < 0 ? cards.length : index
    return between(cards[at - 1]?.pos ?? null, cards[at]?.pos ?? null)
  }

  #content(): BoardContent {
    const lists = this.#entries('lists').map(([id, entry]): BoardList => ({
      id,
      title: textOf(entry, 'title'),
      pos: textOf(entry, 'pos'),
    }))
    const cards = this.#entries('cards').map(([id, entry]): BoardCard => ({
      id,
      text: textOf(entry, 'text'),
      list: textOf(entry, 'list'),
      pos: textOf(entry, 'pos'),
      from: textOf(entry, 'from') || null,
    }))
    return boardContent(lists, cards)
  }
}
