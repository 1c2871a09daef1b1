/** How many circles, and how large: pure arithmetic, nobody is named yet. */

export interface Limits {
  readonly smallest: number
  readonly largest: number
}

/** Circles hold 3 to 7; pairs are a group of two, and an odd one out makes one pair a trio. */
export const limitsOf = (size: number): Limits =>
  size <= 2 ? { smallest: 2, largest: 3 } : { smallest: 3, largest: 7 }

/** One letter each. */
const mostCircles = 26

/** @returns larger ones first, any two differing by one at most */
export function equalSizes(people: number, circles: number): number[] {
  return Array.from({ length: circles }, (_, index) => Math.ceil((people - index) / circles))
}

/** How far people's circles are from what was asked for, added over people. */
const distance = (sizes: readonly number[], size: number) =>
  sizes.reduce((sum, own) => sum + own * Math.abs(own - size), 0)

/** Every way to cut `people` into `circles` of the allowed sizes, larger ones first. */
function cuts(people: number, circles: number, { smallest, largest }: Limits): number[][] {
  if (circles === 0) return people === 0 ? [[]] : []
  const out: number[][] = []
  for (let first = Math.min(largest, people - (circles - 1) * smallest); first * circles >= people; first--) {
    for (const rest of cuts(people - first, circles - 1, { smallest, largest: first })) out.push([first, ...rest])
  }
  return out
}

/**
 * The sizes of circles in the order in which they should be tried: as equal as possible and closest to `size` first
 * (of two equally close, the smaller circles: more time for each). Uneven ones come last; they serve only where people
 * who are kept apart cannot be honoured otherwise. Fewer than six people are not split, except into pairs.
 */
export function sizesToTry(people: number, size: number, most: number): number[][] {
  const limits = limitsOf(size)
  if (people === 0) return []
  if (people < limits.smallest * 2) return [[people]]
  const fewest = Math.ceil(people / limits.largest)
  const greatest = Math.min(mostCircles, Math.floor(people / limits.smallest))
  const equal: number[][] = []
  for (let circles = greatest; circles >= fewest; circles--) equal.push(equalSizes(people, circles))
  // More people than letters can hold: the last letter's circles grow.
  if (equal.length === 0) return [equalSizes(people, mostCircles)]
  equal.sort((one, other) => distance(one, size) - distance(other, size))
  const uneven = equal
    .slice(0, 3)
    .flatMap((sizes) => cuts(people, sizes.length, limits).filter((cut) => (cut[0] ?? 0) - (cut.at(-1) ?? 0) > 1))
    .sort((one, other) => distance(one, size) - distance(other, size))
  return [...equal, ...uneven].slice(0, most)
}

/** The sizes that serve when nothing stands against them. */
export const sizesFor = (people: number, size: number): number[] => sizesToTry(people, size, 1)[0] ?? []
