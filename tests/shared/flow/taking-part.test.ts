import { expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { rightsTo } from '../../../shared/flow/access.ts'
import { plenary } from '../../../shared/lib/ids.ts'
import { Room } from '../../fixtures/room.ts'

test('[LT1] a lead who takes part has a seat, a circle and turns like everyone, and leads as before', () => {
  const room = new Room(3, 8)
  const { lead } = room
  expect(room.view({ as: 'person', member: lead }).me?.seated).toBe(false)
  expect(room.do(room.members[0] as never, { type: 'seat.take', on: true })).toEqual({ ok: false, code: 'leads_only' })
  room.do(lead, { type: 'seat.take', on: true })
  expect(room.state.seats).toContain(lead)
  expect(room.view({ as: 'person', member: lead }).me?.seated).toBe(true)
  room.goTo('cluster', stepOf)
  const mine = room.state.run?.circles.find(({ members }) => members.includes(lead))
  expect(mine).toBeDefined()
  for (const board of Object.values(room.state.boards))
    expect(rightsTo(room.state, { as: 'person', member: lead }, board.doc)).toBe(
      board.circle === mine?.id ? 'write' : 'none',
    )
})

test('[LT1] the seat is given back in the middle of a round, and the stone with it; without one a lead is in no order', () => {
  const room = new Room(4, 5)
  room.do(room.lead, { type: 'seat.take', on: true })
  room.goTo('round', stepOf)
  const holder = () => (room.state.run?.state.kind === 'turn' ? room.state.run.state.turns[plenary]?.holder : undefined)
  for (let turns = 0; turns < 7 && holder() !== room.lead; turns++)
    room.do(holder() as never, { type: 'turn.hand', circle: plenary })
  expect(room.do(room.lead, { type: 'turn.speak', circle: plenary }).ok).toBe(true)
  room.do(room.lead, { type: 'seat.take', on: false })
  expect(holder()).not.toBe(room.lead)
  expect(room.state.seats).not.toContain(room.lead)
  for (const type of ['turn.pass', 'turn.later', 'turn.raise'] as const)
    expect(room.do(room.lead, { type, circle: plenary })).toEqual({ ok: false, code: 'not_yours' })
})
