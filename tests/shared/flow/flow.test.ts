import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stepOf } from '../../../shared/activities/activities.ts'
import {
  commandRoles,
  commandShapes,
  parseCommand,
  type Command,
  type CommandType,
} from '../../../shared/flow/commands.ts'
import { decide } from '../../../shared/flow/decide/decide.ts'
import { remaining } from '../../../shared/flow/clock.ts'
import { forSnapshot } from '../../../shared/flow/evolve.ts'
import { difference } from '../../../shared/flow/view.ts'
import { rightsTo } from '../../../shared/flow/access.ts'
import type { Slices, View, Viewer } from '../../../shared/flow/slices.ts'
import type { Turn } from '../../../shared/flow/state.ts'
import { plenary, type CircleId, type LineId, type MemberId } from '../../../shared/lib/ids.ts'
import { emptyCarry, type Ballot, type BoardWords } from '../../../shared/steps/primitive.ts'
import { Room } from '../../fixtures/room.ts'

const turnOf = (room: Room): Turn => {
  const state = room.state.run?.state
  if (state?.kind !== 'turn') throw new Error('no round is running')
  return state.turns[plenary] as Turn
}
const holderOf = (room: Room): MemberId => {
  const { holder } = turnOf(room)
  if (holder === null) throw new Error('nobody holds the stone')
  return holder
}
const inRound = (people = 9, seed = 1) => {
  const room = new Room(seed, people)
  room.goTo('round', stepOf)
  return room
}
const circle = plenary

