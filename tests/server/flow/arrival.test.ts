/** What is given or dealt out at once stands in an order that says nothing of who wrote first. */
import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { newCohortId, newMemberId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { emptyCarry } from '../../../shared/steps/primitive.ts'
import { Books } from '../../../server/flow/books.ts'
import type { FlowStore } from '../../../server/flow/flow-store.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { Room } from '../../fixtures/room.ts'
import { expectNoOrder } from '../../fixtures/correlation.ts'

const rounds = 500
const arrivals = Array.from({ length: 9 }, (_, arrival) => String(arrival))

test('[NT6] over 500 rounds the order of notes in a booklet says nothing of when they were written', async () => {
  const random = seededRandom(3)
  const owner = newMemberId(random)
  const shown: number[][] = []
  for (let round = 0; round < rounds; round++) {
    const books = await Books.open(newCohortId(random), { log: memoryLog() } as unknown as FlowStore)
    const items = arrivals.map((text) => ({ id: text, text, to: owner }))
    books.adding(new Map([[owner, items]]), 0, randomInt).done()
    shown.push(books.of(owner, () => ({ name: '', pronouns: '' })).map(({ text }) => Number(text)))
  }
  expectNoOrder(shown)
})

test('[NT6] over 500 rounds neither circle nor place of a released card says when it was written', () => {
  const room = new Room(7, 9)
  room.goTo('circles', stepOf)
  const before = room.state
  const shown = Array.from({ length: rounds }, () => {
    room.state = before
    const decision = room.next({ ...emptyCarry, sealed: arrivals })
    if (!decision.ok) throw new Error(decision.code)
    return decision.seeds.flatMap(({ words }) => words.cards.map(({ text }) => Number(text)))
  })
  expect(shown[0]).toHaveLength(arrivals.length)
  expectNoOrder(shown)
})
