import { expect, test } from 'vitest'
import { placeOf, tries } from '../../../server/auth/limits.ts'

test('[AU6] failures of one place shut it, and others stay open', async () => {
  const codes = tries(3, 100)
  for (let i = 0; i < 3; i++) {
    expect(await codes.open('a')).toBe(true)
    await codes.failed('a')
  }
  expect(await codes.open('a')).toBe(false)
  expect(await codes.open('b')).toBe(true)
})

test('[AU6] when all together fail too often, each place has one try left, and who fails nothing has all', async () => {
  const codes = tries(3, 5)
  for (const place of ['a', 'b', 'c', 'd', 'e']) await codes.failed(place)
  expect(await codes.open('a')).toBe(false)
  expect(await codes.open('new')).toBe(true)
  for (let i = 0; i < 100; i++) expect(await codes.open('room')).toBe(true)
})

test('[AU6] a place is an address, or the network of an IPv6 household', () => {
  const network = '2001:db8:1:2'
  for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::']) {
    expect([address, placeOf(address)]).toEqual([address, network])
  }
  expect(placeOf('2001:db8::1')).toBe('2001:db8:0:0')
  expect(placeOf('::1')).toBe('0:0:0:0')
  expect(placeOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(placeOf('192.0.2.1')).toBe('192.0.2.1')
  expect(placeOf(undefined)).toBe('')
})
