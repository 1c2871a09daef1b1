/** Places between places. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { boardContent, cardsIn } from '../../../shared/boards/board.ts'
import { boardLimits } from '../../../shared/boards/limits.ts'
import { between, isPlace, places } from '../../../shared/boards/order.ts'
import { isBoardId } from '../../../shared/boards/schema.ts'

/** As cards get theirs: each between two that are there, anywhere. */
const grown = fc.array(fc.nat(), { minLength: 1, maxLength: 80 }).map((spots) => {
  const all: string[] = []
  for (const spot of spots) {
    const at = spot % (all.length + 1)
    all.splice(at, 0, between(all[at - 1] ?? null, all[at] ?? null))
  }
  return all
})

test('[BD16] a place lies between its neighbours, wherever cards are put', () => {
  fc.assert(
    fc.property(grown, (all) => {
      expect(all.toSorted()).toEqual(all)
      expect(new Set(all).size).toBe(all.length)
      expect(all.every(isPlace)).toBe(true)
    }),
    { seed: 20261123 },
  )
})

test('[BD16] equal, disordered and unsound neighbours give a sound place and never throw', () => {
  const any = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.stringMatching(/^[0-9A-Za-z]{1,12}$/),
    grown.map((all) => all[0] ?? ''),
  )
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(isPlace(between(a, b))).toBe(true)
    }),
    { numRuns: 2_000, seed: 20261123 },
  )
})

test('[BD16] between two cards at one place the next stands right behind both, before whoever follows', () => {
  const [first = '', second = ''] = places(2)
  const place = between(first, first)
  expect(first < place && place < second).toBe(true)
  expect(between(second, first) > second).toBe(true)
})

test('[BD16] one spot chosen ten thousand times never grows a place beyond what a board admits', () => {
  let low: string | null = null
  const high = between(null, null)
  for (let i = 0; i < 10_000; i++) {
    const place: string = between(low, high)
    expect(place.length).toBeLessThanOrEqual(boardLimits.posLength)
    expect(low === null || place >= low).toBe(true)
    low = place
  }
})

test('[BD16] content stands by place, then id, the same on every device; a card of a removed list lies loose', () => {
  const card = (id: string, pos: string, list: string) => ({ id, pos, list, text: id, from: null })
  const content = boardContent(
    [{ id: 'l1', title: 'We want', pos: 'a0' }],
    [card('b', 'a1', 'l1'), card('a', 'a1', 'l1'), card('c', 'Zz', 'gone'), card('d', 'a0', '')],
  )
  expect(content.cards.map(({ id }) => id)).toEqual(['c', 'd', 'a', 'b'])
  expect(cardsIn(content, 'l1').map(({ id }) => id)).toEqual(['a', 'b'])
  expect(cardsIn(content, null).map(({ id }) => id)).toEqual(['c', 'd'])
})

test('[BD16] ids are short, lower case and trip no object', () => {
  expect(['card', 'l0', 'a-b', '2345'].every(isBoardId)).toBe(true)
  expect(['', 'A', 'a b', '__proto__', 'constructor', 'prototype', 'x'.repeat(33)].some(isBoardId)).toBe(false)
})
