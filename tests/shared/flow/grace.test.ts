/** How long words for a sealed step come late, as leads set it. */
import { expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import type { MemberId } from '../../../shared/lib/ids.ts'
import { graces, isWithinGrace, type Grace } from '../../../shared/steps/sealed/grace.ts'
import { jsonBody } from '../../../server/log/entry.ts'
import { readState } from '../../../server/flow/flow-store.ts'
import { Room } from '../../fixtures/room.ts'

const minute = 60_000
const writing = () => {
  const room = new Room(3, 7, 2)
  room.goTo('alone', stepOf)
  return room
}
const takes = (room: Room, afterMs: number) => {
  const { run } = room.state
  if (run === null) throw new Error('nothing runs')
  return isWithinGrace(room.state, run, 'alone', room.now + afterMs)
}
const sealable = (room: Room) => {
  const { now } = room.view({ as: 'person', member: room.members[0] as MemberId })
  return now !== undefined && 'scene' in now ? now.scene.sealable : null
}

test.each<[Grace, number]>([
  ['none', 0],
  ['2', 2],
  ['10', 10],
  ['shown', Infinity],
])('[OF10] with the grace "%s" words come as late as it says, counted from when the room went on', (grace, minutes) => {
  const room = writing()
  expect(room.do(room.lead, { type: 'grace.set', grace })).toMatchObject({ ok: true })
  // The step runs: however long it takes, nothing is late.
  expect(takes(room, 60 * minute)).toBe(true)
  room.next()
  for (const after of [1, 2 * minute, 2 * minute + 1, 10 * minute, 10 * minute + 1, 60 * minute])
    expect([after, takes(room, after)]).toEqual([after, after <= minutes * minute])
  expect(sealable(room)).toEqual(grace === 'none' ? [] : [0])
})

test('[OF10] the grace is set by leads, kept in what is stored, seen by leads alone; going back opens the step again', () => {
  const room = writing()
  const member = room.members[0] as MemberId
  expect(room.view({ as: 'person', member: room.lead }).desk?.grace).toBe('shown')
  for (const grace of graces)
    expect(room.do(member, { type: 'grace.set', grace })).toMatchObject({ ok: false, code: 'leads_only' })
  room.do(room.lead, { type: 'grace.set', grace: '2' })
  const stored = readState(jsonBody(JSON.parse(JSON.stringify(forSnapshot(room.state)))))
  expect(stored.grace).toBe('2')
  expect(room.view({ as: 'person', member: room.lead }).desk?.grace).toBe('2')
  for (const viewer of [{ as: 'wall' } as const, { as: 'person', member } as const])
    expect(JSON.stringify(room.view(viewer))).not.toContain('grace')

  room.next()
  expect(takes(room, 3 * minute)).toBe(false)
  room.do(room.lead, { type: 'back' })
  expect(takes(room, 60 * minute)).toBe(true)
  room.next()
  expect(takes(room, 3 * minute)).toBe(false)
  room.do(room.lead, { type: 'undo' })
  expect(takes(room, 60 * minute)).toBe(true)
})
