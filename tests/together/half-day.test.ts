/** Twenty members and two leads through all there is, over the protocol: latecomers, leavers, and what each takes along. */
import { expect, test } from 'vitest'
import { activities, stepOf } from '../../shared/activities/activities.ts'
import type { FlowState, Run } from '../../shared/flow/state.ts'
import { cohortOfGrant, plenary, type CircleId, type DocId, type GrantId, type MemberId } from '../../shared/lib/ids.ts'
import type { AnySpec, StepKind } from '../../shared/steps/specs.ts'
import { withEveryActivity } from '../fixtures/agenda.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { readBoard, writeCard } from '../fixtures/boards.ts'
import { Guest } from '../fixtures/people.ts'
import { firstNames } from '../fixtures/room.ts'
import { newToken } from '../fixtures/tokens.ts'
import { openHouse } from '../server/http/open-house.ts'

const idOf = (guest: Guest) => guest.view.me?.id as MemberId

class Day {
  readonly lead: Guest
  readonly colead: Guest
  readonly state: () => FlowState
  readonly everyone: Guest[] = []
  /** By receiver: what was written to them. */
  readonly written = new Map<Guest, string[]>()
  #left = new Set<Guest>()

  constructor(lead: Guest, colead: Guest, state: () => FlowState) {
    this.lead = lead
    this.colead = colead
    this.state = state
  }

