/**
 * Improves a seating by exchanging two people at a time: tabu search, with a fixed bound on its work. It knows numbers
 * only; what they mean stands in forming.ts.
 *
 * What each exchange would change is read from a table (what somebody costs in each circle), so that looking at every
 * exchange of thirty people takes microseconds.
 */
import type { RandomInt } from '../../lib/ids.ts'

export interface Problem {
  /** Row by row: what it costs when two people are in one circle. Symmetric, zero on the diagonal. */
  readonly together: Float64Array
  /** 1 for somebody by video. */
  readonly remote: Uint8Array
  /** What it costs when so many of a circle's people are by video: `byVideo[circle][count]`. */
  readonly byVideo: readonly Float64Array[]
}

/** The circle of each person, by number. */
export type Seating = Uint8Array

export interface Found {
  readonly seating: Seating
  readonly cost: number
  /** Exchanges that were looked at, for the tests of the work bound. */
  readonly looked: number
}

interface Board {
  readonly n: number
  readonly k: number
  readonly at: Seating
  /** `load[person * k + circle]`: what the person's company there costs. */
  readonly load: Float64Array
  readonly video: Uint8Array
}

function boardOf({ together, remote }: Problem, seating: Seating, k: number): Board {
  const n = seating.length
  const load = new Float64Array(n * k)
  const video = new Uint8Array(k)
  for (let a = 0; a < n; a++) {
    const circle = seating[a] as number
    video[circle] = (video[circle] as number) + (remote[a] as number)
    for (let b = 0; b < n; b++)
      load[b * k + circle] = (load[b * k + circle] as number) + (together[b * n + a] as number)
  }
  return { n, k, at: seating.slice(), load, video }
}

/** The whole cost of a seating. */
export function costOf(problem: Problem, seating: Seating): number {
  const { n, k, at, load, video } = boardOf(problem, seating, problem.byVideo.length)
  let twice = 0
  for (let a = 0; a < n; a++) twice += load[a * k + (at[a] as number)] as number
  return problem.byVideo.reduce((sum, costs, circle) => sum + (costs[video[circle] as number] as number), twice / 2)
}

/** What changes when somebody by video leaves circle `from` for circle `to` in exchange for somebody in the room. */
function videoShift({ byVideo }: Problem, { video }: Board, from: number, to: number): number {
  const [here, there] = [video[from] as number, video[to] as number]
  const [less, more] = [byVideo[from] as Float64Array, byVideo[to] as Float64Array]
  return (less[here - 1] as number) - (less[here] as number) + (more[there + 1] as number) - (more[there] as number)
}

function exchange({ together, remote }: Problem, { n, k, at, load, video }: Board, a: number, b: number): void {
  const [from, to] = [at[a] as number, at[b] as number]
  for (let p = 0; p < n; p++) {
    const change = (together[p * n + b] as number) - (together[p * n + a] as number)
    load[p * k + from] = (load[p * k + from] as number) + change
    load[p * k + to] = (load[p * k + to] as number) - change
  }
  const shift = (remote[b] as number) - (remote[a] as number)
  video[from] = (video[from] as number) + shift
  video[to] = (video[to] as number) - shift
  at[a] = to
  at[b] = from
}

/** What the cost changes by when two people in different circles exchange their places. */
function changeBy(problem: Problem, board: Board, a: number, b: number): number {
  const { together, remote } = problem
  const { n, k, at, load } = board
  const [from, to] = [at[a] as number, at[b] as number]
  const company =
    (load[a * k + to] as number) +
    (load[b * k + from] as number) -
    (load[a * k + from] as number) -
    (load[b * k + to] as number) -
    2 * (together[a * n + b] as number)
  if (remote[a] === remote[b]) return company
  return company + (remote[a] === 1 ? videoShift(problem, board, from, to) : videoShift(problem, board, to, from))
}

/**
 * @param enough stops as soon as the cost is not above this
 * @param exchanges how many exchanges are made at most
 */
export function improved(
  problem: Problem,
  start: Seating,
  enough: number,
  exchanges: number,
  random: RandomInt,
): Found {
  const board = boardOf(problem, start, problem.byVideo.length)
  const { n, k, at } = board
  // Nobody goes back at once where they came from, or the search would walk in a ring.
  const until = new Uint32Array(n * k)
  const rest = 3 + Math.floor(n / 10)
  let cost = costOf(problem, start)
  let found = { seating: start.slice(), cost }
  let looked = 0

  /** The exchange that is best now, even if it makes things worse; of equally good ones any. */
  const step = (round: number) => {
    let [first, second, change, ties] = [-1, -1, Infinity, 0]
    for (let a = 0; a < n; a++) {
      for (let b = a + 1; b < n; b++) {
        if (at[a] === at[b]) continue
        looked++
        const delta = changeBy(problem, board, a, b)
        if (delta > change) continue
        const barred =
          (until[a * k + (at[b] as number)] as number) > round || (until[b * k + (at[a] as number)] as number) > round
        if (barred && cost + delta >= found.cost) continue
        ties = delta === change ? ties + 1 : 1
        if (ties > 1 && random(ties) > 0) continue
        first = a
        second = b
        change = delta
      }
    }
    // Where every way is barred one opens in the next round.
    if (first < 0) return
    for (const one of [first, second]) until[one * k + (at[one] as number)] = round + rest + random(rest)
    exchange(problem, board, first, second)
    cost += change
  }

  for (let round = 1; k > 1 && round <= exchanges && found.cost > enough; round++) {
    step(round)
    if (cost < found.cost) found = { seating: at.slice(), cost }
  }
  return { ...found, looked }
}
