import { expect, test } from 'vitest'
import type { GrantId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Pairings } from '../../../server/auth/pairing.ts'

const paired = {
  grant: '2222222222-222222222222' as GrantId,
  device: { device: 'abcdefgh12345678', secret: 'S'.repeat(43) },
}

function waiting() {
  const time = { now: 0 }
  const pairings = new Pairings(seededRandom(1), () => time.now)
  const begin = (from = 'here') => {
    const begun = pairings.begin(from)
    if (begun === null) throw new Error('too many walls')
    return begun
  }
  return { time, pairings, begin }
}

test('[AU11] two leads who type one code at once pair the wall once; when that fails the code is open again', async () => {
  const { pairings, begin } = waiting()
  const wall = begin()
  const first = pairings.claim(wall.code)
  expect(pairings.claim(wall.code)).toBeNull()
  first?.letGo()
  pairings.claim(wall.code)?.pair(paired)
  expect(pairings.claim(wall.code)).toBeNull()
  expect(await pairings.wait(wall.id, wall.secret)).toBe(paired)
})

test('[AU11] a wall is woken when it is named, and only with its own secret', async () => {
  const { pairings, begin } = waiting()
  const [wall, other] = [begin(), begin()]
  expect(await pairings.wait(wall.id, other.secret)).toBe('gone')
  const answer = pairings.wait(wall.id, wall.secret)
  pairings.claim(` ${wall.code.toLowerCase()} `)?.pair(paired)
  expect(await answer).toBe(paired)
})

test('[AU11] a wall that asks twice is answered once now and once when it is named', async () => {
  const { pairings, begin } = waiting()
  const wall = begin()
  const earlier = pairings.wait(wall.id, wall.secret)
  const later = pairings.wait(wall.id, wall.secret)
  expect(await earlier).toBeNull()
  pairings.claim(wall.code)?.pair(paired)
  expect(await later).toBe(paired)
})

test('[AU11] walls of one place push out its own oldest, never those of another', async () => {
  const { pairings, begin } = waiting()
  const elsewhere = begin('elsewhere')
  const walls = Array.from({ length: 9 }, () => begin('here'))
  const [oldest, second] = walls
  if (oldest === undefined || second === undefined) throw new Error('no walls')
  expect(await pairings.wait(oldest.id, oldest.secret)).toBe('gone')
  for (const { code } of [second, elsewhere]) expect(pairings.claim(code)).not.toBeNull()
})

test('[AU11] more walls than there are screens in a town are refused, and ten minutes later there is room again', () => {
  const { time, pairings } = waiting()
  for (let i = 0; i < 500; i++) expect(pairings.begin(`place ${i}`)).not.toBeNull()
  expect(pairings.begin('one more')).toBeNull()
  time.now += 10 * 60_000
  expect(pairings.begin('one more')).not.toBeNull()
})

test('[AU11] a server that stops keeps no wall waiting', async () => {
  const { pairings, begin } = waiting()
  const wall = begin()
  const answer = pairings.wait(wall.id, wall.secret)
  pairings.close()
  expect(await answer).toBeNull()
  expect(await pairings.wait(wall.id, wall.secret)).toBeNull()
})
