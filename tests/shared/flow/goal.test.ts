/** What the big button, the console and the seats say of where a circle at its own pace goes. */
import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import type { Circle, Turn } from '../../../shared/flow/state.ts'
import type { CircleId, MemberId } from '../../../shared/lib/ids.ts'
import { emptyCarry, type Carry } from '../../../shared/steps/primitive.ts'
import { Room } from '../../fixtures/room.ts'

const a = 'a' as CircleId
/** Five people are one circle. */
const toStep = (id: string, people = 5) => {
  const room = new Room(7, people, 1)
  room.goTo(id, stepOf)
  return room
}
const circleOf = (room: Room, id = a) => room.state.run?.circles.find((circle) => circle.id === id) as Circle
const turnOf = (room: Room, id = a): Turn => {
  const state = room.state.run?.state
  if (state?.kind !== 'turn') throw new Error('no turns are running')
  return state.turns[id] as Turn
}
const writtenTo = (people: readonly MemberId[]): Carry => ({ ...emptyCarry, ready: new Set(people) })
const deskOf = (room: Room) => {
  const { desk } = room.view({ as: 'person', member: room.lead })
  if (desk === undefined) throw new Error('no desk')
  return desk
}
const seatOf = (room: Room, member: MemberId) => {
  const { now } = room.view({ as: 'person', member })
  if (now?.show !== 'turn') throw new Error('no turn')
  return now.view
}
const nameOf = (room: Room, member: MemberId) => deskOf(room).circles[0]?.seats.find(({ id }) => id === member)?.name

describe('receiving', () => {
  test('[EX7] nobody is named who may not come, on no button, before it is known for whom something is there', () => {
    const room = toStep('receive')
    const { members } = circleOf(room)
    expect(members).toHaveLength(5)
    const [first, ...rest] = turnOf(room).queue
    expect(deskOf(room).next).toEqual({ act: 'move_circle', circle: a, goal: { to: 'next' } })
    for (const member of members) expect(seatOf(room, member)).toMatchObject({ next: null, after: null })
    expect(members.some((member) => seatOf(room, member).nextPart === 'receives')).toBe(true)
    // The first has nothing: somebody else comes, and what was said before the press was true.
    expect(room.do(room.lead, { type: 'next', confirm: true }, writtenTo(rest)).ok).toBe(true)
    expect(turnOf(room).holder).toBe(rest[0])
    expect(deskOf(room).next).toEqual({ act: 'move_circle', circle: a, goal: { to: 'next' } })
    for (const member of members) {
      const seen = seatOf(room, member)
      expect(seen).toMatchObject({ next: null, after: null })
      const said = JSON.stringify({ ...seen, write: null, holder: null, part: null })
      expect(said).not.toContain(nameOf(room, first as MemberId))
    }
  })

  test('[EX7] when nothing is there for those who are left Next offers to close the round, and every seat may go on alike', () => {
    const room = toStep('receive')
    const [lit, ...left] = turnOf(room).queue
    const carry = writtenTo([lit as MemberId])
    room.do(room.lead, { type: 'next', confirm: true }, carry)
    // It is known by now that nothing was there for the others: no more than "goes on" is said.
    expect(deskOf(room).next).toEqual({ act: 'move_circle', circle: a, goal: null })
    room.do(room.lead, { type: 'next', confirm: true }, carry)
    expect(turnOf(room)).toMatchObject({ holder: null, around: null, queue: left })
    const desk = deskOf(room)
    expect(desk.circles[0]?.turn).toMatchObject({ waits: true })
    expect(desk).toMatchObject({ next: { act: 'give_rest' }, confirm: true, leave: null })
    for (const member of circleOf(room).members)
      expect(seatOf(room, member)).toMatchObject({ mayHandOn: true, next: null, nextPart: null, finished: false })
    // Something is there: whoever of the circle presses, it goes on.
    const [, second] = left as [MemberId, MemberId]
    const giver = lit as MemberId
    expect(room.do(giver, { type: 'turn.hand', circle: a, confirm: true }, writtenTo([second])).ok).toBe(true)
    expect(turnOf(room).holder).toBe(second)
    expect(deskOf(room).circles[0]?.turn).toMatchObject({ waits: false })
    // Closed with somebody left: the next step, with what is sealed given.
    expect(room.do(room.lead, { type: 'next', confirm: true, whole: true })).toMatchObject({
      ok: true,
      deliveries: [{ to: 'rest' }],
    })
  })

  test('[EX7] a circle that waits is left alone by Next, which moves the others', () => {
    const room = toStep('receive', 15)
    const [, b, c] = (room.state.run?.circles ?? []).map(({ id }) => id) as [CircleId, CircleId, CircleId]
    room.do(room.lead, { type: 'turn.hand', circle: a, confirm: true }, writtenTo([]))
    expect(deskOf(room).next).toEqual({ act: 'hand_on_all', circles: 2, asked: 0 })
    const { count } = turnOf(room)
    room.do(room.lead, { type: 'next', confirm: true }, writtenTo(room.members))
    expect(turnOf(room).count).toBe(count)
    for (const id of [b, c]) expect(turnOf(room, id).holder).not.toBe(null)
  })

  test('[NT8] everyone of a circle is offered the same people to write to, whoever lacks something, until all have received', () => {
    const room = toStep('receive')
    const { members } = circleOf(room)
    const toOf = (member: MemberId) => seatOf(room, member).write?.to.map(({ id }) => id)
    const but = (...out: (MemberId | undefined)[]) => members.filter((id) => !out.includes(id))
    for (const member of members) expect(toOf(member)).toEqual(but(member))
    const [, lit, passing] = turnOf(room).queue
    // Who has nothing stays in it, who passed does too; who receives is no longer in it.
    room.do(room.lead, { type: 'next', confirm: true }, writtenTo(but(turnOf(room).queue[0])))
    room.do(passing as MemberId, { type: 'turn.pass', circle: a })
    expect(turnOf(room)).toMatchObject({ holder: lit })
    for (const member of members) expect(toOf(member)).toEqual(but(member, lit))
    expect(seatOf(room, lit as MemberId).write).toMatchObject({ step: 2, circleOf: 5 })
    const ways = members.map((member) => ({ ...seatOf(room, member).write, to: null }))
    expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(1)
    room.do(passing as MemberId, { type: 'turn.later', circle: a })
    const everyone = writtenTo(members)
    while (turnOf(room).queue.length > 0) room.do(room.lead, { type: 'next', confirm: true }, everyone)
    expect(members.map((member) => seatOf(room, member).write)).toEqual(members.map(() => null))
    expect(deskOf(room).next).toEqual({ act: 'move_circle', circle: a, goal: { to: 'end' } })
  })
})

