/**
 * What may be said of a spectrum's answers, and what may not: pure.
 *
 * Joining a group of one or two with a neighbour is not enough by itself. Whoever knows the rule and how many people are
 * here reads the joint backwards: three answers in a band that was joined because it had to be are one and two. So the
 * bands are not joined as the answers fall; they come from a fixed list, the first that holds, and a joined band holds
 * four. Of every picture that is shown there are then answers, equally possible, in which no place has one or two
 * (tests/shared/steps/scale, for every way in which up to thirty people can answer).
 */

/** How many gave each of the five answers, in the order of the answer screen. */
export type Counts = readonly [number, number, number, number, number]

/** `few` under a fifth, `some` up to two fifths, `many` more. */
export type Much = 'none' | 'few' | 'some' | 'many'

export interface Band {
  /** First and last place, 0 to 4; the same when nothing is joined. */
  readonly from: number
  readonly to: number
  readonly much: Much
}

export type Picture =
  | { readonly show: 'bands'; readonly bands: readonly Band[] }
  | { readonly show: 'sentence'; readonly answers: 'close' | 'spread' }

/** Fewer answers than this say nothing at all; fewer than the other say one sentence. */
export const sentenceFrom = 5
export const bandsFrom = 8

/** From fine to coarse, by the lengths of the bands. The order matters: it is what makes each of them safe. */
const ways: readonly (readonly number[])[] = [
  [1, 1, 1, 1, 1],
  [2, 1, 1, 1],
  [1, 1, 1, 2],
  [2, 1, 2],
  [3, 1, 1],
  [1, 1, 3],
  [2, 3],
  [3, 2],
  [1, 4],
  [4, 1],
]

/** The least a band shows, when it is not empty. */
export const leastIn = ({ from, to }: Pick<Band, 'from' | 'to'>) => (from === to ? 3 : 4)

export const sumOf = (counts: readonly number[], { from, to }: Pick<Band, 'from' | 'to'> = { from: 0, to: 4 }) =>
  counts.slice(from, to + 1).reduce((sum, count) => sum + count, 0)

export function muchOf(count: number, all: number): Much {
  if (count === 0) return 'none'
  if (count * 5 < all) return 'few'
  return count * 5 <= all * 2 ? 'some' : 'many'
}

/** Everyone gave the same answer: whatever is shown of it tells what each single person answered. */
export const isAlike = (counts: Counts) => counts.filter((count) => count > 0).length === 1

function bandsOf(counts: Counts, lengths: readonly number[]): Band[] {
  const all = sumOf(counts)
  let from = 0
  return lengths.map((length) => {
    const band = { from, to: from + length - 1 }
    from += length
    return { ...band, much: muchOf(sumOf(counts, band), all) }
  })
}

/** At least two bands have answers, and each of these has enough. */
function holds(counts: Counts, bands: readonly Band[]): boolean {
  const used = bands.filter(({ much }) => much !== 'none')
  return used.length > 1 && used.every((band) => sumOf(counts, band) >= leastIn(band))
}

/** One at either end does not decide: the rest stand in two neighbouring places, or they do not. */
function sentenceOf(counts: Counts): Picture {
  const places = counts.flatMap((count, place) => Array<number>(count).fill(place)).slice(1, -1)
  const apart = (places.at(-1) ?? 0) - (places[0] ?? 0)
  return { show: 'sentence', answers: apart <= 1 ? 'close' : 'spread' }
}

/** Everyone alike, as it is: only when a lead has decided so. */
export const pictureOfAlike = (counts: Counts): Picture => ({
  show: 'bands',
  bands: bandsOf(counts, [1, 1, 1, 1, 1]),
})

/** What these answers may show at most; null for too few. Everyone alike is the caller's to ask about first. */
export function pictureOf(counts: Counts): Picture | null {
  const all = sumOf(counts)
  if (all < sentenceFrom) return null
  if (all >= bandsFrom) {
    for (const lengths of ways) {
      const bands = bandsOf(counts, lengths)
      if (holds(counts, bands)) return { show: 'bands', bands }
    }
  }
  return sentenceOf(counts)
}
