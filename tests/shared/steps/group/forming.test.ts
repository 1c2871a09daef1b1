import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MemberId } from '../../../../shared/lib/ids.ts'
import { seededRandom } from '../../../../shared/lib/rng.ts'
import { formed, type Guest, type Pair, type Wish } from '../../../../shared/steps/group/forming.ts'
import { emptyMet, metWith, timesMet, type Met } from '../../../../shared/steps/group/met.ts'
import { limitsOf, sizesFor, sizesToTry } from '../../../../shared/steps/group/sizes.ts'
import { cohortOf, idOf, pairsOf, partitions, sizesOf, sum, togetherIn } from './cohort.ts'

type Circles = readonly (readonly MemberId[])[]

const wishOf = (people: readonly Guest[], size: number, seed: number, more: Partial<Wish> = {}): Wish => ({
  people,
  size,
  apart: [],
  met: emptyMet,
  random: seededRandom(seed),
  ...more,
})
const pairFrom = (people: number) =>
  fc
    .tuple(fc.nat(people - 1), fc.nat(people - 1))
    .filter(([i, j]) => i !== j)
    .map(([i, j]): Pair => [idOf(i), idOf(j)])

/** What circles cost beside the people kept apart, as the order of wishes says. */
function wants(circles: Circles, people: readonly Guest[], met: Met): number[] {
  const remote = new Set(people.filter((one) => one.remote).map(({ id }) => id))
  const byVideo = circles.map((circle) => circle.filter((id) => remote.has(id)).length)
  const alone = circles.map((circle, i) => (circle.length === byVideo[i] ? circle.length : 0))
  const times = timesMet(met)
  const again = circles.flatMap((circle) => circle.flatMap((one, i) => circle.slice(i + 1).map((o) => times(one, o))))
  return [remote.size < people.length ? sum(alone) : 0, sum(byVideo.map((count) => count * count)), sum(again)]
}
const before = (one: readonly number[], other: readonly number[]) => {
  const at = one.findIndex((value, i) => value !== other[i])
  return at >= 0 && (one[at] as number) < (other[at] as number)
}

describe('any cohort', () => {
  test('[RD9][GR1][GR3] everyone is in exactly one circle, the sizes are the ones asked for, people by video are spread and with somebody in the room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 2, max: 7 }),
        fc.nat(30),
        fc.nat(),
        (n, size, byVideo, seed) => {
          const people = cohortOf(n, Math.min(n, byVideo))
          const { circles, together, unmixed } = formed(wishOf(people, size, seed))
          expect(circles.flat().sort()).toEqual(people.map(({ id }) => id).sort())
          expect(sizesOf(circles)).toEqual(sizesFor(n, size))
          expect(together).toEqual([])
          const remote = new Set(people.filter((one) => one.remote).map(({ id }) => id))
          const counts = circles.map((circle) => circle.filter((id) => remote.has(id)).length)
          const room = n - remote.size
          if (room >= circles.length || room === 0) expect(unmixed).toEqual([])
          if (room >= circles.length) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('[GR4] the same seed forms the same circles, another seed others', () => {
    const people = cohortOf(20, 5)
    const of = (seed: number) => JSON.stringify(formed(wishOf(people, 4, seed)).circles)
    expect(of(7)).toBe(of(7))
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(of)).size).toBe(8)
  })
})

describe('against every possibility, up to eight people', () => {
  const small = fc.integer({ min: 2, max: 8 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      size: fc.integer({ min: 2, max: 7 }),
      byVideo: fc.nat(n),
      seed: fc.nat(),
      apart: fc.array(pairFrom(n), { maxLength: 12 }),
      rounds: fc.nat(5),
    }),
  )

  test('[GR2][GR3][GR4] nobody kept apart is together if it can be avoided, and no circles of these sizes serve better', () => {
    let honoured = 0
    let impossible = 0
    fc.assert(
      fc.property(small, ({ n, size, byVideo, seed, apart, rounds }) => {
        const people = cohortOf(n, byVideo)
        const random = seededRandom(seed)
        let met = emptyMet
        for (let round = 0; round < rounds; round++)
          met = metWith(
            met,
            formed({ ...wishOf(people, 3, 0), met, random }).circles.map((members) => ({ members })),
          )
        const found = formed({ ...wishOf(people, size, seed), apart, met })
        expect(togetherIn(found.circles, apart)).toEqual(found.together)

        const allowed = new Set(sizesToTry(n, size, 99).map(String))
        const { smallest, largest } = limitsOf(size)
        const all = [...partitions(people.map(({ id }) => id))]
        const split = n >= smallest * 2
        const possible = all.filter((circles) => circles.every((c) => c.length >= smallest && c.length <= largest))
        const candidates = split ? possible : [[people.map(({ id }) => id)]]
        const distinct = (circles: Circles) => new Set(togetherIn(circles, apart).map((p) => [...p].sort().join())).size
        const fewest = Math.min(...candidates.map(distinct))
        expect(distinct(found.circles)).toBe(fewest)
        if (fewest === 0) honoured++
        else impossible++
        expect(allowed.has(String(sizesOf(found.circles)))).toBe(true)
        const own = wants(found.circles, people, met)
        const same = String(sizesOf(found.circles))
        for (const circles of candidates)
          if (String(sizesOf(circles)) === same && distinct(circles) === fewest)
            expect(before(wants(circles, people, met), own)).toBe(false)
      }),
      { numRuns: 300 },
    )
    expect(Math.min(honoured, impossible)).toBeGreaterThan(30)
  })

  test('[GR2] who can be with two others only gets a small circle, although equal ones were asked for', () => {
    const apart = [1, 2, 3, 4, 5].map((i): Pair => [idOf(0), idOf(i)])
    const { circles, together } = formed(wishOf(cohortOf(8), 4, 1, { apart }))
    expect(together).toEqual([])
    expect(sizesOf(circles)).toEqual([5, 3])
  })

  test('[GR2] where there is no way the fewest are together and are named', () => {
    const apart: Pair[] = [[idOf(0), idOf(1)]]
    expect(formed(wishOf(cohortOf(5), 4, 1, { apart })).together).toEqual(apart)
    const everyone = cohortOf(6).flatMap(({ id }, i) => cohortOf(i).map((other): Pair => [id, other.id]))
    expect(formed(wishOf(cohortOf(6), 3, 1, { apart: everyone })).together.length).toBe(6)
  })
})

