import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { plenary, type MemberId } from '../../../shared/lib/ids.ts'
import { Room } from '../../fixtures/room.ts'

const circlesOf = (room: Room) => room.state.run?.circles ?? []
const inCircles = (people: number, step: 'circles' | 'cluster', seed = 1) => {
  const room = new Room(seed, people)
  room.goTo(step, stepOf)
  return room
}
const homes = (room: Room) =>
  new Map(circlesOf(room).flatMap(({ id, members }) => members.map((member) => [member, id] as const)))
const movedBetween = (before: ReadonlyMap<MemberId, string>, after: ReadonlyMap<MemberId, string>) =>
  [...before].filter(([member, circle]) => after.has(member) && after.get(member) !== circle)

describe('latecomers and leavers of a run', () => {
  test('[RD9][RD10][GR5] while circles form, a circle that falls under three is filled from another, with one move', () => {
    for (let seed = 0; seed < 10; seed++) {
      const room = inCircles(7, 'circles', seed)
      const before = homes(room)
      const [small] = circlesOf(room).filter(({ members }) => members.length === 3)
      room.do(room.lead, { type: 'person.remove', member: small?.members[0] as MemberId, confirm: true })
      expect(circlesOf(room).map(({ members }) => members.length)).toEqual([3, 3])
      expect(movedBetween(before, homes(room)).length).toBe(1)
      for (const { guardian, members } of circlesOf(room)) expect(members).toContain(guardian)
    }
  })

  test('[RD10][GR5] on a board nobody is moved, whoever comes or leaves, and each board opens for its circle', () => {
    const room = inCircles(7, 'cluster')
    const before = homes(room)
    for (const circle of circlesOf(room))
      room.do(room.lead, { type: 'person.remove', member: circle.members[0] as MemberId, confirm: true })
    const late = ['room', 'remote', 'room'].map((place) => room.knock(place as 'room'))
    room.do(room.lead, { type: 'lobby.admit', members: late })
    expect(movedBetween(before, homes(room))).toEqual([])
    expect(circlesOf(room).map(({ members }) => members.length)).toEqual([4, 4])
    for (const { circle, members } of Object.values(room.state.boards))
      expect(members).toEqual(circlesOf(room).find(({ id }) => id === circle)?.members)
  })

  test('[RD10][GR5] back at the forming, circles that have a board keep their people', () => {
    const room = inCircles(7, 'cluster')
    room.do(room.lead, { type: 'back' })
    const before = homes(room)
    const [small] = circlesOf(room).filter(({ members }) => members.length === 3)
    room.do(room.lead, { type: 'person.remove', member: small?.members[0] as MemberId, confirm: true })
    expect(movedBetween(before, homes(room))).toEqual([])
    expect(Object.values(room.state.boards).every(({ circle }) => circle !== plenary)).toBe(true)
  })
})
