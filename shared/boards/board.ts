/**
 * A board: cards in lists, written by several people at once. One shape serves both layouts, so that a wall can be
 * carried onward into columns.
 *
 * - `columns`: the lists come from the activity; people write, move and remove cards.
 * - `wall`: people also add, rename and remove lists (clusters); a card may lie loose, in no list.
 * - `own`: a wall on which each card is one person's own line, under that person's id: nobody else writes, changes or
 *   removes it, everyone may cluster it.
 */
export type BoardLayout = 'columns' | 'wall' | 'own'

export interface BoardCard {
  readonly id: string
  readonly text: string
  /** The id of its list; `''` or an id that no longer exists: it lies loose. */
  readonly list: string
  /** A fractional index (order.ts); two cards may share one, then the id decides. */
  readonly pos: string
  /** The small caption of a card that was carried over: the cluster it came from. */
  readonly from: string | null
}

export interface BoardList {
  readonly id: string
  readonly title: string
  readonly pos: string
}

/** What stands on a board, each sorted by `pos`, then `id`. */
export interface BoardContent {
  readonly lists: readonly BoardList[]
  readonly cards: readonly BoardCard[]
}

interface Placed {
  readonly id: string
  readonly pos: string
}

/** Code-unit order, not the language's: every device must find the same one. */
export const byPlace = (a: Placed, b: Placed) => compare(a.pos, b.pos) || compare(a.id, b.id)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export const boardContent = (lists: readonly BoardList[], cards: readonly BoardCard[]): BoardContent => ({
  lists: lists.toSorted(byPlace),
  cards: cards.toSorted(byPlace),
})

/** The cards of one list, or with `null` those that lie loose: in no list, or in one that was removed meanwhile. */
export function cardsIn(content: BoardContent, list: string | null): readonly BoardCard[] {
  if (list !== null) return content.cards.filter((card) => card.list === list)
  const known = new Set(content.lists.map(({ id }) => id))
  return content.cards.filter((card) => !known.has(card.list))
}
