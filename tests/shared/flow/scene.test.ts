import { expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import type { Scene } from '../../../shared/flow/seat-views.ts'
import { placeForWall } from '../../../shared/lib/place-for-wall.ts'
import { longest } from '../../../shared/lib/text.ts'
import type { CircleId, MemberId } from '../../../shared/lib/ids.ts'
import { emptyCarry } from '../../../shared/steps/primitive.ts'
import { Room } from '../../fixtures/room.ts'

const sceneOf = (room: Room, member: MemberId): Scene => {
  const { now } = room.view({ as: 'person', member })
  if (now === undefined || !('scene' in now)) throw new Error('nothing is going on')
  return now.scene
}

test('[VW9] the link of a call reaches its own circle and who leads, whole, and never the wall', () => {
  const room = new Room(3, 9)
  room.goTo('circles', stepOf)
  const call = `https://video.example.org/j/93847561234?pwd=${'k'.repeat(120)}`
  room.do(room.lead, { type: 'circle.where', circle: 'a' as CircleId, where: call })
  room.do(room.lead, { type: 'circle.where', circle: 'b' as CircleId, where: 'by the window' })
  const [a, b] = room.state.run?.circles ?? []
  for (const step of ['circles', 'cluster']) {
    for (const member of a?.members ?? []) expect(sceneOf(room, member).where).toBe(call)
    for (const member of b?.members ?? []) {
      expect(sceneOf(room, member).where).toBe('by the window')
      expect(JSON.stringify(room.view({ as: 'person', member }))).not.toContain('video.example.org')
    }
    const wall = JSON.stringify(room.view({ as: 'wall' }))
    expect(wall).toContain('by the window')
    expect(wall).not.toContain('video.example.org')
    const desk = room.view({ as: 'person', member: room.lead }).desk
    expect(desk?.circles.map((circle) => circle.where).slice(0, 2)).toEqual([call, 'by the window'])
    if (step === 'circles') room.next({ ...emptyCarry, sealed: ['one', 'two', 'three'] })
  }
  room.do(room.lead, { type: 'circle.where', circle: 'a' as CircleId, where: '🌿'.repeat(longest.where) })
  const cut = sceneOf(room, a?.members[0] as MemberId).where
  expect(cut).toBe('🌿'.repeat(longest.where / 2))
})

test('[VW9] the wall shows places and no kind of address', () => {
  const places = [
    'by the window',
    'Table 3',
    'the garden room, 2.14',
    'Dr. Whitfield’s office',
    'left/right of the door',
  ]
  for (const place of places) expect(placeForWall(place)).toBe(place)
  for (const address of [
    'https://video.example.org/j/1',
    'Zoom: http://x.example/1',
    'www.example.org',
    'example.org/room',
    'meet.example.org/abc-def',
    'javascript:alert(1)',
    'zoommtg://zoom.us/join?confno=1',
    'TEL:+4930123456',
    'tel:+4930123456',
  ])
    expect(placeForWall(address), address).toBe('')
})

test('[VW8] a scene names what there was before, and the sealed steps that may still be written for, until the release', () => {
  const room = new Room(3, 9)
  const member = room.members[0] as MemberId
  room.goTo('alone', stepOf)
  expect(sceneOf(room, member)).toMatchObject({ before: [], sealable: [] })
  room.goTo('circles', stepOf)
  expect(sceneOf(room, member)).toMatchObject({ before: ['Write alone'], sealable: [0] })
  room.next({ ...emptyCarry, sealed: ['a canary'] })
  expect(sceneOf(room, member)).toMatchObject({ before: ['Write alone', 'Small circles'], sealable: [] })
  expect(JSON.stringify(room.view({ as: 'person', member }))).not.toContain('canary')
  const late = room.knock('remote')
  room.do(room.lead, { type: 'lobby.admit', members: [late] })
  const view = room.view({ as: 'person', member: late })
  expect(sceneOf(room, late).before).toEqual(['Write alone', 'Small circles'])
  expect(view.agenda?.slice(0, 3).map((item) => item.state)).toEqual(['done', 'now', 'ahead'])
  expect(JSON.stringify(view)).not.toContain('canary')
})
