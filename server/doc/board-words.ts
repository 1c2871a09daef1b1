/** A board's Yjs document as plain words, and its first content as an update. */
import * as Y from 'yjs'
import { boardContent, cardsIn, type BoardCard, type BoardList } from '../../shared/boards/board.ts'
import { seededContent } from '../../shared/boards/seed.ts'
import { cleanText } from '../../shared/lib/text.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'

const textOf = (map: Y.Map<unknown>, key: string): string => {
  const value = map.get(key)
  return value instanceof Y.Text ? cleanText(value.toString()) : typeof value === 'string' ? value : ''
}

const entriesOf = (doc: Y.Doc, root: string): [string, Y.Map<unknown>][] =>
  [...doc.getMap(root).entries()].filter((entry): entry is [string, Y.Map<unknown>] => entry[1] instanceof Y.Map)

/** Lists in order; cards in the order of their lists; a card whose list is gone stands in the first. */
export function wordsOf(doc: Y.Doc): BoardWords {
  const lists = entriesOf(doc, 'lists').map(([id, map]): BoardList => ({
    id,
    title: textOf(map, 'title'),
    pos: textOf(map, 'pos'),
  }))
  const cards = entriesOf(doc, 'cards').map(([id, map]): BoardCard => ({
    id,
    text: textOf(map, 'text'),
    list: textOf(map, 'list'),
    pos: textOf(map, 'pos'),
    from: textOf(map, 'from') || null,
  }))
  const content = boardContent(lists, cards)
  const first = content.lists[0]?.id ?? ''
  const loose = cardsIn(content, null).map((card) => ({ ...card, list: first }))
  const ordered = [...loose, ...content.lists.flatMap((list) => cardsIn(content, list.id))]
  return {
    lists: content.lists.map(({ id, title }) => ({ id, title })),
    cards: ordered.map(({ id, text, list, from }) => ({ id, text, list, ...(from === null ? {} : { from }) })),
  }
}

/** Written once, by the server, under a clientID of its own: it tells nothing about who wrote what. */
export function seedUpdate(words: BoardWords): Uint8Array {
  const doc = new Y.Doc()
  const seed = { lists: words.lists, cards: words.cards.map((card) => ({ ...card, from: card.from ?? null })) }
  const content = seededContent(seed)
  doc.transact(() => {
    for (const { id, title, pos } of content.lists) {
      const list = new Y.Map<unknown>()
      list.set('title', new Y.Text(title))
      list.set('pos', pos)
      doc.getMap('lists').set(id, list)
    }
    for (const { id, text, list, pos, from } of content.cards) {
      const card = new Y.Map<unknown>()
      card.set('text', new Y.Text(text))
      card.set('list', list)
      card.set('pos', pos)
      if (from !== null) card.set('from', from)
      doc.getMap('cards').set(id, card)
    }
  })
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update
}
