import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import { difference } from '../../../shared/flow/view.ts'
import type { Viewer } from '../../../shared/flow/slices.ts'
import type { FlowState } from '../../../shared/flow/state.ts'
import type { MemberId } from '../../../shared/lib/ids.ts'
import { timesMet, type Met } from '../../../shared/steps/group/met.ts'
import { jsonBody } from '../../../server/log/entry.ts'
import { readState } from '../../../server/flow/flow-store.ts'
import { Room } from '../../fixtures/room.ts'

const member = (room: Room, i: number) => room.members[i] as MemberId
const keepApart = (room: Room, ...pairs: [number, number][]) =>
  room.do(room.lead, { type: 'apart.set', pairs: pairs.map(([i, j]) => [member(room, i), member(room, j)]) })
const circleWith = (room: Room, i: number) =>
  room.state.run?.circles.find(({ members }) => members.includes(member(room, i)))
const deskOf = (room: Room, lead = room.lead) => room.view({ as: 'person', member: lead }).desk

describe('kept apart', () => {
  test('[GR2] circles are formed so that they are not together, and a latecomer does not join them', () => {
    for (let seed = 0; seed < 20; seed++) {
      const room = new Room(seed, 9)
      expect(keepApart(room, [0, 1], [2, 3], [0, 4]).ok).toBe(true)
      room.goTo('circles', stepOf)
      for (const [i, j] of [
        [0, 1],
        [2, 3],
        [0, 4],
      ] as const)
        expect(circleWith(room, i)).not.toEqual(circleWith(room, j))
      room.knock('room')
      const smaller = room.state.run?.circles.toSorted((a, b) => a.members.length - b.members.length)[0]
      const inside = room.members.indexOf(smaller?.members[0] as MemberId)
      keepApart(room, [9, inside])
      room.do(room.lead, { type: 'lobby.admit', members: [member(room, 9)] })
      expect(circleWith(room, 9)?.members.length).toBe(6)
      expect(circleWith(room, 9)).not.toEqual(circleWith(room, inside))
      expect(deskOf(room)?.apart.some(({ together }) => together)).toBe(false)
    }
  })

  test('[GR2][GR9] where there is no other way the console names who is together', () => {
    const room = new Room(1, 5)
    keepApart(room, [3, 1])
    expect(deskOf(room)?.apart.map(({ together }) => together)).toEqual([false])
    room.goTo('circles', stepOf)
    const [one] = deskOf(room)?.apart ?? []
    expect(one?.together).toBe(true)
    expect(one?.pair.map(({ id }) => id)).toEqual([member(room, 1), member(room, 3)].sort())
    expect(one?.pair.every(({ name }) => name !== '')).toBe(true)
  })

  test('[GR9] no frame goes to a seat, a wall or the door, and no slice but the leads’ desk holds it', () => {
    const room = new Room(4, 9)
    room.goTo('circles', stepOf)
    const late = room.knock('remote')
    const others: Viewer[] = [{ as: 'wall' }, ...room.members.map((id) => ({ as: 'person', member: id }) as const)]
    expect(room.members).toContain(late)
    const before = others.map((viewer) => room.view(viewer))
    expect(keepApart(room, [0, 1], [2, 9]).ok).toBe(true)
    others.forEach((viewer, i) => expect(difference(before[i] ?? {}, room.view(viewer))).toEqual({}))
    const { desk, ...rest } = room.view({ as: 'person', member: room.lead })
    expect(desk?.apart.length).toBe(2)
    expect(JSON.stringify(rest)).not.toContain('apart')
  })

  test('[GR9] the list takes the place of the earlier one, keeps each pair once, and nobody unknown or twice the same', () => {
    const room = new Room(2, 9)
    keepApart(room, [0, 1], [1, 0], [2, 2], [3, 4])
    expect(room.state.apart?.length).toBe(2)
    const entries = room.entries.length
    keepApart(room, [4, 3], [0, 1])
    expect(room.entries.slice(entries).flatMap(({ events }) => events)).toEqual([])
    const stranger = '222222222222' as MemberId
    expect(room.do(room.lead, { type: 'apart.set', pairs: [[member(room, 0), stranger]] })).toEqual({
      ok: false,
      code: 'unknown_person',
    })
    room.do(room.lead, { type: 'person.remove', member: member(room, 0), confirm: true })
    expect(room.state.apart).toEqual([[member(room, 3), member(room, 4)].sort()])
    keepApart(room)
    expect(room.state.apart).toEqual([])
  })
})

describe('who has met', () => {
  const ended = () => {
    const room = new Room(3, 9)
    room.goTo('circles', stepOf)
    const circles = room.state.run?.circles ?? []
    const block = room.state.run?.block
    while (room.state.run?.block === block) if (!room.next().ok) throw new Error('the block does not end')
    return { room, circles }
  }

  test('[GR8] a block counts its circles when it ends, and a leaver is in it no more', () => {
    const { room, circles } = ended()
    const times = timesMet(room.state.met as Met)
    for (const one of room.members)
      for (const other of room.members) {
        const both = circles.some(({ members }) => one !== other && members.includes(one) && members.includes(other))
        expect(times(one, other)).toBe(Number(both))
      }
    room.do(room.lead, { type: 'person.remove', member: member(room, 0), confirm: true })
    expect(JSON.stringify(room.state.met)).not.toContain(member(room, 0))
  })

  test('[GR8][RD4] Undo takes the count back with the block', () => {
    const { room } = ended()
    const { met, run, done } = room.state
    const more = { people: [member(room, 0), member(room, 1)], times: '9', guarded: '00' }
    room.apply([
      { type: 'undoable', act: { what: 'ended_block', circle: null, member: null } },
      { type: 'met_set', met: more },
      { type: 'run_set', run, done },
    ])
    expect(room.state.met).toEqual(more)
    room.do(room.lead, { type: 'undo' })
    expect(room.state.met).toEqual(met)
  })

  test('[FM1] a snapshot without these fields opens and takes them; one with them gives them back', () => {
    const { snapshot } = JSON.parse(readFileSync('tests/fixtures/formats/flow-v1.json').toString()) as {
      snapshot: FlowState
    }
    expect(snapshot.apart ?? snapshot.met).toBeUndefined()
    const { room } = ended()
    keepApart(room, [0, 1])
    expect(readState(jsonBody(forSnapshot(room.state)))).toEqual(JSON.parse(JSON.stringify(forSnapshot(room.state))))
    const old = new Room(1, 0)
    old.state = readState(jsonBody(snapshot))
    const [one, other] = old.state.seats as [MemberId, MemberId]
    const lead = Object.values(old.state.people).find(({ role }) => role === 'lead')?.id as MemberId
    expect(deskOf(old, lead)?.apart).toEqual([])
    expect(old.do(lead, { type: 'apart.set', pairs: [[one, other]] }).ok).toBe(true)
    expect(deskOf(old, lead)?.apart.length).toBe(1)
  })
})
