/** What people do on a board, on a Yjs document and by the board's schema: for all doc tests. */
import * as Y from 'yjs'
import { between } from '../../../shared/boards/order.ts'
import type { RandomInt } from '../../../shared/lib/ids.ts'
import { longest } from '../../../shared/lib/text.ts'
import type { BoardWords } from '../../../shared/steps/primitive.ts'

type Entry = Y.Map<unknown>

export const cardsOf = (doc: Y.Doc) => doc.getMap<Entry>('cards')
export const listsOf = (doc: Y.Doc) => doc.getMap<Entry>('lists')

export const words: BoardWords = {
  lists: ['From the circles', 'We want', 'We leave out'].map((title, i) => ({ id: `l${i}`, title })),
  cards: [{ id: 'first', text: 'One voice at a time', list: 'l1' }],
}

export function addCard(
  doc: Y.Doc,
  id: string,
  text: string,
  { list = 'l1', pos = between(null, null), origin = 'person' } = {},
): void {
  doc.transact(() => {
    const card: Entry = new Y.Map()
    card.set('text', new Y.Text(text))
    card.set('list', list)
    card.set('pos', pos)
    cardsOf(doc).set(id, card)
  }, origin)
}

export function addList(doc: Y.Doc, id: string, title: string, origin = 'person'): void {
  doc.transact(() => {
    const list: Entry = new Y.Map()
    list.set('title', new Y.Text(title))
    list.set('pos', between(null, null))
    listsOf(doc).set(id, list)
  }, origin)
}

export function textOf(doc: Y.Doc, id: string): Y.Text {
  const text = cardsOf(doc).get(id)?.get('text')
  if (!(text instanceof Y.Text)) throw new Error(`No card ${id}`)
  return text
}

export const type = (doc: Y.Doc, id: string, at: number, letters: string) =>
  doc.transact(() => textOf(doc, id).insert(at, letters), 'person')

/** Everything on the board, in an order that does not depend on who heard of what first. */
export function contentOf(doc: Y.Doc): string {
  const sorted = (map: object): unknown =>
    Object.entries(map)
      .map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'object' && value !== null ? sorted(value) : value,
      ])
      .sort()
  return JSON.stringify([sorted(cardsOf(doc).toJSON()), sorted(listsOf(doc).toJSON())])
}

/** An update that turns what stands into something else, made on a replica of its own. */
export function changeOf(current: Uint8Array, change: (replica: Y.Doc) => void, clientID?: number): Uint8Array {
  const replica = new Y.Doc()
  Y.applyUpdate(replica, current)
  if (clientID !== undefined) replica.clientID = clientID
  const vector = Y.encodeStateVector(replica)
  change(replica)
  return Y.encodeStateAsUpdate(replica, vector)
}

const pick = <T>(items: readonly T[], random: RandomInt): T | undefined => items[random(items.length)]

/** Not inside a sign of two units: Yjs replicas can differ for ever over its halves, so no client of ours cuts one. */
function edge(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

export interface Habits {
  /** In columns the lists are not theirs to change. */
  readonly layout: 'columns' | 'wall'
  /**
   * Whether undo may bring back whole cards. What Yjs puts into a container it has restored can stand elsewhere on
   * other replicas, with or without this server (yjs 13.6.33), so a client of ours undoes letters and fields only.
   */
  readonly restoresCards: boolean
}

/** One random thing that the client would let a person do. */
export function actAtRandom(doc: Y.Doc, undo: Y.UndoManager, random: RandomInt, habits: Habits): void {
  const cards = [...cardsOf(doc).keys()]
  const lists = [...listsOf(doc).keys()]
  const card = pick(cards, random)
  const list = pick(lists, random) ?? ''
  const whole = habits.restoresCards ? 'person' : 'not undone'
  const act = random(habits.layout === 'wall' ? 13 : 10)
  if (act === 0 || card === undefined) {
    return addCard(doc, `c${random(1_000_000)}`, pick(['', 'why', 'a 🙂 b'], random) ?? '', { list, origin: whole })
  }
  if (act < 6) typeAtRandom(doc, card, random, whole)
  else if (act === 6) moveAtRandom(doc, cards, card, list, random)
  else if (act === 7) doc.transact(() => cardsOf(doc).delete(card), whole)
  else if (act === 8) undo.undo()
  else if (act === 9) undo.redo()
  else if (act === 10) addList(doc, `l${random(1_000)}`, 'cluster', whole)
  else if (act === 11) renameAtRandom(doc, list, random)
  else doc.transact(() => listsOf(doc).delete(list), whole)
}

function typeAtRandom(doc: Y.Doc, card: string, random: RandomInt, whole: string): void {
  const text = cardsOf(doc).get(card)?.get('text')
  // An undo can bring back a card whose text somebody else's undo took away: Yjs restores each by itself.
  if (!(text instanceof Y.Text)) return doc.transact(() => cardsOf(doc).delete(card), whole)
  const at = edge(text.toString(), random(text.length + 1))
  if (random(5) === 0) {
    const end = edge(text.toString(), Math.min(at + 1 + random(4), text.length))
    return doc.transact(() => text.delete(at, end - at), 'person')
  }
  const letters = pick(['a', 'é', '🙂', 'two words', '\n'], random) ?? ''
  if (text.length + letters.length <= longest.card) doc.transact(() => text.insert(at, letters), 'person')
}

function moveAtRandom(doc: Y.Doc, cards: readonly string[], card: string, list: string, random: RandomInt): void {
  const place = () =>
    String(
      cardsOf(doc)
        .get(pick(cards, random) ?? '')
        ?.get('pos'),
    )
  doc.transact(() => {
    cardsOf(doc).get(card)?.set('list', list)
    cardsOf(doc).get(card)?.set('pos', between(place(), place()))
  }, 'person')
}

function renameAtRandom(doc: Y.Doc, list: string, random: RandomInt): void {
  const title = listsOf(doc).get(list)?.get('title')
  if (!(title instanceof Y.Text) || title.length >= longest.heading) return
  doc.transact(() => title.insert(random(title.length + 1), 't'), 'person')
}

export const undoOf = (doc: Y.Doc) =>
  new Y.UndoManager([cardsOf(doc), listsOf(doc)], { trackedOrigins: new Set(['person']) })
