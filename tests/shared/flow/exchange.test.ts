import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { remaining } from '../../../shared/flow/clock.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import type { Circle, Turn } from '../../../shared/flow/state.ts'
import type { CircleId, MemberId } from '../../../shared/lib/ids.ts'
import { emptyCarry, type Carry } from '../../../shared/steps/primitive.ts'
import { evened, noSlots, placesFor, withSlot, type Slots } from '../../../shared/steps/turn/slots.ts'
import { Room } from '../../fixtures/room.ts'

const [a, b, c] = ['a', 'b', 'c'] as [CircleId, CircleId, CircleId]

const turnOf = (room: Room, id: CircleId): Turn => {
  const state = room.state.run?.state
  if (state?.kind !== 'turn') throw new Error('no turns are running')
  return state.turns[id] as Turn
}
const circleOf = (room: Room, id: CircleId): Circle => {
  const found = room.state.run?.circles.find((circle) => circle.id === id)
  if (found === undefined) throw new Error(`no circle ${id}`)
  return found
}
const toStep = (id: string, people = 15, seed = 7) => {
  const room = new Room(seed, people)
  room.goTo(id, stepOf)
  return room
}
/** Somebody has written to each of these. */
const written = (room: Room, except: readonly MemberId[] = []): Carry => ({
  ...emptyCarry,
  ready: new Set(room.members.filter((id) => !except.includes(id))),
})
const guardianOf = (room: Room, id: CircleId) => circleOf(room, id).guardian as MemberId

