/** What the device check says: ready or not, and for each finding at most one thing to do. */
import { expect, test } from 'vitest'
import { findingsOf, summaryOf, type Found } from '../../client/pages/check/findings.ts'
import { check as words } from '../../client/text/check.ts'

const about = { reach: 'public', address: '', secure: true, host: '', operatorOnly: true, durability: 'fsync' } as const
const server = { about, roundTripMs: 20, aheadMs: 300, live: 'web_socket' } as const
const good: Found = { server, keepsWords: true, opensOffline: true, staysAwake: true }

const toDo = (found: Found) => findingsOf(found).flatMap((one) => one.toDo ?? [])

test('[DV1] a device where all works is ready, and there is nothing to do', () => {
  expect(summaryOf(good)).toEqual({ how: 'good', says: words.ready })
  expect(findingsOf(good).every(({ how }) => how === 'good')).toBe(true)
  expect(toDo(good)).toEqual([])
})

test('[DV1] without WebSockets, or on a slow line, it is ready, a little slower', () => {
  for (const less of [{ live: 'polling' }, { roundTripMs: 900 }] as const) {
    const found = { ...good, server: { ...server, ...less } }
    expect(summaryOf(found)).toEqual({ how: 'good', says: words.slower })
    expect(toDo(found).length).toBe(1)
  }
})

test('[DV1] what is missing is counted, with the one thing to do for each', () => {
  for (const found of [
    { ...good, server: null },
    { ...good, server: { ...server, live: 'none' } },
    { ...good, keepsWords: false },
  ] as const) {
    expect(summaryOf(found)).toEqual({ how: 'mend', says: words.mend(1) })
    expect(findingsOf(found).filter(({ how, toDo: act }) => how === 'mend' && act !== undefined).length).toBe(1)
  }
  expect(summaryOf({ ...good, server: null, keepsWords: false }).says).toBe(words.mend(2))
})

test('[DV1] what only some need is good to know and holds nobody up; of the address it says what is so', () => {
  const found = { ...good, opensOffline: false, staysAwake: false, server: { ...server, aheadMs: -240_000 } }
  expect(summaryOf(found).says).toBe(words.ready)
  expect(findingsOf(found).find(({ name }) => name === words.clock.name)?.says).toContain('four minutes behind')
  const where = (less: object) =>
    findingsOf({ ...good, server: { ...server, about: { ...about, ...less } } }).find(
      ({ name }) => name === words.address.name,
    )
  expect(where({})).toMatchObject({ how: 'good', says: words.address.public })
  expect(where({ secure: false })).toMatchObject({ how: 'note', says: words.address.publicOpen })
  expect(where({ reach: 'room', secure: false })).toMatchObject({ how: 'note', says: words.address.room })
  expect(where({ reach: 'here', secure: false })).toMatchObject({ how: 'note', says: words.address.here })
})