describe('the round', () => {
  test('[RD6] remote seats are never last, for every mix of six to thirty people', () => {
    for (let people = 6; people <= 30; people++) {
      for (let remote = 0; remote < people; remote++) {
        const room = new Room(people * 100 + remote, people, remote)
        room.goTo('round', stepOf)
        const { holder, queue } = turnOf(room)
        const last = queue.at(-1) ?? holder
        expect(room.state.people[last as MemberId]?.place).toBe('room')
      }
    }
  })

  test('[RD8] passing and having spoken leave the same state and the same snapshot', () => {
    const spoke = inRound()
    const passed = inRound()
    spoke.do(holderOf(spoke), { type: 'turn.speak', circle })
    spoke.do(holderOf(spoke), { type: 'turn.hand', circle })
    passed.do(holderOf(passed), { type: 'turn.pass', circle })
    expect(forSnapshot(passed.state)).toEqual(forSnapshot(spoke.state))
    expect(passed.entries.at(-1)).toEqual(spoke.entries.at(-1))
  })

  test('[RD2] come back to me goes to the end, and the last one in the order keeps the stone', () => {
    const room = inRound(3)
    const first = holderOf(room)
    room.do(first, { type: 'turn.later', circle })
    expect(turnOf(room).queue.at(-1)).toBe(first)
    while (turnOf(room).queue.length > 0) room.do(holderOf(room), { type: 'turn.hand', circle })
    expect(holderOf(room)).toBe(first)
    room.do(first, { type: 'turn.later', circle })
    expect(holderOf(room)).toBe(first)
  })

  test('[RD1] a press from an older screen moves nothing', () => {
    const room = inRound()
    const person = room.state.people[room.lead]
    if (person === undefined) throw new Error('no lead')
    const at = { run: room.state.run?.id ?? null, step: room.state.run?.step ?? 0, turn: turnOf(room).count }
    expect(room.do(room.lead, { type: 'turn.hand', circle }).ok).toBe(true)
    expect(decideAt(room, at, { type: 'turn.hand', circle })).toEqual({ ok: false, code: 'moved_on' })
  })

  test('[RD4] undo gives the stone back with the time that remained', () => {
    const room = inRound()
    const holder = holderOf(room)
    room.do(holder, { type: 'turn.speak', circle })
    room.now += 20_000
    room.do(room.lead, { type: 'turn.hand', circle })
    room.now += 300_000
    room.do(room.lead, { type: 'undo' })
    expect(holderOf(room)).toBe(holder)
    const clock = turnOf(room).clock
    expect(clock === null ? null : remaining(clock, room.now)).toBe(40_000)
  })

  test('[RD4] an undo brings nobody back who has left since, and loses nobody who came', () => {
    const room = inRound()
    const gone = holderOf(room)
    room.do(room.lead, { type: 'turn.hand', circle })
    room.do(room.lead, { type: 'person.remove', member: gone, confirm: true })
    room.do(room.lead, { type: 'undo' })
    expect(JSON.stringify(room.state.run)).not.toContain(gone)
    const circled = new Room(2, 9)
    circled.goTo('circles', stepOf)
    const late = circled.knock('room')
    circled.do(circled.lead, { type: 'back' })
    circled.do(circled.lead, { type: 'lobby.admit', members: [late] })
    circled.do(circled.lead, { type: 'undo' })
    const seated = circled.state.run?.circles.flatMap(({ members }) => members) ?? []
    expect(seated.toSorted()).toEqual(circled.state.seats.toSorted())
  })

  test('[RD10] somebody admitted in the middle of a round is asked last, and who leaves with the stone hands it on', () => {
    const room = inRound()
    const before = turnOf(room)
    const late = room.knock('remote')
    room.do(room.lead, { type: 'lobby.admit', members: [late] })
    expect(turnOf(room).queue.at(-1)).toBe(late)
    expect(turnOf(room).queue.slice(0, -1)).toEqual(before.queue)
    const holder = holderOf(room)
    room.do(room.lead, { type: 'person.remove', member: holder, confirm: true })
    expect(holderOf(room)).toBe(before.queue[0])
    expect(room.state.seats).not.toContain(holder)
  })

  test('[RD11] a pause holds the clock, has no author in any entry, and only a lead or guardian resumes', () => {
    const room = inRound()
    const holder = holderOf(room)
    room.do(holder, { type: 'turn.speak', circle })
    room.now += 10_000
    const caller = room.state.seats.find((id) => id !== holder) as MemberId
    room.do(caller, { type: 'pause', circle })
    expect(JSON.stringify(room.entries.at(-1)?.events.filter((event) => event.type === 'paused_set'))).not.toContain(
      caller,
    )
    room.now += 600_000
    expect(room.do(caller, { type: 'resume', circle })).toEqual({ ok: false, code: 'not_yours' })
    room.do(room.lead, { type: 'resume', circle })
    const clock = turnOf(room).clock
    expect(clock === null ? null : remaining(clock, room.now)).toBe(50_000)
    expect(room.state.run?.paused).toEqual([])
  })

  test('[RD7] an hour after its time the turn and the step are where they were', () => {
    const room = inRound()
    room.do(holderOf(room), { type: 'turn.speak', circle })
    const before = JSON.stringify(room.state)
    room.now += 3_600_000
    expect(JSON.stringify(room.state)).toBe(before)
    expect(room.do(holderOf(room), { type: 'turn.longer', circle }).ok).toBe(true)
    const clock = turnOf(room).clock
    expect(clock === null ? null : remaining(clock, room.now)).toBe(60_000)
  })

  test('[RD2] an open order gives the stone to a raised hand, and to one at a time', () => {
    const room = inRound()
    room.do(room.lead, { type: 'turn.order', circle, order: 'popcorn' })
    room.do(holderOf(room), { type: 'turn.hand', circle })
    expect(turnOf(room).holder).toBeNull()
    const [a, b] = room.state.seats as [MemberId, MemberId]
    room.do(a, { type: 'turn.raise', circle })
    room.do(b, { type: 'turn.raise', circle })
    expect(turnOf(room)).toMatchObject({ holder: a, queue: [b] })
  })
})