describe('a telling', () => {
  const begun = () => {
    const room = toStep('tellings')
    const [teller] = circleOf(room, a).members as [MemberId]
    room.do(teller, { type: 'turn.place', circle: a, place: 0 })
    expect(room.do(guardianOf(room, a), { type: 'turn.hand', circle: a }).ok).toBe(true)
    return { room, teller }
  }

  test('[EX2] has its parts in order: the teller, a silence, every witness once, the last word, and then the next', () => {
    const { room, teller } = begun()
    const others = circleOf(room, a).members.filter((id) => id !== teller)
    expect(turnOf(room, a)).toMatchObject({ holder: teller, phase: 'offered' })
    room.do(teller, { type: 'turn.speak', circle: a })
    room.do(teller, { type: 'turn.hand', circle: a })
    expect(turnOf(room, a)).toMatchObject({ holder: null, around: { focus: teller, part: 1 } })
    expect(room.do(guardianOf(room, a), { type: 'turn.hand', circle: a }).ok).toBe(true)
    const heard: (MemberId | null)[] = []
    while (turnOf(room, a).around?.part === 2) {
      const { holder } = turnOf(room, a)
      heard.push(holder)
      room.do(holder as MemberId, { type: 'turn.hand', circle: a })
    }
    expect(heard.toSorted()).toEqual(others.toSorted())
    expect(turnOf(room, a)).toMatchObject({ holder: teller, around: { focus: teller, part: 3 } })
    room.do(teller, { type: 'turn.hand', circle: a })
    expect(turnOf(room, a)).toMatchObject({ holder: null, around: null })
    expect(room.view({ as: 'person', member: teller }).now).toMatchObject({ view: { finished: true } })
  })

  test('[EX2] the clock of a telling is its teller’s, three minutes more for the asking; of the silence only who watches it', () => {
    const { room, teller } = begun()
    room.do(teller, { type: 'turn.speak', circle: a })
    const left = () => remaining(turnOf(room, a).clock as NonNullable<Turn['clock']>, room.now)
    expect(left()).toBe(18 * 60_000)
    room.do(teller, { type: 'turn.longer', circle: a })
    expect(left()).toBe(21 * 60_000)
    const seen = (member: MemberId) => {
      const { now } = room.view({ as: 'person', member })
      return now?.show === 'turn' ? now.view.clock : undefined
    }
    for (const { members } of room.state.run?.circles ?? [])
      for (const member of members) expect(seen(member) !== null).toBe(member === teller)
    room.do(teller, { type: 'turn.hand', circle: a })
    const watching = new Set([teller, guardianOf(room, a)])
    for (const member of room.members) expect(seen(member) !== null).toBe(watching.has(member))
  })

  test('[EX2] a teller who passes is left out, one who says later takes the next open place, and the log cannot tell why', () => {
    const passing = begun()
    passing.room.do(passing.teller, { type: 'turn.pass', circle: a })
    expect(turnOf(passing.room, a)).toMatchObject({ holder: null, around: null, slots: [null, null] })
    const later = begun()
    later.room.do(later.teller, { type: 'turn.later', circle: a })
    // Alone in the order, the teller is next again.
    expect(turnOf(later.room, a).holder).toBe(later.teller)
  })

  test('[EX3] two places are open, whoever takes, swaps and gives up places, and never more than there are people', () => {
    const people = ['p', 'q', 'r', 's', 't', 'u', 'v'] as unknown as MemberId[]
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), fc.option(fc.nat(9), { nil: null })), { maxLength: 60 }), (choices) => {
        const circle = { id: a, members: people, guardian: null, where: '' }
        let slots: Slots = noSlots
        for (const [who, place] of choices) {
          const member = people[who] as MemberId
          const next = withSlot(placesFor(slots, circle), member, place)
          if (next === null) continue
          slots = next
          const shown = placesFor(slots, circle)
          const taken = shown.filter((one) => one !== null)
          expect(shown.length).toBeLessThanOrEqual(people.length)
          expect(shown.length - taken.length).toBe(Math.min(2, people.length - taken.length))
          expect(new Set(taken).size).toBe(taken.length)
          expect(taken.includes(member)).toBe(place !== null)
        }
      }),
    )
    expect(evened([null, null, null, people[0] as MemberId])).toEqual([null, null, people[0]])
  })

  test('[EX3] a place that somebody has is refused, and nothing is shown of who has none', () => {
    const { room, teller } = begun()
    const [, second, third] = circleOf(room, a).members as [MemberId, MemberId, MemberId]
    expect(room.do(second, { type: 'turn.place', circle: a, place: 1 }).ok).toBe(true)
    expect(room.do(third, { type: 'turn.place', circle: a, place: 1 })).toEqual({ ok: false, code: 'place_taken' })
    const { now } = room.view({ as: 'person', member: teller })
    expect(now).toMatchObject({ view: { slots: [null, { id: second }, null] } })
    expect(room.do(second, { type: 'turn.place', circle: a, place: null }).ok).toBe(true)
  })

  test('[EX3] in a circle where all have a place none is left over; a place is there for who comes and for who says later', () => {
    const room = toStep('tellings', 6)
    const { members } = circleOf(room, a)
    const seen = (member: MemberId) => {
      const { now } = room.view({ as: 'person', member })
      return now?.show === 'turn' ? (now.view.slots ?? []) : []
    }
    members.forEach((member, i) => expect(room.do(member, { type: 'turn.place', circle: a, place: i }).ok).toBe(true))
    const [first] = members as [MemberId]
    expect(seen(first).map((one) => one?.id)).toEqual(members)
    room.do(room.lead, { type: 'turn.hand', circle: a })
    const { holder } = turnOf(room, a)
    room.do(holder as MemberId, { type: 'turn.later', circle: a })
    expect(seen(first).map((one) => one?.id ?? null)).toContain(holder)
    expect(turnOf(room, a).holder).not.toBe(holder)
    const late = room.knock('room')
    room.do(room.lead, { type: 'lobby.admit', members: [late] })
    const theirs = room.state.run?.circles.find((circle) => circle.members.includes(late)) as Circle
    const open = seen(late).indexOf(null)
    expect(room.do(late, { type: 'turn.place', circle: theirs.id, place: open }).ok).toBe(true)
  })

  test('[EX5] leaving while somebody still waits for their turn asks twice, names that, and is undone', () => {
    const { room } = begun()
    const leave = () => room.view({ as: 'person', member: room.lead }).desk?.leave
    expect(leave()).toEqual({ title: 'Landing', final: false })
    expect(room.do(room.lead, { type: 'next', confirm: false, whole: true })).toEqual({
      ok: false,
      code: 'needs_confirming',
    })
    const before = room.state.run?.step
    expect(room.do(room.lead, { type: 'next', confirm: true, whole: true }).ok).toBe(true)
    expect(room.state.run?.step).toBe((before ?? 0) + 1)
    room.do(room.lead, { type: 'undo' })
    expect(turnOf(room, a).around?.focus).toBeDefined()
    // Nobody waits any more: it goes on in one press.
    const done = toStep('tellings')
    expect(done.view({ as: 'person', member: done.lead }).desk?.leave).toBe(null)
    expect(done.do(done.lead, { type: 'next', confirm: false }).ok).toBe(true)
  })

  test('[EX6] Pass stands only where there is a turn to pass, or one to bring back', () => {
    const { room, teller } = begun()
    const pass = (member: MemberId, of = room) => {
      const { now } = of.view({ as: 'person', member })
      return now?.show === 'turn' ? now.view.passing : undefined
    }
    const [, second, third] = circleOf(room, a).members as [MemberId, MemberId, MemberId]
    // Choosing places: only whoever has one could pass.
    room.do(second, { type: 'turn.place', circle: a, place: 0 })
    expect([pass(second), pass(third)]).toEqual(['turn', null])
    room.do(teller, { type: 'turn.hand', circle: a })
    room.do(guardianOf(room, a), { type: 'turn.hand', circle: a })
    for (const id of turnOf(room, a).around?.round ?? []) expect(pass(id)).toBe('turn')
    // A round: ahead of one's turn it is passed, afterwards it may come back; in an open order there are hands instead.
    const round = toStep('round')
    const [first, next] = [turnOf(round, 'all' as CircleId).holder, turnOf(round, 'all' as CircleId).queue[0]]
    expect(pass(next as MemberId, round)).toBe('turn')
    round.do(first as MemberId, { type: 'turn.hand', circle: 'all' as CircleId })
    expect(pass(first as MemberId, round)).toBe('return')
    round.do(round.lead, { type: 'turn.order', circle: 'all' as CircleId, order: 'popcorn' })
    expect(pass(first as MemberId, round)).toBe(null)
  })

  test('[EX1] the wall of a tender activity shows no circle’s state', () => {
    const { room } = begun()
    expect(room.view({ as: 'wall' }).wall?.view).toEqual({ show: 'quiet', fn: 'relationship' })
  })
})

