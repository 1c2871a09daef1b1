/**
 * Latecomers and leavers: the circles that result with the fewest people moved. At most three move; more than that is
 * not a repair, and a lead forms anew.
 */
import { circleId, type CircleId, type MemberId } from '../../lib/ids.ts'
import type { Wish } from './forming.ts'
import { timesMet } from './met.ts'
import { compared, deficitOf, isContent, type Cost, type Slot, type Standing } from './repair-cost.ts'
import { limitsOf, type Limits } from './sizes.ts'

export interface Change {
  readonly joined: readonly MemberId[]
  readonly left: readonly MemberId[]
}

export interface Repaired {
  /** In the order they were given, new ones last; an open circle that became empty is gone. */
  readonly circles: readonly { readonly id: CircleId; readonly members: readonly MemberId[] }[]
  /** Who was here before and is in another circle now. */
  readonly moved: readonly MemberId[]
  /** How many arrangements were looked at. */
  readonly looked: number
}

/** At most so many arrangements for each number of moves; fewer once one is found that leaves nothing to wish for. */
const work = { each: 4_000, content: 1_500, moves: 3 }

const freeId = (taken: ReadonlySet<CircleId>): CircleId => {
  for (let index = 0; ; index++) if (!taken.has(circleId(index))) return circleId(index)
}

/** @param wish `people` are those who are here after the change */
export function repaired(circles: readonly Standing[], change: Change, wish: Omit<Wish, 'random'>): Repaired {
  const search = new Search(circles, change, wish)
  const { slots, moved } = search.best()
  const taken = new Set(circles.map(({ id }) => id))
  const out = slots.flatMap(({ id, hold, members }) => {
    if (members.length === 0 && (id === null || hold === 'open')) return []
    const own = id ?? freeId(taken)
    taken.add(own)
    return [{ id: own, members }]
  })
  return { circles: out, moved, looked: search.looked }
}

interface Arrangement {
  readonly slots: readonly Slot[]
  readonly moved: readonly MemberId[]
  readonly cost: Cost
}

class Search {
  looked = 0
  readonly #slots: Slot[]
  readonly #joined: readonly MemberId[]
  readonly #limits: Limits
  /** An exchange that runs has its boards and turns: a circle that begins now would have none. */
  readonly #mayBegin: boolean
  readonly #costOf: (slots: readonly Slot[], moves: number) => Cost
  #found: Arrangement | null = null
  /** Arrangements left for this number of moves. */
  #left = 0

  constructor(circles: readonly Standing[], { joined, left }: Change, wish: Omit<Wish, 'random'>) {
    const gone = new Set(left)
    const here = new Set(circles.flatMap(({ members }) => members))
    this.#slots = circles.map(({ id, hold, members }) => ({ id, hold, members: members.filter((m) => !gone.has(m)) }))
    this.#joined = [...new Set(joined)].filter((id) => !here.has(id) && !gone.has(id))
    this.#mayBegin = circles.some(({ hold }) => hold === 'open') || circles.every(({ hold }) => hold === 'finished')
    this.#limits = limitsOf(wish.size)
    this.#costOf = deficitOf(circles, wish, this.#limits, timesMet(wish.met))
  }

  /** Nobody moves if that serves, else one person, else two, else three. */
  best(): Arrangement {
    const movable = this.#slots.flatMap(({ hold, members }) => (hold === 'open' ? members : []))
    for (let moves = 0; moves <= Math.min(work.moves, movable.length); moves++) {
      this.#left = work.each
      this.#choose(movable, moves, [])
      if (this.#found !== null && isContent(this.#found.cost)) break
    }
    if (this.#found === null) throw new Error('there is always the arrangement in which nobody moves')
    return this.#found
  }

  /** Every choice of so many people to move. */
  #choose(from: readonly MemberId[], moves: number, chosen: readonly MemberId[]): void {
    if (this.#left <= 0) return
    if (moves > 0) {
      for (let i = 0; i + moves <= from.length; i++)
        this.#choose(from.slice(i + 1), moves - 1, [...chosen, from[i] as MemberId])
      return
    }
    const leaving = new Set(chosen)
    const slots = this.#slots.map((slot) =>
      slot.members.some((id) => leaving.has(id))
        ? { ...slot, members: slot.members.filter((id) => !leaving.has(id)) }
        : slot,
    )
    const home = new Map(this.#slots.flatMap((slot, at) => slot.members.map((id) => [id, at] as const)))
    this.#place(slots, [...chosen, ...this.#joined], chosen, home)
  }

  /** Everyone in `waiting` into every circle that may take them, smaller ones first, and into a new one. */
  #place(
    slots: readonly Slot[],
    waiting: readonly MemberId[],
    moved: readonly MemberId[],
    home: ReadonlyMap<MemberId, number>,
  ): void {
    if (this.#left <= 0) return
    const [first, ...rest] = waiting
    if (first === undefined) {
      this.#judge(slots, moved)
      return
    }
    const options = [...slots.keys()].filter((at) => slots[at]?.hold !== 'finished' && home.get(first) !== at)
    options.sort((one, other) => (slots[one] as Slot).members.length - (slots[other] as Slot).members.length)
    const over = this.#over(slots)
    for (const at of options) {
      const full = (slots[at] as Slot).members.length >= this.#limits.largest
      // A circle does not get smaller again: what is already worse than what was found is not followed.
      if (this.#found !== null && over + Number(full) > (this.#found.cost.hard[0] as number)) continue
      const next = slots.map((slot, i) => (i === at ? { ...slot, members: [...slot.members, first] } : slot))
      this.#place(next, rest, moved, home)
    }
    if (this.#mayBegin) this.#place([...slots, { id: null, hold: 'open', members: [first] }], rest, moved, home)
  }

  #over(slots: readonly Slot[]): number {
    const { largest } = this.#limits
    return slots.reduce(
      (sum, { hold, members }) => sum + (hold === 'finished' ? 0 : Math.max(0, members.length - largest)),
      0,
    )
  }

  #judge(slots: readonly Slot[], moved: readonly MemberId[]): void {
    this.looked++
    this.#left--
    const cost = this.#costOf(slots, moved.length)
    if (this.#found !== null && compared(cost, this.#found.cost) >= 0) return
    const wasContent = this.#found !== null && isContent(this.#found.cost)
    this.#found = { slots, moved, cost }
    if (!wasContent && isContent(cost)) this.#left = Math.min(this.#left, work.content)
  }
}
