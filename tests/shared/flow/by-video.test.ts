/** Where circles meet, the call of everyone, allies in the room, and why two who are kept apart sit together. */
import { expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import { difference } from '../../../shared/flow/view.ts'
import type { CircleId, MemberId } from '../../../shared/lib/ids.ts'
import { jsonBody } from '../../../server/log/entry.ts'
import { readState } from '../../../server/flow/flow-store.ts'
import { Room } from '../../fixtures/room.ts'

const a = 'a' as CircleId
const call = 'https://meet.example/everyone'
const toCircles = (people = 9, remote = 3, seed = 5) => {
  const room = new Room(seed, people, remote)
  room.goTo('circles', stepOf)
  return room
}
const seat = (room: Room, member: MemberId) => room.view({ as: 'person', member })
const desk = (room: Room) => room.view({ as: 'person', member: room.lead }).desk
const whereOf = (room: Room, id: CircleId) => room.state.run?.circles.find((circle) => circle.id === id)?.where
/** Through the rest of the block, to the circles of the next one that has them. */
const nextCircles = (room: Room) => {
  const { block } = room.state.run ?? {}
  const isThere = () => room.state.run !== null && room.state.run.block !== block && room.state.run.circles.length > 0
  for (let presses = 0; presses < 200 && !isThere(); presses++)
    room.do(room.lead, { type: 'next', confirm: true, whole: true })
}

test('[GR10] a place is offered again to the circle of its letter, and Undo loses none', () => {
  const room = toCircles()
  room.do(room.lead, { type: 'circle.where', circle: a, where: 'by the window' })
  room.next()
  // Written down after the step was left: going back to it does not take that away.
  room.do(room.lead, { type: 'circle.where', circle: a, where: 'the garden' })
  room.do(room.lead, { type: 'undo' })
  expect(whereOf(room, a)).toBe('the garden')
  nextCircles(room)
  expect(room.state.run?.circles.length).toBeGreaterThan(1)
  expect(whereOf(room, a)).toBe('the garden')
  expect(desk(room)?.circles.find(({ id }) => id === a)?.where ?? '').toBe('the garden')
  // Taken away, it stays away.
  room.do(room.lead, { type: 'circle.where', circle: a, where: '' })
  nextCircles(room)
  expect(whereOf(room, a) ?? '').toBe('')
})

test('[GR10][VD1] with the workshop the places and the call are gone, and a snapshot holds both before', () => {
  const room = toCircles()
  room.do(room.lead, { type: 'circle.where', circle: a, where: 'CANARY-PLACE' })
  room.do(room.lead, { type: 'call.set', call })
  const stored = JSON.parse(JSON.stringify(forSnapshot(room.state))) as unknown
  expect(readState(jsonBody(stored))).toMatchObject({ meets: { a: 'CANARY-PLACE' }, call })
  room.do(room.lead, { type: 'workshop.end', confirm: true })
  expect(JSON.stringify(forSnapshot(room.state))).not.toMatch(/CANARY-PLACE|meet\.example/)
})

test('[VD1] the call reaches everyone who is in, and neither the door nor a wall', () => {
  const room = toCircles()
  const waits = room.knock('remote')
  const wall = room.view({ as: 'wall' })
  const door = seat(room, waits)
  expect(room.do(room.lead, { type: 'call.set', call: ` ${call} ` }).ok).toBe(true)
  for (const member of room.state.seats) expect(seat(room, member).video?.call).toBe(call)
  expect(desk(room)?.call).toBe(call)
  expect(difference(wall, room.view({ as: 'wall' }))).toEqual({})
  expect(difference(door, seat(room, waits))).toEqual({})
  expect(room.do(room.members[0] as MemberId, { type: 'call.set', call: '' })).toEqual({
    ok: false,
    code: 'leads_only',
  })
  room.do(room.lead, { type: 'call.set', call: '' })
  expect(room.state.call).toBeUndefined()
})

test('[VD2] everybody by video has an ally in the room of their circle, nobody twice while another is free; only the two and leads know', () => {
  for (let seed = 1; seed < 30; seed++) {
    const people = 6 + (seed % 12)
    const remote = 1 + (seed % 5)
    const room = new Room(seed, people, remote)
    const rings = () => (room.state.run?.circles ?? []).map(({ members }) => members)
    const check = (circles: readonly (readonly MemberId[])[]) => {
      for (const members of circles) {
        const isRemote = (id: MemberId) => room.state.people[id]?.place === 'remote'
        const inRoom = members.filter((id) => !isRemote(id))
        const remotes = members.filter(isRemote)
        const allies = remotes.flatMap((id) => seat(room, id).video?.ally?.id ?? [])
        expect(allies.length).toBe(inRoom.length === 0 ? 0 : remotes.length)
        for (const ally of allies) expect(inRoom).toContain(ally)
        expect(new Set(allies).size).toBe(Math.min(allies.length, inRoom.length))
        for (const id of members) {
          const { video } = seat(room, id)
          const mine = room.members.filter((other) => seat(room, other).video?.ally?.id === id)
          expect(video?.alliedWith.map((one) => one.id).toSorted() ?? []).toEqual(mine.toSorted())
          if (!isRemote(id)) expect(video?.ally ?? null).toBe(null)
        }
      }
    }
    check([room.state.seats])
    room.goTo('circles', stepOf)
    check(rings())
    // Also where the steps with everyone come, and after somebody came.
    room.do(room.lead, { type: 'lobby.admit', members: [room.knock('remote')] })
    check(rings())
    expect(JSON.stringify(room.view({ as: 'wall' }))).not.toMatch(/ally|alliedWith/)
    expect(desk(room)?.remotes.map(({ ally }) => ally?.id)).toEqual(
      desk(room)?.remotes.map(({ remote: { id } }) => seat(room, id).video?.ally?.id),
    )
  }
})

test('[GR11] two kept apart who share a circle: because there was no other way, or because it came later', () => {
  const room = new Room(1, 5, 1)
  const [one, other] = room.members as [MemberId, MemberId]
  room.do(room.lead, { type: 'apart.set', pairs: [[one, other]] })
  expect(desk(room)?.apart).toMatchObject([{ together: false, circle: '', why: null }])
  room.goTo('circles', stepOf)
  expect(desk(room)?.apart).toMatchObject([{ together: true, circle: 'A', why: 'no_other_way' }])
  // A circle that is older than the wish.
  const late = toCircles()
  const [first, second] = late.state.run?.circles[0]?.members as readonly [MemberId, MemberId]
  late.do(late.lead, { type: 'apart.set', pairs: [[first, second]] })
  expect(desk(late)?.apart).toMatchObject([{ together: true, circle: 'A', why: 'since' }])
})
