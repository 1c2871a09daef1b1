/** Erased in the middle of everything: the pure flow alone, through every step of every activity. */
import { expect, test } from 'vitest'
import { activities, stepOf } from '../../../shared/activities/activities.ts'
import { allyOf } from '../../../shared/flow/allies.ts'
import { erasing } from '../../../shared/flow/decide/erase.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import type { Person, Run } from '../../../shared/flow/state.ts'
import type { MemberId } from '../../../shared/lib/ids.ts'
import { Room } from '../../fixtures/room.ts'

const personIn = (room: Room, id: MemberId): Person => {
  const person = room.state.people[id]
  if (person === undefined) throw new Error(`nobody is ${id}`)
  return person
}

function erase(room: Room, id: MemberId, by: MemberId = room.lead): void {
  const events = erasing(room.state, personIn(room, by), id)
  if ('code' in events) throw new Error(events.code)
  room.apply(events)
}

const turnsOf = ({ state }: Run) => (state.kind === 'turn' ? Object.values(state.turns) : [])

/** Whoever matters most to the step: who has the stone, around whom it is, who guards, who is an ally. */
function wanted({ state }: Room, by: number): MemberId | undefined {
  const { run } = state
  if (run === null) return state.seats[by % state.seats.length]
  const turns = turnsOf(run)
  const candidates = [
    ...turns.map(({ holder }) => holder),
    ...turns.map(({ around }) => around?.focus ?? null),
    ...turns.flatMap(({ slots }) => slots ?? []),
    ...turns.flatMap(({ queue }) => queue),
    ...run.circles.map(({ guardian }) => guardian),
    run.guardian,
    ...state.seats.map((id) => allyOf(state, id)),
    ...state.seats,
  ].filter((id) => id !== null)
  const distinct = [...new Set(candidates)]
  return distinct[by % Math.min(distinct.length, 5)]
}

/** In nothing that anybody receives, and in no list of who has what to do. */
function hasNothingOf(room: Room, id: MemberId): void {
  const views = [
    room.view({ as: 'wall' }),
    ...[room.lead, ...room.state.seats].map((member) => room.view({ as: 'person', member })),
  ]
  expect(views.filter((view) => JSON.stringify(view).includes(id)).map((view) => Object.keys(view))).toEqual([])
  const { run } = room.state
  for (const turn of run === null ? [] : turnsOf(run)) expect(JSON.stringify(turn)).not.toContain(id)
  for (const circle of run?.circles ?? []) expect([...circle.members, circle.guardian]).not.toContain(id)
  for (const board of Object.values(room.state.boards)) expect(board.members ?? []).not.toContain(id)
}

test('[ER22] with the stone, as a teller, receiver, guardian or ally: the room goes on to its end, and Undo brings nobody back', () => {
  const blocks = activities.map(({ slug }) => slug)
  const was = new Set<string>()
  for (let seed = 0; seed < 14; seed++) {
    const room = new Room(seed + 1, 24, 8, blocks)
    const gone: MemberId[] = []
    for (
      let presses = 0;
      presses < 400 && room.view({ as: 'person', member: room.lead }).desk?.next.act !== 'nothing';
      presses++
    ) {
      room.now += 20_000
      const decision = room.next()
      if (!decision.ok) throw new Error(decision.code)
      const id = room.random(6) === 0 && room.state.seats.length > 4 ? wanted(room, presses) : undefined
      if (id === undefined) continue
      const { run } = room.state
      if (run !== null) {
        for (const turn of turnsOf(run)) {
          if (turn.holder === id) was.add('holder')
          if (turn.around?.focus === id) was.add('focus')
          if (turn.slots?.includes(id) === true) was.add('teller')
        }
        if (run.circles.some(({ guardian }) => guardian === id)) was.add('guardian')
        if (room.state.seats.some((one) => allyOf(room.state, one) === id)) was.add('ally')
        was.add(stepOf(run.activity, run.step).kind)
      }
      erase(room, id, (presses + seed) % 2 === 0 ? room.lead : id)
      gone.push(id)
      hasNothingOf(room, id)
      // Taken back as far as it goes, once: nobody is back.
      if (presses % 5 === 0) {
        while (room.state.undo.length > 0) room.do(room.lead, { type: 'undo' })
        for (const one of gone) hasNothingOf(room, one)
      }
      const { people } = forSnapshot(room.state)
      expect(people[id]).toEqual({ id, role: 'member', place: 'room', status: 'out', erased: true })
    }
    expect(gone.length).toBeGreaterThan(3)
    expect(JSON.stringify([room.state.met ?? null, room.state.harvests ?? null, room.state.apart ?? null])).not.toMatch(
      new RegExp(gone.join('|')),
    )
  }
  for (const role of ['holder', 'focus', 'guardian', 'ally', 'turn', 'sealed', 'board', 'page'])
    expect([...was]).toContain(role)
})

test('[ER20] who may erase whom, in the table of roles', () => {
  const room = new Room(3, 4)
  const [one, other] = room.members as [MemberId, MemberId]
  const colead = room.knock('room')
  room.apply([{ type: 'person_set', person: { id: colead, role: 'colead', place: 'room', status: 'in' } }])
  const second = room.knock('room')
  room.apply([{ type: 'person_set', person: { id: second, role: 'colead', place: 'room', status: 'in' } }])
  const asked = (by: MemberId, id: MemberId) => {
    const events = erasing(room.state, personIn(room, by), id)
    return 'code' in events ? events.code : 'ok'
  }
  expect(asked(one, one)).toBe('ok')
  expect(asked(one, other)).toBe('leads_only')
  expect(asked(one, room.lead)).toBe('leads_only')
  expect(asked(colead, one)).toBe('ok')
  expect(asked(colead, colead)).toBe('ok')
  expect(asked(colead, second)).toBe('not_yours')
  expect(asked(room.lead, second)).toBe('ok')
  expect(asked(room.lead, room.lead)).toBe('not_now')
  expect(asked(room.lead, '222222222222' as MemberId)).toBe('unknown_person')
  room.do(room.lead, { type: 'person.remove', member: other, confirm: true })
  expect(asked(other, other)).toBe('not_yours')
  expect(asked(room.lead, other)).toBe('ok')
  erase(room, one)
  expect(erasing(room.state, personIn(room, room.lead), one)).toEqual([])
})