describe('life stories', () => {
  const begun = () => {
    const room = toStep('tellings')
    const [teller, second] = circleOf(room).members as [MemberId, MemberId]
    room.do(teller, { type: 'turn.place', circle: a, place: 0 })
    return { room, teller, second }
  }
  const goal = (room: Room) => {
    const { next } = deskOf(room)
    return next.act === 'move_circle' ? next.goal : next.act
  }
  const next = (room: Room) => expect(room.do(room.lead, { type: 'next', confirm: false }).ok).toBe(true)

  test('[EX7] Next says to whom or to which part it goes, at every one of them', () => {
    const { room, teller, second } = begun()
    const person = (id: MemberId) => ({ to: 'person', person: { id, name: nameOf(room, id) } })
    expect(goal(room)).toEqual(person(teller))
    next(room)
    expect(goal(room)).toEqual({ to: 'part', kind: 'silence', title: 'silence' })
    next(room)
    expect(goal(room)).toEqual({ to: 'part', kind: 'witness', title: 'witnesses' })
    next(room)
    while ((turnOf(room).around?.round.length ?? 0) > 0) {
      expect(goal(room)).toEqual(person(turnOf(room).around?.round[0] as MemberId))
      next(room)
    }
    expect(goal(room)).toEqual({ to: 'part', kind: 'tell', title: 'last word' })
    next(room)
    expect(goal(room)).toEqual({ to: 'end' })
    room.do(second, { type: 'turn.place', circle: a, place: 0 })
    expect(goal(room)).toEqual(person(second))
    next(room)
    expect(turnOf(room).holder).toBe(second)
  })

  test('[EX8] whoever has had a place to tell knows it on their own seat alone, and places stay open', () => {
    const { room, teller } = begun()
    while (turnOf(room).holder !== null || turnOf(room).around !== null || turnOf(room).past.length === 0) next(room)
    for (const member of circleOf(room).members)
      expect(seatOf(room, member)).toMatchObject({ hadPlace: member === teller, slots: [null, null], finished: true })
    const seen = circleOf(room).members.filter((member) => member !== teller)
    expect(new Set(seen.map((member) => JSON.stringify(seatOf(room, member)))).size).toBe(1)
  })
})