describe('receiving', () => {
  test('[NT2] who has nothing waiting is not lit; leads alone learn it, and the others come first', () => {
    const room = toStep('receive')
    const first = turnOf(room, a).queue[0] as MemberId
    const carry = written(room, [first])
    const decision = room.do(room.lead, { type: 'turn.hand', circle: a, confirm: true }, carry)
    expect(decision).toMatchObject({ ok: true, deliveries: [{ step: 'write', to: turnOf(room, a).holder }] })
    expect(turnOf(room, a).holder).not.toBe(first)
    for (const member of room.members)
      expect(JSON.stringify(room.view({ as: 'person', member }))).not.toContain('lacking')
    const seen = room.view({ as: 'person', member: room.lead }).desk?.circles.find(({ id }) => id === a)
    expect(seen?.turn?.lacking.map(({ id }) => id)).toEqual([first])
    // Everyone else first; then the circle waits, and goes on when something is there.
    for (let i = 0; i < 5; i++) room.do(room.lead, { type: 'turn.hand', circle: a, confirm: true }, carry)
    expect(turnOf(room, a)).toMatchObject({ holder: null, queue: [first] })
    expect(turnOf(room, a).past).not.toContain(first)
    room.do(room.lead, { type: 'turn.hand', circle: a, confirm: true }, written(room))
    expect(turnOf(room, a).holder).toBe(first)
  })

  test('[NT2] a circle for which nothing is there yet names nobody who would come next, and there is nothing to take back', () => {
    const room = toStep('receive')
    const nobody = { ...emptyCarry, ready: new Set<MemberId>() }
    expect(room.do(room.lead, { type: 'turn.hand', circle: a, confirm: true }, nobody)).toMatchObject({
      ok: true,
      deliveries: [],
    })
    for (const member of circleOf(room, a).members)
      expect(room.view({ as: 'person', member }).now).toMatchObject({ view: { next: null } })
    expect(room.do(room.lead, { type: 'undo', circle: a })).toEqual({ ok: false, code: 'nothing_to_undo' })
  })

  test('[RD12] giving asks for a second press, of whoever gives, and cannot be undone', () => {
    const room = toStep('receive')
    const first = turnOf(room, a).queue[0] as MemberId
    expect(room.do(first, { type: 'turn.hand', circle: a }, written(room))).toEqual({
      ok: false,
      code: 'needs_confirming',
    })
    expect(room.do(first, { type: 'turn.hand', circle: a, confirm: true }, written(room)).ok).toBe(true)
    expect(room.do(room.lead, { type: 'undo', circle: a })).toEqual({ ok: false, code: 'nothing_to_undo' })
    expect(room.do(room.lead, { type: 'undo' })).toEqual({ ok: false, code: 'nothing_to_undo' })
    expect(room.view({ as: 'person', member: room.lead }).desk?.confirm).toBe(true)
  })

  test('[NT1] everyone receives once, and what is left reaches its people when the exchange is closed', () => {
    const room = toStep('receive')
    const carry = written(room)
    const given = new Map<string, number>()
    for (let presses = 0; presses < 40 && room.state.run !== null; presses++) {
      const { run } = room.state
      if (stepOf(run.activity, run.step).id !== 'receive') break
      // Circles move as fast as their holders say that they are done.
      for (const { id } of run.circles) {
        const { holder } = turnOf(room, id)
        if (holder !== null) room.do(holder, { type: 'turn.end', circle: id })
      }
      const decision = room.do(room.lead, { type: 'next', confirm: true }, carry)
      if (!decision.ok) throw new Error(decision.code)
      for (const { to } of decision.deliveries) given.set(to, (given.get(to) ?? 0) + 1)
    }
    expect([...given.values()]).toEqual(Array.from({ length: 16 }, () => 1))
    expect(given.has('rest')).toBe(true)
  })

  test('[EX1] Next moves the circles that are between turns at once and asks the others’ holders to finish', () => {
    const room = toStep('receive')
    const carry = written(room)
    room.do(room.lead, { type: 'next', confirm: true }, carry)
    const holders = [a, b, c].map((id) => turnOf(room, id).holder as MemberId)
    room.do(holders[0] as MemberId, { type: 'turn.end', circle: a })
    expect(room.view({ as: 'person', member: room.lead }).desk?.next).toEqual({
      act: 'hand_on_all',
      circles: 1,
      asked: 2,
    })
    room.do(room.lead, { type: 'next', confirm: true }, carry)
    expect(turnOf(room, a).holder).not.toBe(holders[0])
    for (const [index, id] of [b, c].entries()) {
      expect(turnOf(room, id)).toMatchObject({ holder: holders[index + 1], asked: true })
      expect(room.view({ as: 'person', member: holders[index + 1] as MemberId }).now).toMatchObject({
        view: { asked: true },
      })
    }
    expect(room.view({ as: 'person', member: holders[0] as MemberId }).now).toMatchObject({ view: { asked: false } })
  })
})

