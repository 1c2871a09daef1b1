/** What a repair weighs, in order: the sizes, who is kept apart, how many move, and only then what would be nicer. */
import type { CircleId, MemberId } from '../../lib/ids.ts'
import type { Wish } from './forming.ts'
import type { Limits } from './sizes.ts'

/**
 * `open` still being formed; `running` people may come and leave, but nobody is moved; `finished` people may only
 * leave.
 */
export type Hold = 'open' | 'running' | 'finished'

export interface Standing {
  readonly id: CircleId
  readonly members: readonly MemberId[]
  readonly hold: Hold
}

export interface Slot {
  /** Null: a new circle. */
  readonly id: CircleId | null
  readonly hold: Hold
  readonly members: readonly MemberId[]
}

/** Compared part by part. */
export interface Cost {
  /** People above the largest size · missing in a new circle, or alone · apart and now together · missing in an old circle. */
  readonly hard: readonly number[]
  /** Moves · new circles · by video with nobody in the room · uneven sizes · by video unevenly · who has met already. */
  readonly soft: readonly number[]
}

/** Nothing hard is left to wish for. */
export const isContent = ({ hard }: Cost) => hard.every((part) => part === 0)

export function compared(one: Cost, other: Cost): number {
  for (const part of ['hard', 'soft'] as const) {
    for (const [i, value] of one[part].entries()) if (value !== other[part][i]) return value - (other[part][i] ?? 0)
  }
  return 0
}

/** @param before the circles before the change: who sat together then is not brought together by the repair */
export function deficitOf(
  before: readonly Standing[],
  { people, apart }: Pick<Wish, 'people' | 'apart'>,
  { smallest, largest }: Limits,
  times: (one: MemberId, other: MemberId) => number,
): (slots: readonly Slot[], moves: number) => Cost {
  const remote = new Set(people.filter((one) => one.remote).map(({ id }) => id))
  const mixes = remote.size < people.length
  const was = new Map(before.flatMap(({ id, members }) => members.map((member) => [member, id] as const)))
  const wereTogether = (one: MemberId, other: MemberId) => was.has(one) && was.get(one) === was.get(other)
  const split = apart.filter(([one, other]) => one !== other && !wereTogether(one, other))

  // Most circles are the same in most arrangements; they are weighed once.
  const known = new WeakMap<Slot, readonly number[]>()
  const weigh = ({ id, hold, members }: Slot): readonly number[] => {
    const size = members.length
    if (size === 0 || hold === 'finished') return [0, 0, 0, 0, 0, 0, 0, 0]
    const missing = Math.max(0, smallest - size)
    const inside = new Set(members)
    const byVideo = members.filter((member) => remote.has(member)).length
    const strangers = members.flatMap((one, i) =>
      members.slice(i + 1).flatMap((other) => (wereTogether(one, other) ? [] : [times(one, other)])),
    )
    return [
      Math.max(0, size - largest),
      id === null ? missing : Number(size === 1),
      split.filter(([one, other]) => inside.has(one) && inside.has(other)).length,
      id !== null && hold === 'open' ? missing : 0,
      mixes && byVideo === size ? size : 0,
      size * size,
      byVideo * byVideo,
      strangers.reduce((sum, met) => sum + met, 0),
    ]
  }
  const weightOf = (slot: Slot): readonly number[] => {
    const weight = known.get(slot) ?? weigh(slot)
    known.set(slot, weight)
    return weight
  }

  return (slots, moves) => {
    const total = [0, 0, 0, 0, 0, 0, 0, 0]
    for (const slot of slots) weightOf(slot).forEach((part, i) => (total[i] = (total[i] as number) + part))
    const fresh = slots.filter(({ id }) => id === null).length
    return { hard: total.slice(0, 4), soft: [moves, fresh, ...total.slice(4)] }
  }
}
