import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import { agendas } from '../../../shared/activities/agendas.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import type { View } from '../../../shared/flow/slices.ts'
import type { Run } from '../../../shared/flow/state.ts'
import { difference } from '../../../shared/flow/view.ts'
import { plenary, type MemberId } from '../../../shared/lib/ids.ts'
import { shuffled } from '../../../shared/lib/rng.ts'
import { emptyCarry, type Ballot, type Carry } from '../../../shared/steps/primitive.ts'
import { openRound } from '../../../shared/steps/scale/scale.ts'
import { Room } from '../../fixtures/room.ts'

const skip: Ballot = new Map()
const at = (place: number): Ballot => new Map([['place', { answer: String(place), reason: '' }]])
const cast = (...places: (number | null)[]): Carry => ({
  ...emptyCarry,
  ballots: places.map((place) => (place === null ? skip : at(place))),
})
const nine = [1, 1, 1, 3, 3, 3, 5, 5, 5]

function inActivity(seed = 1, people = 9): Room {
  const room = new Room(seed, people, 3, agendas['difference-and-power'].blocks)
  room.goTo('note', stepOf)
  return room
}
function atFirst(seed = 1, people = 9): Room {
  const room = inActivity(seed, people)
  room.goTo('first', stepOf)
  return room
}
function atSecond(room: Room): Room {
  room.goTo('second', stepOf)
  return room
}
const runOf = (room: Room): Run => {
  if (room.state.run === null) throw new Error('nothing is running')
  return room.state.run
}
const everyView = (room: Room): View[] => [
  ...[room.lead, ...room.members].map((member) => room.view({ as: 'person', member })),
  room.view({ as: 'wall' }),
]
const resultsOf = (view: View) => {
  if (view.now?.show === 'scale') return view.now.view.results
  return view.wall?.view.show === 'spectrum' ? view.wall.view.results : undefined
}
const spectrumOf = (room: Room) => room.view({ as: 'person', member: room.lead }).desk?.spectrum

