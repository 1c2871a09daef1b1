import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MemberId } from '../../../../shared/lib/ids.ts'
import { emptyMet, metWith, metWithout, timesGuarded, timesMet, type Met } from '../../../../shared/steps/group/met.ts'
import { guardianOf } from '../../../../shared/steps/group/guardian.ts'
import { idOf, pairsOf } from './cohort.ts'

interface Round {
  readonly members: readonly MemberId[]
  readonly guardian: MemberId | null
}

/** Rounds of two circles of whoever is there, each with its first member as a guardian. */
const rounds = fc.array(
  fc.array(fc.nat(2), { minLength: 7, maxLength: 7 }).map((marks): Round[] =>
    [1, 2].map((mark) => {
      const members = marks.flatMap((own, i) => (own === mark ? [idOf(i)] : []))
      return { members, guardian: members[0] ?? null }
    }),
  ),
  { maxLength: 45 },
)
const told = (history: readonly Round[][]) => history.reduce<Met>(metWith, emptyMet)

test('[GR8] the history counts for every two people how often they were in one circle, and for each how often a guardian', () => {
  fc.assert(
    fc.property(rounds, (history) => {
      const met = JSON.parse(JSON.stringify(told(history))) as Met
      const times = timesMet(met)
      const circles = history.flat()
      for (let i = 0; i < 7; i++) {
        const one = idOf(i)
        expect(timesGuarded(met, one)).toBe(Math.min(35, circles.filter(({ guardian }) => guardian === one).length))
        for (let j = 0; j < 7; j++) {
          const other = idOf(j)
          const both = circles.filter(({ members }) => members.includes(one) && members.includes(other)).length
          expect(times(one, other)).toBe(i === j ? 0 : Math.min(35, both))
        }
      }
    }),
  )
})

test('[GR8] who is erased is in no history, and nobody else’s counts change', () => {
  fc.assert(
    fc.property(rounds, fc.nat(6), (history, who) => {
      const gone = idOf(who)
      const [before, after] = [told(history), metWithout(told(history), gone)]
      expect(after.people).not.toContain(gone)
      expect(after.times.length).toBe(pairsOf(after.people.length))
      for (const one of after.people) {
        expect(timesGuarded(after, one)).toBe(timesGuarded(before, one))
        for (const other of after.people) expect(timesMet(after)(one, other)).toBe(timesMet(before)(one, other))
      }
    }),
  )
})

test('[GR8] thirty people over twelve rounds are under one and a half kB', () => {
  const people = Array.from({ length: 30 }, (_, i) => idOf(i).padEnd(12, 'x') as MemberId)
  let met = emptyMet
  for (let round = 0; round < 12; round++) met = metWith(met, [{ members: people, guardian: people[round] ?? null }])
  expect(JSON.stringify(met).length).toBeLessThan(1500)
})

test('[GR6] the guardian is somebody in the room, and everybody in the room before anybody twice', () => {
  const members = [idOf(0), idOf(1), idOf(2), idOf(3)]
  const isRemote = (id: MemberId) => id === idOf(0)
  let met = emptyMet
  const guardians: (MemberId | null)[] = []
  for (let round = 0; round < 6; round++) {
    const guardian = guardianOf(members, isRemote, met)
    guardians.push(guardian)
    met = metWith(met, [{ members, guardian }])
  }
  expect(guardians).toEqual([1, 2, 3, 1, 2, 3].map(idOf))
  expect(guardianOf(members, () => true, emptyMet)).toBe(idOf(0))
  expect(guardianOf([], isRemote, met)).toBeNull()
})
