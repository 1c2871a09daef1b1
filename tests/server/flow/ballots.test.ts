import { expect, test } from 'vitest'
import { Ballots } from '../../../server/flow/ballots.ts'
import { newMemberId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { expectNoOrder } from '../../fixtures/correlation.ts'

const rounds = 500
const people = 9

test('[AN6] over 500 rounds the order of ballots says nothing of the order of arrival', () => {
  const random = seededRandom(1)
  const asks = new Map([['line', ['not_yet']]])
  const shown: number[][] = []
  for (let round = 0; round < rounds; round++) {
    const ballots = new Ballots()
    for (let arrival = 0; arrival < people; arrival++) {
      const answers = [{ line: 'line', answer: 'not_yet', reason: String(arrival) } as const]
      ballots.cast(`r${round}`, newMemberId(random), answers, asks)
    }
    shown.push(ballots.read(`r${round}`).map((ballot) => Number(ballot.get('line')?.reason)))
  }
  expectNoOrder(shown)
})

test('[AN9] a ballot takes the place of this person’s earlier one, and a forgotten round has none', () => {
  const ballots = new Ballots()
  const member = newMemberId(seededRandom(2))
  const asks = new Map([['place', ['1', '2']]])
  for (const answer of ['1', '2', null] as const)
    ballots.cast('r', member, [{ line: 'place', answer, reason: '' }], asks)
  expect(ballots.read('r').map((ballot) => ballot.size)).toEqual([0])
  ballots.forget()
  expect(ballots.read('r')).toEqual([])
})
