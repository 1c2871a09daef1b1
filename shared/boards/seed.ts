/** What a board begins with: the lists of its activity, and cards that were carried or released onto it. */
import type { BoardContent } from './board.ts'
import { places } from './order.ts'

/** Lists and cards in the order they shall stand. */
export interface BoardSeed {
  readonly lists: readonly { readonly id: string; readonly title: string }[]
  readonly cards: readonly {
    readonly id: string
    readonly text: string
    readonly list: string
    readonly from: string | null
  }[]
}

/** The seed as content, with a place for everything. */
export function seededContent(seed: BoardSeed): BoardContent {
  const listPlaces = places(seed.lists.length)
  const cardPlaces = places(seed.cards.length)
  return {
    lists: seed.lists.map((list, i) => ({ ...list, pos: listPlaces[i] ?? '' })),
    cards: seed.cards.map((card, i) => ({ ...card, pos: cardPlaces[i] ?? '' })),
  }
}
