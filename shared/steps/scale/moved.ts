/**
 * A second wave beside a first. Ballots of two waves belong to nobody, so who moved is not known, only how many must have:
 * the fewest people whose changed answer leads from anything the first picture may have stood for to the answers of now.
 *
 * Of the first wave nothing but its picture is needed, and nothing else is kept. Two people can never bring that number
 * to three: whether nobody moved, or one, or two, every screen shows the same.
 */
import {
  bandsFrom,
  isAlike,
  leastIn,
  pictureOf,
  sumOf,
  type Band,
  type Counts,
  type Much,
  type Picture,
} from './picture.ts'

/** What is known of the first wave: its picture, or that everyone was alike and a lead chose not to show it. */
export type Before = Picture | 'alike'

/** Fewer who moved than this are not shown. */
export const moversFrom = 3

/** No workshop has more people: a first wave may have had as many answers. */
const answersMost = 60

type Range = readonly [least: number, most: number]

const ranges: Readonly<Record<Much, (all: number) => Range>> = {
  none: () => [0, 0],
  few: (all) => [1, Math.ceil(all / 5) - 1],
  some: (all) => [Math.ceil(all / 5), Math.floor((all * 2) / 5)],
  many: (all) => [Math.floor((all * 2) / 5) + 1, all],
}

/** How many answers a band may have stood for when there were `all`; null when it cannot have been. */
function rangeOf(band: Band, all: number): Range | null {
  const [least, most] = ranges[band.much](all)
  const from = band.much === 'none' ? 0 : Math.max(least, leastIn(band))
  return from > most ? null : [from, most]
}

/** The fewest changed ballots between `all` answers that gave these bands and the counts of now; null if impossible. */
function fewestFrom(bands: readonly Band[], all: number, counts: Counts): number | null {
  const found = bands.map((band) => rangeOf(band, all))
  let [least, most, above, below] = [0, 0, 0, 0]
  for (const [index, range] of found.entries()) {
    if (range === null) return null
    const now = sumOf(counts, bands[index] as Band)
    least += range[0]
    most += range[1]
    above += Math.max(0, now - range[1])
    below += Math.max(0, range[0] - now)
  }
  if (least > all || most < all) return null
  // Who answers now and did not, or did and does not now, has changed their ballot too.
  const more = sumOf(counts) - all
  return Math.max(above, below, above - more, below + more)
}

/** At least so many people must have changed their answer since. */
export function fewestMovers(before: Before, counts: Counts): number {
  if (before === 'alike') return sumOf(counts) - Math.max(...counts)
  // One sentence stood for so many answers that it proves nobody's move.
  if (before.show === 'sentence') return 0
  let fewest = Infinity
  for (let all = bandsFrom; all <= answersMost; all++)
    fewest = Math.min(fewest, fewestFrom(before.bands, all, counts) ?? Infinity)
  return fewest
}

const same = (one: Picture | null, other: Picture | null) => JSON.stringify(one) === JSON.stringify(other)

/** Every way in which `left` people can answer. */
function* ways(left: number, places: number, start: readonly number[] = []): Generator<readonly number[]> {
  if (places === 1) return yield [...start, left]
  for (let count = 0; count <= left; count++) yield* ways(left - count, places - 1, [...start, count])
}

export function* everyWay(all: number): Generator<Counts> {
  yield* ways(all, 5) as Generator<Counts>
}

/** Every choice of some of the five places, as bits. */
const choices = Array.from({ length: 30 }, (_, index) => index + 1)
const sumAt = (counts: Counts, choice: number) =>
  counts.reduce((sum, count, place) => sum + (((choice >> place) & 1) === 1 ? count : 0), 0)

/**
 * Whether these possible answers, taken together, point at one or two people: all of them agree that some choice of
 * places holds one or two. Stops at the first answers that leave nothing to be concluded.
 */
export function pointsAtSomebody(possible: Iterable<Counts>): boolean {
  let open = choices
  for (const counts of possible) {
    open = open.filter((choice) => {
      const sum = sumAt(counts, choice)
      return sum === 1 || sum === 2
    })
    if (open.length === 0) return false
  }
  return true
}

/** Every way in which `all` people can have answered so that the words of these bands are right. */
function* within(bands: readonly Band[], all: number, left: number, start: readonly number[]): Generator<Counts> {
  const [band, ...rest] = bands
  if (band === undefined) {
    if (left === 0) yield start as unknown as Counts
    return
  }
  const [least, most] = rangeOf(band, all) ?? [1, 0]
  for (let count = least; count <= Math.min(most, left); count++)
    for (const places of ways(count, band.to - band.from + 1))
      yield* within(rest, all, left - count, [...start, ...places])
}

function* couldBe(before: Before, shown: Picture, all: number): Generator<Counts> {
  if (shown.show === 'sentence') return
  for (const counts of within(shown.bands, all, all, [])) {
    if (same(pictureOf(counts), shown) && fewestMovers(before, counts) >= moversFrom) yield counts
  }
}

/** Whether a second picture may stand beside the first: enough must have moved, and the two together point at nobody. */
export function mayFollow(before: Before, counts: Counts): boolean {
  if (fewestMovers(before, counts) < moversFrom) return false
  if (isAlike(counts)) return sumOf(counts) >= bandsFrom
  const picture = pictureOf(counts)
  if (picture === null || picture.show === 'sentence') return false
  return !pointsAtSomebody(couldBe(before, picture, sumOf(counts)))
}