describe('agreements', () => {
  const words = (texts: readonly string[], list = 'l1'): BoardWords => ({
    lists: ['From the circles', 'We want', 'We leave out', 'In the room and by video', 'What stays here'].map(
      (title, i) => ({ id: `l${i}`, title }),
    ),
    cards: texts.map((text, i) => ({ id: `card${i}`, text, list })),
  })
  const ballots = (answers: readonly Record<string, 'yes' | 'not_yet'>[]): Ballot[] =>
    answers.map((one) => new Map(Object.entries(one).map(([line, answer]) => [line as LineId, { answer, reason: '' }])))

  const atConsent = (lines = ['One voice at a time.', 'No titles.']) => {
    const room = new Room(7, 9)
    room.goTo('circles', stepOf)
    room.next({ ...emptyCarry, sealed: ['one', 'two', 'three', 'four', 'five'] })
    room.goTo('together', stepOf)
    const doc = Object.values(room.state.boards).find((board) => board.open)?.doc
    if (doc === undefined) throw new Error('no board is open')
    room.boards.set(doc, words(lines))
    room.next()
    return { room, doc }
  }

  test('[RD9] ATK-6 what was sealed is dealt once each among the circles, under no name', () => {
    const room = new Room(3, 9)
    room.goTo('circles', stepOf)
    const sealed = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    room.next({ ...emptyCarry, sealed })
    const cards = [...room.boards.values()].flatMap((board) => board.cards)
    expect(cards.map((card) => card.text).sort()).toEqual(sealed)
    expect(room.boards.size).toBe(room.state.run?.circles.length)
  })

  test('[RD9] before anyone seals, the sentence says how few at least will read it', () => {
    for (const [people, few] of [
      [5, 5],
      [9, 4],
      [10, 3],
      [20, 4],
    ] as const) {
      const room = new Room(people, people)
      room.goTo('alone', stepOf)
      const { now } = room.view({ as: 'person', member: room.members[0] as MemberId })
      const said = now?.show === 'sealed' ? now.view.circleOf : 0
      room.goTo('circles', stepOf)
      const sizes = (room.state.run?.circles ?? []).map(({ members }) => members.length)
      expect([said, Math.min(...sizes)]).toEqual([few, few])
    }
  })

  test('[RD12] releasing and publishing need a second act and cannot be undone', () => {
    const room = new Room(3, 9)
    room.goTo('circles', stepOf)
    expect(room.do(room.lead, { type: 'next', confirm: false })).toEqual({ ok: false, code: 'needs_confirming' })
    room.next()
    expect(room.do(room.lead, { type: 'undo' })).toEqual({ ok: false, code: 'nothing_to_undo' })
    const open = atConsent().room
    expect(open.do(open.lead, { type: 'next', confirm: false })).toEqual({ ok: false, code: 'needs_confirming' })
  })

  test('[CS1] one not yet is enough, saying nothing about a line is none, and no answers at all are no consent', () => {
    const { room } = atConsent()
    room.next({
      ...emptyCarry,
      ballots: ballots([
        { card0: 'yes', card1: 'yes' },
        { card0: 'yes', card1: 'not_yet' },
      ]),
    })
    const state = room.state.run?.state
    expect(state?.kind === 'scale' ? state.results : null).toEqual({ card0: 'everyone', card1: 'not_yet' })
    // As the screen says: sent, and nothing said about a line.
    const calm = atConsent().room
    calm.next({ ...emptyCarry, ballots: ballots([{}, { card1: 'not_yet' }, {}]) })
    const said = calm.state.run?.state
    expect(said?.kind === 'scale' ? said.results : null).toEqual({ card0: 'everyone', card1: 'not_yet' })
    const silent = atConsent().room
    silent.next()
    const quiet = silent.state.run?.state
    expect(quiet?.kind === 'scale' ? quiet.results : null).toEqual({ card0: 'not_yet', card1: 'not_yet' })
  })

  test('[CS2][CS3] a changed line is asked again, an agreed one is not, and agreed lines are adopted', () => {
    const { room, doc } = atConsent()
    room.next({ ...emptyCarry, ballots: ballots([{ card0: 'yes', card1: 'not_yet' }]) })
    room.next()
    room.boards.set(doc, words(['One voice at a time.', 'Titles stay outside.']))
    room.next()
    const asked = room.state.run?.state
    expect(asked?.kind === 'scale' && asked.about !== 'poles' ? asked.lines.map((line) => line.text) : null).toEqual([
      'Titles stay outside.',
    ])
    room.next({ ...emptyCarry, ballots: ballots([{ card1: 'yes' }]) })
    room.next()
    expect(room.state.agreements?.version).toBe(1)
    expect(room.state.agreements?.lines.map((line) => line.text)).toEqual([
      'One voice at a time.',
      'Titles stay outside.',
    ])
    expect(room.state.boards).toEqual({})
    const view = room.view({ as: 'person', member: room.members[0] as MemberId })
    expect(view.agreements?.lines.length).toBe(2)
  })

  test('[CS5] what is open is told to seats and to leads with its reasons, to no wall, and no longer than the activity lasts', () => {
    const { room } = atConsent()
    const member: Viewer = { as: 'person', member: room.members[0] as MemberId }
    const lead: Viewer = { as: 'person', member: room.lead }
    const open = [{ id: 'card1', text: 'No titles.', reasons: ['Mine is my shield.'] }]
    expect(room.view(lead).desk?.open).toEqual([])
    const no = { answer: 'not_yet', reason: 'Mine is my shield.' }
    const yes = { answer: 'yes', reason: 'Not a reason.' }
    room.next({ ...emptyCarry, ballots: [new Map([['card0', yes]]), new Map([['card1', no]])] })
    expect(room.view(lead).desk?.open).toEqual(open)
    room.next()
    const { now } = room.view(member)
    expect(now?.show === 'board' ? now.view.aim.open : null).toEqual(open)
    expect(room.view(lead).desk?.open).toEqual(open)
    expect(JSON.stringify(room.view({ as: 'wall' }))).not.toContain('shield')
    expect(JSON.stringify(room.state)).not.toContain('Not a reason')
    // Asked again and answered otherwise: nothing of it is left.
    room.next()
    room.next({ ...emptyCarry, ballots: ballots([{ card1: 'yes' }]) })
    expect(room.view(lead).desk?.open).toEqual([])
    expect(JSON.stringify(room.state.run?.consented)).not.toContain('shield')
    room.next()
    expect(JSON.stringify(room.state)).not.toContain('shield')
  })

  test('[VW6] ATK-5 nobody receives anything of an open consent round but its lines', () => {
    const { room } = atConsent()
    const viewers: Viewer[] = [
      { as: 'wall' },
      ...[room.lead, ...room.members].map((member) => ({ as: 'person', member }) as const),
    ]
    for (const viewer of viewers) {
      const { now } = room.view(viewer)
      if (now?.show === 'scale') expect(now.view).toMatchObject({ results: null, reasons: {} })
      const wall = room.view(viewer).wall?.view
      if (wall !== undefined) expect(Object.keys(wall).sort()).toEqual(['fn', 'lines', 'prompt', 'show'])
    }
  })

  test('[VW7] during consent the wall shows what is asked about: nine lines at most, else the question alone', () => {
    const wallAt = (count: number) => {
      const { room } = atConsent(Array.from({ length: count }, (_, i) => `Line ${i}`))
      const view = room.view({ as: 'wall' }).wall?.view
      if (view?.show !== 'asked') throw new Error(`the wall shows ${view?.show}`)
      expect(view.prompt).toBe('Can you live with this line?')
      return view.lines.map((line) => line.text)
    }
    expect(wallAt(1)).toEqual(['Line 0'])
    expect(wallAt(9)).toHaveLength(9)
    expect(wallAt(10)).toEqual([])
  })

  test('[BD19] seats and the console hear what the lists of the board of everyone are for; of a circle’s board the console hears nothing', () => {
    const room = new Room(5, 9)
    const member: Viewer = { as: 'person', member: room.members[0] as MemberId }
    const lead: Viewer = { as: 'person', member: room.lead }
    const aims = () => {
      const { now } = room.view(member)
      return [now?.show === 'board' ? now.view.aim : undefined, room.view(lead).desk?.aim]
    }
    room.goTo('cluster', stepOf)
    expect(aims()).toEqual([{ asked: false, required: [] }, null])
    const aim = { asked: true, required: ['l3'] }
    room.goTo('together', stepOf)
    expect(aims()).toEqual([aim, aim])
    room.goTo('rework', stepOf)
    expect(aims()).toEqual([aim, aim])
  })

  test('[VW4] a circle’s board opens for its members only, for no lead and no wall', () => {
    const room = new Room(5, 9)
    room.goTo('cluster', stepOf)
    for (const board of Object.values(room.state.boards)) {
      for (const member of room.members) {
        const inside = board.members?.includes(member) === true
        expect(rightsTo(room.state, { as: 'person', member }, board.doc)).toBe(inside ? 'write' : 'none')
      }
      expect(rightsTo(room.state, { as: 'person', member: room.lead }, board.doc)).toBe('none')
      expect(rightsTo(room.state, { as: 'wall' }, board.doc)).toBe('none')
    }
  })
})

