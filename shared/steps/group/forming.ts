/**
 * Forming circles. Hard: everyone in exactly one, sizes, and who is kept apart. Then, in this order: nobody by video
 * without somebody in the room, people by video spread, new people met, and chance.
 */
import type { MemberId, RandomInt } from '../../lib/ids.ts'
import { seededRandom, shuffled } from '../../lib/rng.ts'
import { timesMet, type Met } from './met.ts'
import { costOf, improved, type Found, type Problem, type Seating } from './search.ts'
import { sizesToTry } from './sizes.ts'

export type Pair = readonly [MemberId, MemberId]

export interface Guest {
  readonly id: MemberId
  readonly remote: boolean
}

export interface Wish {
  readonly people: readonly Guest[]
  /** 2 for pairs, else 3 to 7. */
  readonly size: number
  readonly apart: readonly Pair[]
  readonly met: Met
  readonly random: RandomInt
}

export interface Formed {
  readonly circles: readonly (readonly MemberId[])[]
  /** Kept-apart people who are together, because there was no other way. */
  readonly together: readonly Pair[]
  /** People by video whose circle has nobody in the room, although somebody is there. */
  readonly unmixed: readonly MemberId[]
  /** How many exchanges were looked at. */
  readonly looked: number
}

/** Each outweighs everything after it together; the last is one for each time that two people have met. */
const price = { apart: 1e11, unmixed: 1e9, spread: 1e5 }

/** How many sizes are tried, with how many exchanges the first and the others. */
const work = { tries: 24, exchanges: 250, retry: 120 }

function problemOf({ people, apart, met }: Wish, sizes: readonly number[]): Problem {
  const n = people.length
  const index = new Map(people.map(({ id }, i) => [id, i]))
  const together = new Float64Array(n * n)
  const times = timesMet(met)
  people.forEach((one, i) => people.forEach((other, j) => (together[i * n + j] = times(one.id, other.id))))
  for (const [one, other] of apart) {
    const [i, j] = [index.get(one), index.get(other)]
    if (i === undefined || j === undefined || i === j) continue
    together[i * n + j] = price.apart + times(one, other)
    together[j * n + i] = price.apart + times(one, other)
  }
  const someRoom = people.some(({ remote }) => !remote)
  const byVideo = sizes.map((size) =>
    Float64Array.from({ length: size + 1 }, (_, count) => {
      const alone = someRoom && count === size ? count * price.unmixed : 0
      return alone + count * count * price.spread
    }),
  )
  return { together, remote: Uint8Array.from(people, ({ remote }) => Number(remote)), byVideo }
}

/** Dealt like cards, those by video first, so that each circle has its share. */
function dealt(order: readonly number[], sizes: readonly number[]): Seating {
  const left = [...sizes]
  const seating = new Uint8Array(order.length)
  let circle = 0
  for (const person of order) {
    while (left[circle % left.length] === 0) circle++
    const here = circle++ % left.length
    left[here] = (left[here] as number) - 1
    seating[person] = here
  }
  return seating
}

/**
 * Circles as the lines of a square: people sit in rows as long as there are circles, and each round takes one of each
 * row, moved on by one step more per row. With a prime number of circles nobody meets twice in as many rounds, and
 * because people by video fill the first rows, they stay spread: twenty people in fours meet 15 others in five rounds.
 * The rows follow the ids (which are random), so that each round finds them again without a stored plan.
 */
function inRows(people: readonly Guest[], sizes: readonly number[], step: number): Seating {
  const k = sizes.length
  const rows = [...people.keys()].sort((i, j) => {
    const [one, other] = [people[i] as Guest, people[j] as Guest]
    return Number(other.remote) - Number(one.remote) || (one.id < other.id ? -1 : 1)
  })
  const last = (sizes[0] as number) - 1
  const seating = new Uint8Array(people.length)
  // Counted back from the last row, which may be shorter: the larger circles stay the first ones.
  rows.forEach((person, i) => (seating[person] = ((i % k) + (last - Math.floor(i / k)) * step) % k))
  return seating
}

const isPrime = (k: number) => k > 1 && [2, 3, 5].every((d) => k === d || k % d !== 0)

/** Where to begin: the round of the square that costs least, or cards dealt at random. */
function begun(problem: Problem, people: readonly Guest[], sizes: readonly number[], random: RandomInt): Seating[] {
  const k = sizes.length
  const order = shuffled([...people.keys()], random)
  const isRemote = (i: number) => people[i]?.remote === true
  const random0 = dealt([...order.filter(isRemote), ...order.filter((i) => !isRemote(i))], sizes)
  if (!isPrime(k) || (sizes[0] ?? 0) > k) return [random0]
  const rounds = shuffled([...sizes.keys()], random).map((step) => inRows(people, sizes, step))
  const costs = rounds.map((seating) => costOf(problem, seating))
  return [random0, rounds[costs.indexOf(Math.min(...costs))] as Seating]
}

function seated(wish: Wish, sizes: readonly number[], exchanges: number, random: RandomInt): Found {
  const problem = problemOf(wish, sizes)
  const [dealtOut, square] = begun(problem, wish.people, sizes, random)
  if (dealtOut === undefined) throw new Error('there is always a deal')
  // Dealing spreads those by video as well as equal circles can; only uneven ones might do better.
  const even = (sizes[0] ?? 0) - (sizes.at(-1) ?? 0) <= 1
  const bare = { ...problem, together: new Float64Array(problem.together.length) }
  const enough = even ? costOf(bare, dealtOut) : 0
  const start = square !== undefined && costOf(problem, square) <= costOf(problem, dealtOut) ? square : dealtOut
  return improved(problem, start, enough, exchanges, random)
}

/** What could not be honoured in these circles. */
export function broken(
  { people, apart }: Pick<Wish, 'people' | 'apart'>,
  circles: readonly (readonly MemberId[])[],
): Pick<Formed, 'together' | 'unmixed'> {
  const remote = new Set(people.filter((one) => one.remote).map(({ id }) => id))
  const mixes = remote.size < people.length
  return {
    together: apart.filter(
      ([one, other]) => one !== other && circles.some((circle) => circle.includes(one) && circle.includes(other)),
    ),
    unmixed: mixes ? circles.filter((circle) => circle.every((id) => remote.has(id))).flat() : [],
  }
}

/** Circles in no particular order; within a circle people keep the order in which they were given. */
export function formed(wish: Wish): Formed {
  const { people, size, random } = wish
  // The search asks for thousands of numbers; one comes from outside, the others follow from it.
  const own = seededRandom(random(0x7fffffff))
  let best: { readonly sizes: readonly number[]; readonly found: Found } | null = null
  let looked = 0
  for (const sizes of sizesToTry(people.length, size, work.tries)) {
    const found = seated(wish, sizes, best === null ? work.exchanges : work.retry, own)
    looked += found.looked
    if (best === null || found.cost < best.found.cost - price.apart / 2) best = { sizes, found }
    if (best.found.cost < price.apart) break
  }
  const circles = (best?.sizes ?? []).map((_size, circle) =>
    people.filter((_person, i) => best?.found.seating[i] === circle).map(({ id }) => id),
  )
  const mixed = shuffled(circles, own)
  return { circles: mixed, ...broken(wish, mixed), looked }
}