describe('a spectrum in the flow', () => {
  test('[AN2] the same on every screen at once: with four answers nothing anywhere, from eight bands', () => {
    for (const [answers, shown] of [
      [[1, 2, 3, 5, null, null, null, null, null], { show: 'nothing' }],
      [[1, 1, 2, 2, 1, null, null, null, null], { show: 'sentence', answers: 'close' }],
      [
        nine,
        {
          show: 'bands',
          bands: [
            { from: 0, to: 0, much: 'some' },
            { from: 1, to: 1, much: 'none' },
            { from: 2, to: 2, much: 'some' },
            { from: 3, to: 3, much: 'none' },
            { from: 4, to: 4, much: 'some' },
          ],
        },
      ],
    ] as const) {
      const room = atFirst()
      for (const view of everyView(room)) expect(resultsOf(view)).toBe(null)
      expect(room.next(cast(...answers)).ok).toBe(true)
      for (const view of everyView(room)) expect(resultsOf(view)).toEqual(shown)
      expect(room.state.undo).toEqual([])
      // Stored are the words that every screen has, and nothing else.
      const [step, kept, ...rest] = room.entries.at(-1)?.events ?? []
      expect(step).toMatchObject({ type: 'step_set', state: { results: shown } })
      expect(Object.keys((step as { state: object }).state).sort()).toEqual([
        'about',
        'asking',
        'before',
        'kind',
        'results',
        'round',
      ])
      expect(kept).toMatchObject({ type: 'shown_set', shown })
      expect(rest).toEqual([{ type: 'sealed_off' }])
    }
  })

  test('[AN2] only leads are told why nothing is shown, and may ask again, from the beginning', () => {
    const room = atFirst()
    room.next(cast(1, 2, 3, 5))
    expect(spectrumOf(room)?.state).toBe('few')
    for (const member of room.members) expect(JSON.stringify(room.view({ as: 'person', member }))).not.toContain('few')
    const [before] = [openRound(runOf(room))]
    expect(room.do(room.members[0] as MemberId, { type: 'scale.again' })).toEqual({ ok: false, code: 'leads_only' })
    expect(room.do(room.lead, { type: 'scale.again' }).ok).toBe(true)
    expect(before).toBe(null)
    expect(spectrumOf(room)?.state).toBe('open')
    room.next(cast(1, 1, 2, 2, 1))
    expect(spectrumOf(room)?.state).toBe('shown')
    expect(room.do(room.lead, { type: 'scale.again' })).toEqual({ ok: false, code: 'not_now' })
  })

  test('[AN8] everyone alike: leads are asked, nobody else notices, and no state or view says which answer', () => {
    const stored = [1, 4].map((place) => {
      const room = atFirst(5)
      const before = everyView(room)
      room.next(cast(...Array<number>(9).fill(place)))
      const after = everyView(room)
      after.slice(1).forEach((view, index) => expect(difference(before[index + 1] as View, view)).toEqual({}))
      expect(spectrumOf(room)?.state).toBe('asking')
      expect(openRound(runOf(room))?.asks).toBe(null)
      return room
    })
    expect(stored[0]?.entries.at(-1)).toEqual(stored[1]?.entries.at(-1))
    const [shows, talks] = stored as [Room, Room]
    expect(shows.do(shows.lead, { type: 'next', confirm: false }, cast(1))).toEqual({
      ok: false,
      code: 'needs_confirming',
    })
    shows.next(cast(...Array<number>(9).fill(1)))
    expect(resultsOf(shows.view({ as: 'wall' }))).toMatchObject({ show: 'bands' })
    expect(talks.do(talks.lead, { type: 'scale.talk' }).ok).toBe(true)
    expect(resultsOf(talks.view({ as: 'wall' }))).toEqual({ show: 'nothing' })
    // The ballots were lost in a crash while the lead thought about it: nothing is shown.
    const lost = atFirst(6)
    lost.next(cast(...Array<number>(9).fill(2)))
    lost.next(cast())
    expect(resultsOf(lost.view({ as: 'wall' }))).toEqual({ show: 'nothing' })
  })

  test('[AN4] after everyone was alike and a lead talked first, one mover is not seen by anybody', () => {
    const views = [0, 1, 2].map((movers) => {
      const room = atFirst(7)
      room.next(cast(...Array<number>(9).fill(2)))
      room.do(room.lead, { type: 'scale.talk' })
      atSecond(room)
      room.next(cast(...Array.from({ length: 9 }, (_, index) => (index < movers ? 5 : 2))))
      return JSON.stringify(everyView(room))
    })
    expect(new Set(views).size).toBe(1)
    expect(views[0]).toContain('"little"')
  })

  test('[AN4] with one mover and with none, the second wave leaves the same views and the same stored entry', () => {
    const rooms = [nine, [1, 1, 2, 3, 3, 3, 5, 5, 5], [1, 1, null, 3, 3, 3, 5, 5, 5], [1, 1, 4, 3, 2, 3, 5, 5, 5]].map(
      (second) => {
        const room = atFirst(8)
        room.next(cast(...nine))
        atSecond(room)
        room.next(cast(...second))
        return room
      },
    )
    const [first] = rooms as [Room]
    for (const room of rooms) {
      expect(everyView(room)).toEqual(everyView(first))
      expect(room.entries.at(-1)).toEqual(first.entries.at(-1))
    }
    expect(resultsOf(first.view({ as: 'wall' }))).toMatchObject({ show: 'little' })
  })

  test('[AN4] where many moved, the second picture is shown', () => {
    const room = atFirst(9)
    room.next(cast(...nine))
    atSecond(room)
    room.next(cast(1, 1, 1, 5, 5, 5, 5, 5, 5))
    expect(resultsOf(room.view({ as: 'wall' }))).toMatchObject({ show: 'bands' })
  })

  test('[AN6] whoever answered what, and in which order: the stored entry and every view are the same', () => {
    const answers = [1, 2, 2, 3, 4, 4, 5, 5, null]
    const entries = Array.from({ length: 200 }, (_, seed) => {
      const room = atFirst(3)
      const order = shuffled(answers, room.random)
      for (let turns = 0; turns < seed % 5; turns++) order.push(order.shift() as number | null)
      room.next(cast(...order))
      return JSON.stringify([room.entries.at(-1), everyView(room)])
    })
    expect(new Set(entries).size).toBe(1)
  })

  test('[AN9] each round has its own name: an answer to an earlier one is none to the next', () => {
    const room = atFirst()
    const names = [openRound(runOf(room))?.name]
    room.next(cast(1))
    expect(openRound(runOf(room))).toBe(null)
    room.do(room.lead, { type: 'scale.again' })
    names.push(openRound(runOf(room))?.name)
    room.do(room.lead, { type: 'back' })
    room.next()
    names.push(openRound(runOf(room))?.name)
    expect(new Set(names).size).toBe(3)
  })

  test('[AN10] what can be shown is said while it is open, by how many are here', () => {
    for (const [people, reach] of [
      [4, 'nothing'],
      [5, 'sentence'],
      [7, 'sentence'],
      [8, 'bands'],
    ] as const) {
      const room = atFirst(people, people)
      for (const view of everyView(room)) {
        if (view.now?.show === 'scale') expect(view.now.view).toMatchObject({ about: 'poles', reach, results: null })
        else expect(view.wall?.view).toMatchObject({ show: 'spectrum', reach, results: null })
      }
      expect(spectrumOf(room)?.reach).toBe(reach)
    }
  })
})