  get here(): Guest[] {
    return this.everyone.filter((guest) => !this.#left.has(guest))
  }

  get run(): Run {
    const { run } = this.state()
    if (run === null) throw new Error('nothing runs')
    return run
  }

  guest(id: MemberId | null | undefined): Guest {
    const found = this.here.find((guest) => idOf(guest) === id)
    if (found === undefined) throw new Error(`${String(id)} is not here`)
    return found
  }

  async settled(): Promise<void> {
    await Promise.all([this.lead, this.colead, ...this.here].map((guest) => guest.socket.emitWithAck('clock')))
  }

  async comes(code: string, name: string, place: 'room' | 'remote'): Promise<Guest> {
    const guest = await Guest.join(this.lead.url, code, name, place)
    expect(await this.lead.send({ type: 'lobby.admit', members: [idOf(guest)] })).toEqual({ ok: true })
    this.everyone.push(guest)
    await guest.until(() => guest.view.now !== undefined)
    return guest
  }

  async leaves(guest: Guest): Promise<void> {
    this.#left.add(guest)
    expect(await this.lead.send({ type: 'person.remove', member: idOf(guest), confirm: true })).toEqual({ ok: true })
    await guest.until(() => guest.bye === 'revoked')
  }

  /** People hand the stone on by themselves until their circle is done. @returns who had it, in order */
  async goesRound(circle: CircleId, each: (holder: Guest, index: number) => Promise<void>): Promise<Guest[]> {
    const had: Guest[] = []
    const turn = () => (this.run.state.kind === 'turn' ? this.run.state.turns[circle] : undefined)
    for (let turns = 0; turns < 60; turns++) {
      const holder = turn()?.holder ?? null
      if (holder === null) return had
      const guest = this.guest(holder)
      had.push(guest)
      await this.settled()
      expect(guest.view.now?.show === 'turn' && guest.view.now.view.mine).toBe(true)
      await each(guest, turns)
    }
    throw new Error('the round never ends')
  }
}

const sizes = ({ circles }: Run) => circles.map(({ members }) => members.length)
const homes = ({ circles }: Run) =>
  new Map(circles.flatMap(({ id, members }) => members.map((member) => [member, id] as const)))

/** Nobody but those who came or left is elsewhere than before. */
async function nobodyMoves(day: Day, change: () => Promise<unknown>): Promise<void> {
  const before = homes(day.run)
  await change()
  const after = homes(day.run)
  for (const [member, circle] of after) if (before.has(member)) expect(before.get(member)).toBe(circle)
  for (const guest of day.here) expect(after.has(idOf(guest))).toBe(true)
  expect(after.size).toBe(day.here.length)
}

/** What twenty people do in each kind of step. */
const does: { readonly [K in StepKind]?: (day: Day, spec: AnySpec, code: string) => Promise<void> } = {
  turn: async (day, spec, code) => {
    if (spec.kind !== 'turn' || spec.order === 'popcorn') return
    if (spec.parts !== undefined) return exchanges(day, spec.order === 'slots')
    const circles = spec.of === 'plenary' ? [plenary] : day.run.circles.map(({ id }) => id)
    const expected = day.run.state.kind === 'turn' ? Object.values(day.run.state.turns) : []
    const queue = expected.flatMap(({ holder, queue: rest }) => [...(holder === null ? [] : [holder]), ...rest])
    expect(queue.toSorted()).toEqual(day.here.map(idOf).toSorted())
    const all: Guest[] = []
    for (const circle of circles)
      all.push(
        ...(await day.goesRound(circle, async (holder, index) => {
          const isFirstRound = day.everyone.length === 21 && spec.of === 'plenary'
          // The second of the first round leaves with the stone, and somebody comes meanwhile.
          if (isFirstRound && index === 1) return day.leaves(holder)
          if (isFirstRound && index === 2) await day.comes(code, 'Wren', 'remote')
          if (index % 3 === 0) expect(await holder.send({ type: 'turn.speak', circle })).toEqual({ ok: true })
          const type = index % 5 === 4 ? 'turn.pass' : 'turn.hand'
          expect(await holder.send({ type, circle })).toEqual({ ok: true })
        })),
      )
    // Everyone once, whoever came late included.
    expect(new Set(all).size).toBe(all.length)
    expect(day.here.filter((guest) => !all.includes(guest))).toEqual([])
    const last = all.at(-1)
    const cameLate = last?.name === 'Wren'
    if (spec.of === 'plenary' && !cameLate) expect(last?.view.me?.place).toBe('room')
  },

  group: async (day, spec) => {
    const { circles } = day.run
    const pairs = spec.kind === 'group' && spec.size === 2
    expect(circles.flatMap(({ members }) => members).toSorted()).toEqual(day.here.map(idOf).toSorted())
    for (const size of sizes(day.run)) {
      expect(size).toBeGreaterThanOrEqual(pairs ? 2 : 3)
      expect(size).toBeLessThanOrEqual(pairs ? 3 : 7)
    }
    const remote = circles.map(
      ({ members }) => members.filter((id) => day.state().people[id]?.place === 'remote').length,
    )
    expect(Math.max(...remote) - Math.min(...remote)).toBeLessThanOrEqual(1)
    for (const guest of day.here) {
      const { now } = guest.view
      const own = circles.find(({ members }) => members.includes(idOf(guest)))
      const others = own?.members.filter((id) => id !== idOf(guest)) ?? []
      expect(now?.show === 'group' ? now.view.with.map(({ id }) => id) : null).toEqual(others)
    }
  },

  sealed: async (day, spec, code) => {
    if (spec.kind === 'sealed' && spec.to === 'circles') {
      for (const guest of day.here) expect(await guest.put(`A card of ${guest.name}`)).toEqual({ ok: true })
      return
    }
    // Somebody comes while all write, and is written to like everyone.
    await nobodyMoves(day, () => day.comes(code, 'Lark', 'room'))
    await day.settled()
    for (const from of day.here) {
      const { now } = from.view
      for (const { id } of now?.show === 'sealed' ? (now.view.each ?? []) : []) {
        const to = day.guest(id)
        const text = `From ${from.name} to ${to.name}`
        expect(await from.put(text, newToken(), { to: id, signed: id < idOf(from) })).toEqual({ ok: true })
        day.written.set(to, [...(day.written.get(to) ?? []), text])
      }
    }
  },

  board: async (day, spec, code) => {
    if (spec.kind !== 'board') return
    if (spec.of === 'circles') await nobodyMoves(day, () => day.comes(code, 'Robin', 'room'))
    await day.settled()
    const docs = new Map<string, Guest[]>()
    for (const guest of day.here) {
      const { now } = guest.view
      const doc = now?.show === 'board' ? now.view.doc : ''
      docs.set(doc, [...(docs.get(doc) ?? []), guest])
    }
    expect(docs.size).toBe(spec.of === 'circles' ? day.run.circles.length : 1)
    for (const [doc, guests] of docs) {
      const [first, ...others] = guests as [Guest]
      // Whole in one update, also where it takes the place of the one before.
      const text = day.run.step % 2 === 0 ? 'Ask first' : 'Listen longer'
      if (spec.layout === 'own') await placeLine(first, doc, text)
      else await writeCard(first, doc, 'l1', `c${day.run.step}`, text)
      for (const guest of others) expect(await readBoard(guest, doc)).toContain(text)
      for (const guest of day.here) if (!guests.includes(guest)) expect(await readBoard(guest, doc)).toBeNull()
    }
  },

  scale: async (day, spec) => {
    if (spec.kind !== 'scale') return
    for (const [i, guest] of day.here.entries()) {
      const { now } = guest.view
      const lines = now?.show === 'scale' && now.view.about === 'lines' ? now.view.lines : []
      const answers = lines.map(({ id: line }) => ({ line, answer: 'yes' as const, reason: '' }))
      const isOpen = now?.show === 'scale' && now.view.results === null
      if (isOpen)
        expect(await (spec.about === 'poles' ? guest.stand(1 + (i % 5)) : guest.vote(answers))).toEqual({ ok: true })
    }
  },
}

/** Circles go on side by side, each in its own hands. */
async function exchanges(day: Day, slots: boolean): Promise<void> {
  const circles = day.run.circles.map(({ id }) => id)
  for (const circle of circles) {
    const { members = [], guardian } = day.run.circles.find(({ id }) => id === circle) ?? {}
    const [first, second] = members.map((id) => day.guest(id)) as [Guest, Guest]
    if (slots)
      for (const [place, teller] of [first, second].entries())
        expect(await teller.send({ type: 'turn.place', circle, place })).toEqual({ ok: true })
    const confirm = true
    expect(await day.guest(guardian).send({ type: 'turn.hand', circle, confirm })).toEqual({ ok: true })
    const turn = () => (day.run.state.kind === 'turn' ? day.run.state.turns[circle] : undefined)
    const around: MemberId[] = []
    let left = false
    for (let turns = 0; turns < 80 && turn()?.around != null; turns++) {
      const { focus, round = [] } = turn()?.around ?? {}
      if (focus !== undefined && around.at(-1) !== focus) around.push(focus)
      const holder = turn()?.holder ?? focus
      const guest = day.guest(holder)
      const count = turn()?.count
      // One witness leaves with the stone.
      if (
        slots &&
        circle === circles[0] &&
        !left &&
        ![first, second].includes(guest) &&
        round.length > 0 &&
        turns > 0
      ) {
        left = true
        await nobodyMoves(day, () => day.leaves(guest))
      } else {
        expect(await guest.send({ type: 'turn.hand', circle, confirm })).toEqual({ ok: true })
      }
      expect(turn()?.count).not.toBe(count)
    }
    expect(turn()?.holder).toBeNull()
    const now = day.run.circles.find(({ id }) => id === circle)?.members ?? []
    expect(around.toSorted()).toEqual((slots ? [idOf(first), idOf(second)] : [...now]).toSorted())
  }
}

/** One's own line, or in a later step other words for it. */
async function placeLine(guest: Guest, doc: string, text: string): Promise<void> {
  const peer = await BoardPeer.open(guest, doc as DocId)
  const mine = guest.view.me?.id ?? ''
  if (peer.lineOf(mine) === null) peer.place(text)
  else peer.board.editCard(mine, text)
  await peer.settled()
  peer.close()
}

test(
  '[PF4] twenty members and two leads live through everything, with three who come late and two who leave',
  { timeout: 120_000 },
  async () => {
    const house = await openHouse()
    const lead = await Guest.lead(house.url)
    await withEveryActivity(house, lead)
    const code = await lead.code()
    const colead = await lead.colead('Andre')
    const state = () => house.cohorts.cohort(cohortOfGrant(lead.grant as GrantId))?.state as FlowState
    const day = new Day(lead, colead, state)
    for (const [i, name] of firstNames.slice(0, 20).entries())
      day.everyone.push(await Guest.join(house.url, code, name, i % 4 === 0 ? 'remote' : 'room'))
    await lead.admit(20)
    // One of the two who lead takes part.
    expect(await colead.send({ type: 'seat.take', on: true })).toEqual({ ok: true })
    day.everyone.push(colead)

    const went: string[] = []
    for (let presses = 0; state().done.length < activities.length; presses++) {
      const { run } = state()
      const place = run === null ? null : `${run.activity}/${stepOf(run.activity, run.step).id}`
      if (run !== null && place !== null && !went.includes(place)) {
        went.push(place)
        await day.settled()
        const spec = stepOf(run.activity, run.step)
        await does[spec.kind]?.(day, spec, code)
      }
      house.time.now += 60_000
      const presser = presses % 2 === 0 ? lead : colead
      await presser.until(
        () => presser.at.step === (state().run?.step ?? 0) && presser.at.run === (state().run?.id ?? null),
      )
      expect([place, await presser.next(true)]).toEqual([place, { ok: true }])
      expect(presses).toBeLessThan(150)
    }
    expect(went).toHaveLength(activities.reduce((sum, { steps }) => sum + steps.length, 0))
    expect(day.here).toHaveLength(22)

    // Everyone has what is theirs, and only that.
    await day.settled()
    const agreed = lead.view.agreements?.lines.map(({ text }) => text) ?? []
    expect(agreed.length).toBeGreaterThan(0)
    for (const guest of day.here) {
      expect(guest.view.agreements?.lines.map(({ text }) => text)).toEqual(agreed)
      const mine = day.written.get(guest) ?? []
      expect([guest.name, guest.book.map(({ text }) => text).sort()]).toEqual([guest.name, mine.sort()])
      expect(mine.length).toBeGreaterThanOrEqual(2)
      const { url, grant, cookie } = guest
      const file = await (await fetch(`${url}/api/w/${grant}/keepsake.html`, { headers: { cookie } })).text()
      for (const text of [...agreed, ...mine]) expect(file).toContain(text)
      for (const [other, texts] of day.written)
        for (const text of other === guest ? [] : texts)
          expect(guest.frames.join('').includes(text) || file.includes(text)).toBe(false)
    }
    expect(house.errors).toEqual([])
    for (const guest of [lead, ...day.everyone]) guest.close()
  },
)