describe('twenty to thirty people', () => {
  test('[GR2] ten pairs kept apart among thirty are honoured, whoever they are', () => {
    fc.assert(
      fc.property(
        fc.array(pairFrom(30), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(),
        (apart, size, seed) => {
          expect(formed(wishOf(cohortOf(30, 8), size, seed, { apart })).together).toEqual([])
        },
      ),
      { numRuns: 100 },
    )
  })

  interface Told {
    readonly met: Met
    readonly all: Circles[]
  }
  const over = (rounds: number, people: readonly Guest[], size: number, seed: number, apart: Pair[] = []): Told => {
    const random = seededRandom(seed)
    let met = emptyMet
    const all: Circles[] = []
    for (let round = 0; round < rounds; round++) {
      const { circles } = formed({ people, size, apart, met, random })
      met = metWith(
        met,
        circles.map((members) => ({ members })),
      )
      all.push(circles)
    }
    return { met, all }
  }
  const countsOf = (met: Met) => Array.from(met.times, (sign) => parseInt(sign, 36))

  test('[GR4] twenty in fours over five rounds: nobody meets anybody twice, with five by video as well', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const byVideo of [0, 5]) expect(Math.max(...countsOf(over(5, cohortOf(20, byVideo), 4, seed).met))).toBe(1)
    }
  })

  test('[GR4] with two pairs kept apart as well', () => {
    const apart: Pair[] = [
      [idOf(0), idOf(9)],
      [idOf(3), idOf(17)],
    ]
    for (let seed = 0; seed < 20; seed++) {
      const { met, all } = over(5, cohortOf(20, 5), 4, seed, apart)
      for (const circles of all) expect(togetherIn(circles, apart)).toEqual([])
      expect(sum(countsOf(met).map((count) => Math.max(0, count - 1)))).toBeLessThanOrEqual(6)
    }
  })

  test('[GR4] pairs: thirty people meet somebody new in each of twelve rounds', () => {
    for (let seed = 0; seed < 10; seed++) expect(Math.max(...countsOf(over(12, cohortOf(30, 8), 2, seed).met))).toBe(1)
  })

  /**
   * Nobody can do better than to spread the meetings evenly over the pairs: of people in the room, of people by video,
   * and across. Counted as pairs of meetings of the same two people, so that a third time weighs more than a second.
   */
  function bound(all: readonly Circles[], people: readonly Guest[]): number {
    const remote = new Set(people.filter((one) => one.remote).map(({ id }) => id))
    const [video, room] = [remote.size, people.length - remote.size]
    const rows = all.flat().map((circle) => {
      const v = circle.filter((id) => remote.has(id)).length
      return [pairsOf(v), pairsOf(circle.length - v), v * (circle.length - v)]
    })
    const least = (meetings: number, pairs: number) => {
      if (pairs === 0) return 0
      const [each, more] = [Math.floor(meetings / pairs), meetings % pairs]
      return (pairs - more) * pairsOf(each) + more * pairsOf(each + 1)
    }
    return sum(
      [pairsOf(video), pairsOf(room), video * room].map((pairs, i) => least(sum(rows.map((r) => r[i] ?? 0)), pairs)),
    )
  }

  test('[GR4] over twelve rounds repeated meetings are at most a tenth more than counting allows, and eight', () => {
    for (const n of [9, 12, 16, 20, 24, 30]) {
      for (const size of [3, 4, 5, 6, 7]) {
        for (const byVideo of [0, Math.floor(n / 4)]) {
          const people = cohortOf(n, byVideo)
          const runs = [0, 1, 2].map((seed) => {
            const { met, all } = over(12, people, size, seed)
            return [sum(countsOf(met).map(pairsOf)), bound(all, people)] as const
          })
          const [own, least] = [sum(runs.map(([one]) => one)), sum(runs.map(([, other]) => other))]
          expect(own, `${n} people, ${byVideo} by video, in ${size}s`).toBeLessThanOrEqual(
            1.1 * least + 8 * runs.length,
          )
        }
      }
    }
  })

  test('[GR7] the work is bounded: thirty people look at less than 120,000 exchanges, and at less than 1.5 million when nothing can be honoured', () => {
    const everyone = cohortOf(30).flatMap(({ id }, i) => cohortOf(i).map((other): Pair => [id, other.id]))
    const { met } = over(12, cohortOf(30, 8), 4, 1)
    for (const size of [2, 3, 4, 5, 6, 7]) {
      expect(formed(wishOf(cohortOf(30, 8), size, 1, { met })).looked).toBeLessThan(120_000)
      expect(formed(wishOf(cohortOf(30, 8), size, 1, { met, apart: everyone })).looked).toBeLessThan(1_500_000)
    }
  })
})