describe('a content note', () => {
  const choose = (room: Room, index: number, part: 'take' | 'listen' | 'write' | 'walk') =>
    room.do(room.members[index] as MemberId, { type: 'part.set', part })

  test('[CN1] a choice changes nobody else’s view, not even a lead’s', () => {
    const room = inActivity()
    for (const [index, part] of (['listen', 'write', 'walk', 'take'] as const).entries()) {
      const before = everyView(room)
      expect(choose(room, index, part).ok).toBe(true)
      everyView(room).forEach((view, who) => {
        const changed = difference(before[who] as View, view)
        if (who === index + 1) expect(view.now).toMatchObject({ scene: { part } })
        else expect(changed).toEqual({})
      })
    }
    expect(choose(new Room(1, 9), 0, 'walk')).toEqual({ ok: false, code: 'not_now' })
  })

  test('[CN2] who does not take part is in no order, in no circle while walking or writing, and comes back at any time', () => {
    const room = inActivity(2)
    const [listens, writes, walks] = room.members as [MemberId, MemberId, MemberId]
    choose(room, 0, 'listen')
    choose(room, 1, 'write')
    choose(room, 2, 'walk')
    room.goTo('moved', stepOf)
    const { circles, state } = runOf(room)
    const orders = () => {
      const now = runOf(room).state
      return now.kind === 'turn' ? Object.values(now.turns).flatMap(({ holder, queue }) => [holder, ...queue]) : []
    }
    expect(state.kind).toBe('turn')
    for (const member of [listens, writes, walks]) expect(orders()).not.toContain(member)
    expect(circles.flatMap(({ members }) => members)).toContain(listens)
    for (const member of [writes, walks]) expect(circles.flatMap(({ members }) => members)).not.toContain(member)
    expect(circles.flatMap(({ members }) => members).length).toBe(7)
    choose(room, 2, 'take')
    choose(room, 0, 'take')
    expect(orders()).toContain(walks)
    expect(orders()).toContain(listens)
    expect(runOf(room).circles.flatMap(({ members }) => members)).toContain(walks)
    // Whoever goes with the stone hands it on.
    const holder = orders().find((id) => id !== null) as MemberId
    choose(room, room.members.indexOf(holder), 'walk')
    expect(orders()).not.toContain(holder)
    // A lead who makes a round of an open order puts nobody into it who does not take part.
    const open = inActivity(4)
    choose(open, 0, 'walk')
    open.goTo('places', stepOf)
    open.do(open.lead, { type: 'turn.order', circle: plenary, order: 'sequence' })
    expect(JSON.stringify(runOf(open).state)).not.toContain(String(open.members[0]))
  })

  test('[CN3] the choice leaves with the run: no state, no past, no snapshot, and Undo brings back no earlier one', () => {
    const room = inActivity(3)
    choose(room, 0, 'walk')
    room.next()
    choose(room, 0, 'take')
    choose(room, 1, 'write')
    room.do(room.lead, { type: 'undo' })
    expect(runOf(room).parts).toEqual({ [room.members[1] as MemberId]: 'write' })
    room.goTo('landing', stepOf)
    room.next()
    expect(room.state.run).toBe(null)
    expect(room.state.undo.length).toBeGreaterThan(0)
    expect(JSON.stringify(forSnapshot(room.state))).not.toMatch(/walk|"write"|parts/)
    // Whoever is sent away leaves no choice behind either.
    const gone = inActivity(5)
    choose(gone, 0, 'walk')
    gone.do(gone.lead, { type: 'person.remove', member: gone.members[0] as MemberId, confirm: true })
    expect(runOf(gone).parts).toBe(undefined)
  })
})
