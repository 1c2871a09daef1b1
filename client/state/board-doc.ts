/** The verbs of a board on its Yjs document, as shared/boards/schema.ts has it. Whoever calls knows whether they may. */
import * as Y from 'yjs'
import { cardsIn, boardContent, type BoardCard, type BoardContent, type BoardList } from '../../shared/boards/board.ts'
import { boardLimits } from '../../shared/boards/limits.ts'
import { between } from '../../shared/boards/order.ts'
import { randomId, type RandomInt } from '../../shared/lib/ids.ts'
import { cut, longest } from '../../shared/lib/text.ts'
import { textEdit } from '../boards/text-diff.ts'
import { BoardUndo, type Act } from './board-undo.ts'

type Entry = Y.Map<unknown>
type Root = 'cards' | 'lists'
type Spot = Pick<BoardCard, 'list' | 'pos'>

export interface BoardDocParts {
  readonly random: RandomInt
  /** What can be undone or redone has changed. */
  changed(): void
  /** This person has put words into the card. */
  touched(card: string, text: string): void
}

/** Whatever it is, Yjs's own undo leaves it alone. */
const actOrigin = 'act'

const textOf = (entry: Entry, key: string): string => {
  const value = entry.get(key)
  return value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : ''
}

export class BoardDoc {
  readonly history: BoardUndo
  readonly #doc: Y.Doc
  readonly #parts: BoardDocParts

  constructor(doc: Y.Doc, parts: BoardDocParts) {
    this.#doc = doc
    this.#parts = parts
    this.history = new BoardUndo(doc, parts.changed)
  }

  content(): BoardContent {
    const lists = this.#entries('lists').map(([id, entry]) => listOf(id, entry))
    const cards = this.#entries('cards').map(([id, entry]) => cardOf(id, entry))
    return boardContent(lists, cards)
  }

  addCard(list: string, { id, text } = { id: randomId(this.#parts.random, 12), text: '' }): string {
    this.history.do(this.#addingCard({ id, text, list, pos: this.#positionIn(list, null, id), from: null }))
    return id
  }

  editCard(card: string, text: string): void {
    const kept = cut(text, longest.card)
    this.#edit('cards', card, 'text', kept)
    this.#parts.touched(card, kept)
  }

  moveCard(card: string, list: string, before: string | null): void {
    const entry = this.#entry('cards', card)
    if (card === before || entry === undefined) return
    const { list: from, pos } = cardOf(card, entry)
    this.history.do(this.#moving(card, { list: from, pos }, { list, pos: this.#positionIn(list, before, card) }))
  }

  /** @returns puts it back */
  removeCard(card: string): () => void {
    return this.history.do(this.#removingCard(card))
  }

  addList(title: string): string {
    const id = randomId(this.#parts.random, 12)
    const pos = between(this.content().lists.at(-1)?.pos ?? null, null)
    this.history.do(this.#addingList({ id, title: cut(title, longest.heading), pos }, []))
    return id
  }

  renameList(list: string, title: string): void {
    this.#edit('lists', list, 'title', cut(title, longest.heading))
  }

  /** Its cards go to the first list. */
  removeList(list: string): void {
    this.history.do(this.#removingList(list))
  }

  #addingCard(card: BoardCard): Act {
    return () => {
      // Somebody else may have put it back already; the id stays, so that there is only ever one of it.
      if (this.#root('cards').has(card.id) || this.#entries('cards').length >= boardLimits.cards) return null
      this.#doc.transact(() => {
        const entry: Entry = new Y.Map()
        entry.set('text', new Y.Text(card.text))
        entry.set('list', card.list)
        entry.set('pos', card.pos)
        if (card.from !== null) entry.set('from', card.from)
        this.#root('cards').set(card.id, entry)
      }, actOrigin)
      this.#parts.touched(card.id, card.text)
      return this.#removingCard(card.id)
    }
  }

  #removingCard(id: string): Act {
    return () => {
      const entry = this.#entry('cards', id)
      if (entry === undefined) return null
      // As it is now, with what others have written in it.
      const card = cardOf(id, entry)
      this.#doc.transact(() => this.#root('cards').delete(id), actOrigin)
      return this.#addingCard(card)
    }
  }

  #moving(id: string, from: Spot, to: Spot): Act {
    return () => {
      const entry = this.#entry('cards', id)
      if (entry === undefined) return null
      const card = cardOf(id, entry)
      // Somebody else has moved it on since: it stays where they put it.
      if (!isAt(card, from) || isAt(card, to)) return null
      this.#doc.transact(() => {
        if (card.list !== to.list) entry.set('list', to.list)
        if (card.pos !== to.pos) entry.set('pos', to.pos)
      }, actOrigin)
      return this.#moving(id, to, from)
    }
  }

  /** @param cards what goes into it, each unless somebody has moved it on since */
  #addingList(list: BoardList, cards: readonly { readonly id: string; readonly at: string }[]): Act {
    return () => {
      if (this.#root('lists').has(list.id) || this.#entries('lists').length >= boardLimits.lists) return null
      this.#doc.transact(() => {
        const entry: Entry = new Y.Map()
        entry.set('title', new Y.Text(list.title))
        entry.set('pos', list.pos)
        this.#root('lists').set(list.id, entry)
        for (const { id, at } of cards) {
          const card = this.#entry('cards', id)
          if (card !== undefined && textOf(card, 'list') === at) card.set('list', list.id)
        }
      }, actOrigin)
      return this.#removingList(list.id)
    }
  }

