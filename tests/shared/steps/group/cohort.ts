/** People and brute force for the tests of circles. */
import type { MemberId } from '../../../../shared/lib/ids.ts'
import type { Guest, Pair } from '../../../../shared/steps/group/forming.ts'

export const idOf = (i: number) => `m${String(i).padStart(2, '0')}` as MemberId

/** The last `remote` of them by video. */
export const cohortOf = (people: number, remote = 0): Guest[] =>
  Array.from({ length: people }, (_, i) => ({ id: idOf(i), remote: i >= people - remote }))

/** Every way to cut a few people into circles. */
export function* partitions<T>(items: readonly T[]): Generator<T[][]> {
  const [first, ...rest] = items
  if (first === undefined) {
    yield []
    return
  }
  for (const smaller of partitions(rest)) {
    yield [[first], ...smaller]
    for (let i = 0; i < smaller.length; i++) yield smaller.map((circle, j) => (i === j ? [first, ...circle] : circle))
  }
}

export const togetherIn = (circles: readonly (readonly MemberId[])[], apart: readonly Pair[]) =>
  apart.filter(([one, other]) => circles.some((circle) => circle.includes(one) && circle.includes(other)))

export const sizesOf = (circles: readonly (readonly unknown[])[]) =>
  circles.map((circle) => circle.length).sort((one, other) => other - one)

export const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
/** How many pairs so many people make. */
export const pairsOf = (people: number) => (people < 2 ? 0 : (people * (people - 1)) / 2)