test('[EX1] undo of one circle changes no other, and what others did since stays', () => {
  const room = toStep('tellings')
  for (const id of [a, b]) {
    const [teller] = circleOf(room, id).members as [MemberId]
    room.do(teller, { type: 'turn.place', circle: id, place: 0 })
    room.do(room.lead, { type: 'turn.hand', circle: id })
  }
  const teller = turnOf(room, a).holder as MemberId
  room.do(teller, { type: 'turn.speak', circle: a })
  room.now += 60_000
  room.do(room.lead, { type: 'turn.hand', circle: a })
  const before = turnOf(room, b)
  room.now += 600_000
  room.do(room.lead, { type: 'undo', circle: a })
  expect(turnOf(room, b)).toEqual(before)
  expect(turnOf(room, a).holder).toBe(teller)
  expect(remaining(turnOf(room, a).clock as NonNullable<Turn['clock']>, room.now)).toBe(17 * 60_000)
})

test('[EX4] whatever people press, a circle has one holder at most, who is in it and does not wait; a snapshot knows no history', () => {
  const acts = ['hand', 'speak', 'silence', 'end', 'pass', 'later', 'skip', 'leave'] as const
  fc.assert(
    fc.property(
      fc.constantFrom('tellings', 'receive'),
      fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat(14), fc.option(fc.nat(6), { nil: null })), { maxLength: 50 }),
      (step, presses) => {
        const room = toStep(step, 9, 11)
        for (const [what, who, place] of presses) {
          const member = room.members[who % room.members.length] as MemberId
          const circle = room.state.run?.circles.find(({ members }) => members.includes(member))?.id
          if (circle === undefined) continue
          room.do(member, { type: 'turn.place', circle, place })
          if (what === 'leave') room.do(room.lead, { type: 'person.remove', member, confirm: true })
          else {
            const actor = what === 'skip' ? room.lead : member
            room.do(actor, { type: `turn.${what}`, circle, confirm: true } as never, written(room))
            if (what === 'speak' || what === 'silence' || what === 'end')
              room.do(actor, { type: `turn.${what}`, circle })
          }
          for (const { id, members } of room.state.run?.circles ?? []) {
            const { holder, queue, around, slots = [] } = turnOf(room, id)
            const round = around?.round ?? []
            if (holder !== null) expect(members).toContain(holder)
            for (const waiting of [...queue, ...round]) {
              expect(members).toContain(waiting)
              expect(waiting).not.toBe(holder)
            }
            expect(new Set(queue).size).toBe(queue.length)
            if (around) expect(members).toContain(around.focus)
            if (around) expect([...queue, ...slots]).not.toContain(around.focus)
          }
        }
        const stored = JSON.stringify(forSnapshot(room.state).undo)
        expect(stored).not.toMatch(/"past":\[[^\]]/)
      },
    ),
    { numRuns: 150 },
  )
})