describe('every viewer', () => {
  test('[VW3] at the door there is nothing but oneself and the workshop', () => {
    const room = inRound()
    const late = room.knock('room')
    expect(Object.keys(room.view({ as: 'person', member: late })).sort()).toEqual(['me', 'workshop'])
  })

  test('[VW2][VW5] ATK-35 through the whole half-day only the holder has the turn’s clock, and the wall one slice without any', () => {
    const room = new Room(11, 9)
    let holders = 0
    for (let presses = 0; presses < 80 && room.next().ok; presses++) {
      const run = room.state.run
      const turns = run?.state.kind === 'turn' ? Object.entries(run.state.turns) : []
      for (const [id, { holder }] of turns as [CircleId, Turn][])
        if (holder !== null) room.do(holder, { type: 'turn.speak', circle: id })
      const holding = new Set(turns.map(([, { holder }]) => holder))
      const wall = room.view({ as: 'wall' })
      expect(Object.keys(wall)).toEqual(['wall'])
      expect(JSON.stringify(wall)).not.toMatch(/endsAt|remainingMs/)
      for (const member of room.members) {
        const { now } = room.view({ as: 'person', member })
        if (now?.show !== 'turn') continue
        expect(now.view.clock !== null).toBe(holding.has(member))
        if (holding.has(member)) holders++
      }
    }
    expect(holders).toBeGreaterThan(15)
    expect(room.state.done.length).toBe(5)
  })

  test('[RD13] a member may give no lead’s command, and what is not in the table is not understood', () => {
    const room = inRound()
    const member = room.members[0] as MemberId
    const samples: Command[] = [
      { type: 'workshop.rename', name: 'x' },
      { type: 'lobby.admit', members: [member] },
      { type: 'seats.set', seats: [] },
      { type: 'apart.set', pairs: [] },
      { type: 'next', confirm: true },
      { type: 'back' },
      { type: 'undo' },
      { type: 'wall.quiet', on: true },
      { type: 'workshop.end', confirm: true },
      { type: 'time.more', circle, minutes: 1 },
    ]
    for (const command of samples) {
      expect((commandRoles[command.type] as readonly string[]).includes('member')).toBe(false)
      expect(room.do(member, command)).toEqual({ ok: false, code: 'leads_only' })
    }
    expect(Object.keys(commandRoles).sort()).toEqual(Object.keys(commandShapes).sort())
    for (const bad of [
      { type: 'constructor' },
      { type: '__proto__' },
      { type: 'next' },
      { type: 'next', confirm: true, extra: 1 },
      null,
      7,
      'next',
    ]) {
      expect(parseCommand(bad)).toBeNull()
    }
  })
})

