/** What the lists of a board are for, beyond holding lines. It is told to everyone and holds nobody up. */
export interface BoardAim {
  /** A later step asks about its lines; what still lies in the first list is no line yet. */
  readonly asked: boolean
  /** Ids of lists that want at least one line. */
  readonly required: readonly string[]
  /** What is looked at again. Absent where nothing was asked before. */
  readonly open?: readonly OpenLine[]
}

/** A line that not everyone can live with yet: as it was worded when it was asked about, and why not, unsigned. */
export interface OpenLine {
  readonly id: string
  readonly text: string
  readonly reasons: readonly string[]
}

interface Written {
  readonly id: string
  readonly title: string
  readonly cards: readonly { readonly text: string }[]
}

export interface Gaps {
  /** Written cards that will not be asked about, and under which heading they lie. */
  readonly left: { readonly title: string; readonly cards: number } | null
  /** Required lists without a line. */
  readonly empty: readonly { readonly id: string; readonly title: string }[]
}

const written = (list: Written) => list.cards.filter((card) => card.text.trim() !== '').length

export function gapsOf(lists: readonly Written[], aim: BoardAim): Gaps {
  const [arrivals] = lists
  const cards = arrivals === undefined ? 0 : written(arrivals)
  return {
    left: aim.asked && arrivals !== undefined && cards > 0 ? { title: arrivals.title, cards } : null,
    empty: lists.filter((list) => aim.required.includes(list.id) && written(list) === 0),
  }
}
