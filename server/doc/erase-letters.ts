/** What one person wrote on a board, taken out of it: their letters wherever they stand, and whatever is empty by that. */
import * as Y from 'yjs'

const isLetters = (struct: Y.GC | Y.Item): struct is Y.Item =>
  struct instanceof Y.Item && !struct.deleted && struct.content instanceof Y.ContentString

const entriesOf = (doc: Y.Doc, root: string): [string, Y.Map<unknown>][] =>
  [...doc.getMap(root).entries()].filter((entry): entry is [string, Y.Map<unknown>] => entry[1] instanceof Y.Map)

const isEmpty = (map: Y.Map<unknown>, words: 'text' | 'title') => {
  const value = map.get(words)
  return value instanceof Y.Text ? value.length === 0 : (value ?? '') === ''
}

/**
 * Changes a copy. What others wrote into a card of this person stays, and so does the card; where a card lies, and who moved
 * it, are no words.
 * @param clients the clientIDs under which they wrote
 */
export function eraseLetters(doc: Y.Doc, clients: ReadonlySet<number>): void {
  const theirs = ({ _item }: Y.Map<unknown>) => _item !== null && clients.has(_item.id.client)
  doc.transact((transaction) => {
    for (const client of clients) {
      // Deleting splits and merges what the store lists.
      const letters = (doc.store.clients.get(client) ?? []).filter(isLetters)
      for (const item of letters) item.delete(transaction)
    }
    const cards = doc.getMap('cards')
    for (const [id, card] of entriesOf(doc, 'cards')) if (theirs(card) && isEmpty(card, 'text')) cards.delete(id)
    const held = new Set(entriesOf(doc, 'cards').map(([, card]) => card.get('list')))
    const lists = doc.getMap('lists')
    for (const [id, list] of entriesOf(doc, 'lists'))
      if (theirs(list) && isEmpty(list, 'title') && !held.has(id)) lists.delete(id)
  })
}
