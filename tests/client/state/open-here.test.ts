import { expect, test } from 'vitest'
import { Keep } from '../../../client/state/keep.ts'
import { noteOpen, openHere } from '../../../client/state/open-here.ts'
import type { View } from '../../../shared/flow/slices.ts'
import type { GrantId, MemberId } from '../../../shared/lib/ids.ts'
import { emptyStore } from './store.ts'

const grant = '2222222222-222222222222' as GrantId
const view = (role: 'lead' | 'member', changes: { readonly ended?: boolean; readonly status?: 'in' | 'out' } = {}) =>
  ({
    workshop: { name: 'Our workshop', ended: changes.ended === true, keptUntil: 100 },
    me: { id: 'm' as MemberId, role, status: changes.status ?? 'in' },
  }) as View

test('[UI17] a device knows what it has open, until the session, the workshop or its day is over', () => {
  const store = emptyStore()
  const keep = new Keep(grant, store)
  expect(openHere(1, store)).toEqual([])
  noteOpen(keep, view('lead'))
  expect(openHere(1, store)).toEqual([{ grant, leads: true, name: 'Our workshop' }])
  expect(openHere(101, store)).toEqual([])
  noteOpen(keep, view('lead', { ended: true }))
  expect(store.keys()).toEqual([])

  noteOpen(keep, view('member'))
  expect(openHere(1, store)).toEqual([{ grant, leads: false, name: 'Our workshop' }])
  noteOpen(keep, view('member', { status: 'out' }))
  expect(store.keys()).toEqual([])

  noteOpen(keep, view('member'))
  keep.wipe()
  noteOpen(keep, view('member'))
  expect(store.keys()).toEqual([])
})

test('[UI17] walls and who looks on leave nothing, and what another version kept is left alone', () => {
  const store = emptyStore()
  noteOpen(new Keep(grant, store), {})
  expect(store.keys()).toEqual([])
  // As version 1 has written it.
  store.setItem(`ff/${grant}/open`, '{"v":1,"leads":true,"name":"","until":100}')
  expect(openHere(1, store)).toEqual([{ grant, leads: true, name: '' }])
  for (const other of ['{"v":2,"leads":true,"name":"","until":100}', '{"v":1}', 'no JSON']) {
    store.setItem(`ff/${grant}/open`, other)
    expect(openHere(1, store)).toEqual([])
  }
})