const decideAt = (room: Room, at: { run: string | null; step: number; turn: number }, command: Command) =>
  decideRaw(room, room.lead, at, command)

function decideRaw(
  room: Room,
  member: MemberId,
  at: { run: string | null; step: number; turn?: number } | null,
  command: Command,
) {
  const actor = room.state.people[member]
  if (actor === undefined) throw new Error('unknown')
  return decide(
    { state: room.state, actor, at, names: room.names, carry: emptyCarry, now: room.now, random: room.random },
    command,
  )
}

/** What a device holds after applying the frames it received. */
function replica(): { apply(changed: ReturnType<typeof difference>): void; view(): View } {
  const held: { -readonly [K in keyof Slices]?: Slices[K] } = {}
  return {
    apply(changed) {
      for (const [name, value] of Object.entries(changed)) {
        if (value === null) delete held[name as keyof Slices]
        else Object.assign(held, { [name]: JSON.parse(JSON.stringify(value)) as unknown })
      }
    },
    view: () => held,
  }
}

describe('random rooms', () => {
  const types = Object.keys(commandShapes) as CommandType[]
  const step = fc.record({
    who: fc.nat(30),
    what: fc.constantFrom(...types),
    target: fc.nat(30),
    on: fc.boolean(),
    waitMs: fc.nat(90_000),
  })

  const commandFrom = (room: Room, what: CommandType, target: number, on: boolean): Command | null => {
    const member = room.members[target % Math.max(1, room.members.length)] as MemberId
    const bodies: Partial<Record<CommandType, object>> = {
      'workshop.rename': { name: 'New name' },
      'workshop.end': { confirm: false },
      'profile.set': { place: on ? 'room' : 'remote' },
      'place.set': { member, place: on ? 'room' : 'remote' },
      'lobby.admit': { members: [member] },
      'lobby.decline': { member },
      'person.remove': { member, confirm: target % 5 === 0 },
      'seats.set': { seats: [...room.state.seats].reverse() },
      'apart.set': { pairs: [[member, room.members[0]]] },
      'guardian.set': { circle: on ? 'all' : 'a', member },
      'circle.where': { circle: 'a', where: 'by the window' },
      'call.set': { call: on ? 'https://meet.example/all' : '' },
      next: { confirm: on, whole: target % 3 === 0 },
      'time.more': { circle: 'all', minutes: 1 },
      'turn.order': { circle: 'all', order: on ? 'popcorn' : 'sequence' },
      'seat.take': { on },
      'turn.place': { circle: on ? 'a' : 'b', place: target % 4 === 0 ? null : target % 4 },
      'turn.hand': { circle: on ? 'a' : 'all', confirm: true },
      'wall.quiet': { on },
      'wall.code': { on },
      back: {},
      undo: {},
    }
    return parseCommand({ type: what, ...(bodies[what] ?? { circle: 'all' }) })
  }

  test('[VW1][RD2][RD9][RD3] one holder, a partition, and every frame the difference of two views, whatever people press', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 3, max: 14 }),
        fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
        (seed, people, steps) => {
          const room = new Room(seed, people)
          const viewers: Viewer[] = [
            { as: 'wall' },
            { as: 'person', member: room.lead },
            { as: 'person', member: room.members[0] as MemberId },
          ]
          const copies = viewers.map(() => replica())
          let views: View[] = viewers.map(() => ({}))
          const tell = () => {
            const after = viewers.map((viewer) => room.view(viewer))
            after.forEach((view, i) => copies[i]?.apply(difference(views[i] ?? {}, view)))
            views = after
            after.forEach((view, i) => expect(copies[i]?.view()).toEqual(JSON.parse(JSON.stringify(view))))
          }
          tell()
          for (const { who, what, target, on, waitMs } of steps) {
            room.now += waitMs
            const actor = who % 2 === 0 ? room.lead : (room.members[who % room.members.length] as MemberId)
            const command = commandFrom(room, what, target, on)
            if (command === null) continue
            if (what === 'lobby.admit' && target % 4 === 0 && room.members.length < 20)
              room.knock(on ? 'room' : 'remote')
            if (room.do(actor, command).ok) accepted++
            invariants(room)
            tell()
          }
        },
      ),
      { numRuns: 150 },
    )
    expect(accepted).toBeGreaterThan(500)
  })

  function invariants(room: Room) {
    const { state } = room
    expect(new Set(state.seats).size).toBe(state.seats.length)
    const inside = Object.values(state.people).filter(
      (p) => p.status === 'in' && (p.role === 'member' || p.seated === true),
    )
    expect([...state.seats].sort()).toEqual(inside.map((p) => p.id).sort())
    const run = state.run
    if (run === null) return
    if (run.circles.length > 0) {
      const all = run.circles.flatMap((one) => one.members)
      expect([...all].sort()).toEqual([...state.seats].sort())
    }
    if (run.state.kind !== 'turn') return
    for (const turn of Object.values(run.state.turns)) {
      const order = [...(turn.holder === null ? [] : [turn.holder]), ...turn.queue]
      expect(new Set(order).size).toBe(order.length)
      for (const id of order) expect(state.seats).toContain(id)
    }
  }
})
