import { expect, test } from 'vitest'
import { sizesFor, sizesToTry } from '../../../../shared/steps/group/sizes.ts'
import { sum } from './cohort.ts'

const distance = (sizes: readonly number[], size: number) => sum(sizes.map((own) => own * Math.abs(own - size)))

test('[GR1] one to thirty people, every size: everyone has a place, sizes differ by one at most, from six on three to seven', () => {
  for (let people = 1; people <= 30; people++) {
    for (let size = 2; size <= 7; size++) {
      const sizes = sizesFor(people, size)
      expect(sum(sizes)).toBe(people)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      if (size > 2 && people < 6) expect(sizes).toEqual([people])
      if (size > 2 && people >= 6) for (const own of sizes) expect(own >= 3 && own <= 7).toBe(true)
    }
  }
})

test('[GR1] no other number of circles comes closer to the size that was asked for', () => {
  for (let people = 6; people <= 30; people++) {
    for (let size = 3; size <= 7; size++) {
      const chosen = distance(sizesFor(people, size), size)
      for (let circles = Math.ceil(people / 7); circles <= Math.floor(people / 3); circles++) {
        const sizes = Array.from({ length: circles }, (_, i) => Math.floor((people + i) / circles))
        expect(chosen).toBeLessThanOrEqual(distance(sizes, size))
      }
    }
  }
})

test('[GR1] pairs are two, and one odd person makes one trio', () => {
  expect(sizesFor(1, 2)).toEqual([1])
  for (let people = 2; people <= 30; people++) {
    const sizes = sizesFor(people, 2)
    expect(sizes.filter((own) => own === 3).length).toBe(people % 2)
    expect(sizes.every((own) => own === 2 || own === 3)).toBe(true)
  }
})

test('[GR1] examples: troikas with a quartet for who is left over, quartets of nine, nobody, more people than letters', () => {
  expect(sizesFor(16, 3)).toEqual([4, 3, 3, 3, 3])
  expect(sizesFor(9, 4)).toEqual([5, 4])
  expect(sizesFor(20, 4)).toEqual([4, 4, 4, 4, 4])
  expect(sizesFor(29, 7)).toEqual([6, 6, 6, 6, 5])
  expect(sizesFor(0, 4)).toEqual([])
  expect(sizesFor(60, 2).length).toBe(26)
})

test('[GR1][GR2] other sizes are tried in the order of how far they are from what was asked, uneven ones last', () => {
  expect(sizesToTry(12, 4, 99).slice(0, 3)).toEqual([
    [4, 4, 4],
    [3, 3, 3, 3],
    [6, 6],
  ])
  expect(sizesToTry(12, 4, 99)).toContainEqual([5, 4, 3])
  expect(
    sizesToTry(12, 4, 99)
      .flat()
      .every((own) => own >= 3 && own <= 7),
  ).toBe(true)
  expect(sizesToTry(8, 4, 99)).toEqual([
    [4, 4],
    [5, 3],
  ])
})