  #removingList(id: string): Act {
    return () => {
      const content = this.content()
      const list = content.lists.find((one) => one.id === id)
      const first = content.lists.find((one) => one.id !== id)
      if (list === undefined || first === undefined) return null
      const cards = cardsIn(content, id).map((card) => ({ id: card.id, at: first.id }))
      this.#doc.transact(() => {
        for (const card of cards) this.#entry('cards', card.id)?.set('list', first.id)
        this.#root('lists').delete(id)
      }, actOrigin)
      return this.#addingList(list, cards)
    }
  }

  #edit(root: Root, id: string, key: string, after: string): void {
    const shared = this.#text(root, id, key)
    if (shared === undefined) return
    const typed = {
      of: `${root}.${id}`,
      before: shared.toString(),
      after,
      rewrite: (from: string, to: string) => this.#rewrite(this.#text(root, id, key), from, to),
    }
    this.history.type(typed, () => write(shared, after))
  }

  #rewrite(shared: Y.Text | undefined, from: string, to: string): boolean {
    if (shared === undefined || from === to || shared.toString() !== from) return false
    this.#doc.transact(() => write(shared, to), actOrigin)
    return true
  }

  #text(root: Root, id: string, key: string): Y.Text | undefined {
    const shared = this.#entry(root, id)?.get(key)
    return shared instanceof Y.Text ? shared : undefined
  }

  #root(name: Root): Y.Map<Entry> {
    return this.#doc.getMap<Entry>(name)
  }

  #entries(name: Root): [string, Entry][] {
    return [...this.#root(name).entries()].filter(([, entry]) => entry instanceof Y.Map)
  }

  #entry(name: Root, id: string): Entry | undefined {
    const entry = this.#root(name).get(id)
    return entry instanceof Y.Map ? entry : undefined
  }

  #positionIn(list: string, before: string | null, moving: string): string {
    const cards = cardsIn(this.content(), list).filter((card) => card.id !== moving)
    const index = before === null ? cards.length : cards.findIndex((card) => card.id === before)
    const at = index < 0 ? cards.length : index
    return between(cards[at - 1]?.pos ?? null, cards[at]?.pos ?? null)
  }
}

const isAt = (card: Spot, { list, pos }: Spot) => card.list === list && card.pos === pos

/** The smallest edit, so that several people can type in one text. */
function write(shared: Y.Text, text: string): void {
  const { at, removed, inserted } = textEdit(shared.toString(), text)
  if (removed > 0) shared.delete(at, removed)
  if (inserted !== '') shared.insert(at, inserted)
}

const listOf = (id: string, entry: Entry): BoardList => ({
  id,
  title: textOf(entry, 'title'),
  pos: textOf(entry, 'pos'),
})

const cardOf = (id: string, entry: Entry): BoardCard => ({
  id,
  text: textOf(entry, 'text'),
  list: textOf(entry, 'list'),
  pos: textOf(entry, 'pos'),
  from: textOf(entry, 'from') || null,
})
