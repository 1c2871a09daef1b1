/**
 * Who has been in a circle with whom, and who was a guardian, as counts: enough to bring new people together, and no
 * order of rounds that could be read back. About 1 kB of JSON for thirty people; ids only.
 */
import type { MemberId } from '../../lib/ids.ts'

export interface Met {
  readonly people: readonly MemberId[]
  /** One sign (base 36) per pair: 2 with 1, 3 with 1, 3 with 2, 4 with 1, … so that somebody new is a row at the end. */
  readonly times: string
  /** One sign per person: how often they were a guardian. */
  readonly guarded: string
}

export const emptyMet: Met = { people: [], times: '', guarded: '' }

interface Round {
  readonly members: readonly MemberId[]
  readonly guardian?: MemberId | null
}

/** Where the pair of the i-th and the j-th person stands. */
const pairAt = (i: number, j: number) => {
  const [low, high] = i < j ? [i, j] : [j, i]
  return (high * (high - 1)) / 2 + low
}

/** More than 35 times is told as 35: it makes no difference any more. */
const most = 35
const countsOf = (signs: string) => Array.from(signs, (sign) => parseInt(sign, 36))
const signsOf = (counts: readonly number[]) => counts.map((count) => Math.min(count, most).toString(36)).join('')

/** How often two people have been in one circle. */
export function timesMet(met: Met): (one: MemberId, other: MemberId) => number {
  const index = new Map(met.people.map((id, i) => [id, i]))
  return (one, other) => {
    const [i, j] = [index.get(one), index.get(other)]
    return i === undefined || j === undefined || i === j ? 0 : parseInt(met.times[pairAt(i, j)] ?? '0', 36)
  }
}

/** How often somebody has been a guardian. */
export function timesGuarded(met: Met, member: MemberId): number {
  return parseInt(met.guarded[met.people.indexOf(member)] ?? '0', 36)
}

/** One round more. */
export function metWith(met: Met, circles: readonly Round[]): Met {
  const known = new Set(met.people)
  const people = [...met.people, ...new Set(circles.flatMap(({ members }) => members).filter((id) => !known.has(id)))]
  const index = new Map(people.map((id, i) => [id, i]))
  const times = countsOf(met.times.padEnd((people.length * (people.length - 1)) / 2, '0'))
  const guarded = countsOf(met.guarded.padEnd(people.length, '0'))
  const add = (counts: number[], at: number) => (counts[at] = (counts[at] ?? 0) + 1)
  for (const { members, guardian } of circles) {
    const inside = [...new Set(members)].map((id) => index.get(id) as number)
    inside.forEach((i, k) => inside.slice(k + 1).forEach((j) => add(times, pairAt(i, j))))
    const guard = guardian === undefined || guardian === null ? undefined : index.get(guardian)
    if (guard !== undefined) add(guarded, guard)
  }
  return { people, times: signsOf(times), guarded: signsOf(guarded) }
}

/** Nothing of one person is left, as if they had never been in a circle. */
export function metWithout(met: Met, member: MemberId): Met {
  const kept = met.people.flatMap((id, i) => (id === member ? [] : [i]))
  const sign = (signs: string, at: number) => signs[at] ?? '0'
  return {
    people: kept.map((i) => met.people[i] as MemberId),
    times: kept.flatMap((i, k) => kept.slice(0, k).map((j) => sign(met.times, pairAt(i, j)))).join(''),
    guarded: kept.map((i) => sign(met.guarded, i)).join(''),
  }
}
