/** Attacks on a room that is at work, through its real doors. Numbers: the list of attacks that this project keeps. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { commandRoles, commandShapes, type CommandType } from '../../shared/flow/commands.ts'
import { cohortOfGrant, type DocId, type GrantId, type MemberId } from '../../shared/lib/ids.ts'
import { DocClose, DocMessage, docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
import { ballotBytes, flowVersion } from '../../shared/wire/flow-terms.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { step2Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { connect, openBoard, ticketFor } from '../server/http/open-board.ts'
import {
  begin,
  Browser,
  colead,
  command,
  knock,
  openHouse,
  seat,
  wall,
  type House,
  type Lead,
  type Seat,
} from '../server/http/open-house.ts'
import { flowPath, heardUntilClosed, raw, upgradeHead, wsFrame, type FrameParts } from '../server/http/raw-socket.ts'

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir']

async function room(house: House, lead: string) {
  const leads = await begin(house, lead)
  const people: Seat[] = []
  for (const name of names) people.push(await seat(house, leads, name))
  return { lead: leads, people, maya: people[0] as Seat, luis: people[1] as Seat }
}

const cohortOf = (house: House, grant: GrantId) => {
  const cohort = house.cohorts.cohort(cohortOfGrant(grant))
  if (cohort === undefined) throw new Error('no cohort')
  return cohort
}

/** The flow of one grant, and everything it was ever told. */
async function flowOf(browser: Browser, grant: GrantId) {
  const socket = browser.flow(grant)
  const frames: string[] = []
  socket.onAny((...all: unknown[]) => frames.push(JSON.stringify(all)))
  await new Promise((resolve) => socket.once('slices', resolve))
  const ask = (event: string, message: unknown) => socket.timeout(5_000).emitWithAck(event, message) as Promise<Answer>
  let asked = 0
  const send = (c: object, at: object | null = null) => ask('cmd', { id: `${grant.slice(-6)}-${++asked}`, at, c })
  return { socket, frames, ask, send }
}

const atOf = (house: House, grant: GrantId) => {
  const { run } = cohortOf(house, grant).state
  return { run: run?.id ?? null, step: run?.step ?? 0 }
}

/** Presses Next until the step is of this kind. */
async function goTo(house: House, lead: Lead, kind: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (cohortOf(house, lead.grant).state.run?.state.kind === kind) return
    await command(house, lead, { type: 'next', confirm: true, whole: true }, atOf(house, lead.grant))
  }
  throw new Error(`no step of kind ${kind}`)
}

const cardsOf = async (house: House, doc: DocId) => {
  const { cards } = await house.hub.settle(doc)
  house.hub.unsettle(doc)
  return cards.map(({ id }) => id)
}

test('[RD13] ATK-20 nothing that is sent before the login is over is taken', async () => {
  const house = await openHouse()
  const { lead, maya } = await room(house, 'Judith')
  const doc = await openBoard(house, lead)
  const update = changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'early', 'x'))
  const ticket = `Sec-WebSocket-Protocol: ${docSubprotocol}, ${ticketPrefix}${'x'.repeat(43)}`
  const frames = Buffer.concat([wsFrame(step2Frame(update)), wsFrame(updateFrame(update))])
  const board = raw(
    house.port,
    Buffer.concat([Buffer.from(upgradeHead(house, `/doc/${doc}`, [ticket], maya.browser)), frames]),
  )
  expect(await heardUntilClosed(board)).toContain('101 Switching Protocols')
  expect(await cardsOf(house, doc)).not.toContain('early')

  const rename = '42/flow,0["cmd",{"id":"abcdefgh","at":null,"c":{"type":"workshop.rename","name":"Taken over"}}]'
  const flow = raw(
    house.port,
    Buffer.concat([Buffer.from(upgradeHead(house, flowPath, [], lead.browser)), wsFrame(rename)]),
  )
  await heardUntilClosed(flow)
  expect(cohortOf(house, lead.grant).state.name).not.toBe('Taken over')
  expect(house.errors).toEqual([])
})

test('[RD13] ATK-22 what only the server says means nothing when somebody else says it', async () => {
  const house = await openHouse()
  const { lead, maya } = await room(house, 'Judith')
  const leads = await flowOf(lead.browser, lead.grant)
  const hers = await flowOf(maya.browser, maya.grant)
  const heard = leads.frames.length
  const { name } = cohortOf(house, lead.grant).state
  const emit = (event: string, ...rest: unknown[]) => hers.socket.emit(event, ...rest)
  const own = ['slices', 'signals', 'roster', 'bye', 'error', 'message', 'data', 'anything', '__proto__']
  for (const event of own) emit(event, { rev: 99, whole: true, changed: { workshop: null } }, 'revoked')
  expect(await hers.send({ type: 'profile.set', pronouns: 'she' })).toEqual({ ok: true })
  // Packets of engine.io and socket.io that only servers send, or nobody does; binary ones and acks nobody waits for.
  const hello = wsFrame(`40/flow,${JSON.stringify({ as: maya.grant, version: flowVersion })}`)
  const packets = [...'0123456789'].flatMap((type) => [type, `4${type}`, `4${type}/flow,["slices",{}]`])
  const strange = ['451-/flow,["cmd",{"_placeholder":true,"num":0}]', '431/flow,99[]', '42/flow,["cmd"]', '42/flow,[]']
  for (const packet of [...packets, ...strange, '42/flow,[7]', '42/flow,["disconnect"]', '42["cmd",{}]', '40/', 'x']) {
    const socket = raw(house.port, Buffer.concat([Buffer.from(upgradeHead(house, flowPath, [], maya.browser)), hello]))
    socket.write(wsFrame(packet))
    socket.write(wsFrame('40/other,'))
    await once(socket, 'data')
    socket.destroy()
  }
  expect(await hers.send({ type: 'profile.set', pronouns: 'they' })).toEqual({ ok: true })
  expect(leads.frames.slice(heard).some((frame) => frame.includes('"rev":99'))).toBe(false)
  expect(cohortOf(house, lead.grant).state.name).toBe(name)
  expect(house.errors).toEqual([])
})

test('[RD13] ATK-33 every command by everyone who may not give it is refused and changes nothing', async () => {
  const house = await openHouse()
  const { lead, maya, luis } = await room(house, 'Judith')
  const andre = await colead(house, lead)
  const screen = await wall(house, lead)
  const waits = await knock(house, lead.code, 'Rosa')
  await goTo(house, lead, 'turn')
  const bodies: Partial<Record<CommandType, object>> = {
    'workshop.rename': { name: 'Taken over' },
    'workshop.end': { confirm: true },
    'place.set': { member: luis.member, place: 'remote' },
    'lobby.admit': { members: [waits.member] },
    'lobby.decline': { member: waits.member },
    'person.remove': { member: luis.member, confirm: true },
    'seats.set': { seats: [] },
    'guardian.set': { circle: 'all', member: maya.member },
    'circle.where': { circle: 'all', where: 'Hall' },
    'call.set': { call: 'https://elsewhere.example' },
    next: { confirm: true, whole: true },
    back: {},
    undo: {},
    'profile.set': { name: 'Someone' },
    'time.more': { circle: 'all', minutes: 5 },
    'turn.order': { circle: 'all', order: 'popcorn' },
    'wall.quiet': { on: true },
    'wall.code': { on: true },
  }
  const inside = { lead, andre, maya }
  for (const [who, one] of Object.entries({ ...inside, waits, screen })) {
    const flow = await flowOf(one.browser, one.grant)
    const role = who === 'waits' || who === 'screen' ? null : cohortOf(house, lead.grant).state.people
    const member = house.access.of(cohortOfGrant(one.grant)).grant(one.grant)?.member ?? null
    const may = member === null ? null : (role?.[member]?.role ?? null)
    for (const type of Object.keys(commandShapes) as CommandType[]) {
      const roles: readonly string[] = commandRoles[type]
      if (may !== null && roles.includes(may)) continue
      // Somebody at the door may say who they are.
      if (who === 'waits' && type === 'profile.set') continue
      const before = JSON.stringify(cohortOf(house, lead.grant).state)
      const body = bodies[type] ?? { circle: 'all' }
      // A role that the message claims is not looked at.
      for (const claim of [{}, { role: 'lead', actor: lead.grant }]) {
        const answer = await flow.send({ type, ...body, ...claim }, atOf(house, lead.grant))
        expect([who, type, answer.ok]).toEqual([who, type, false])
      }
      expect([who, type, JSON.stringify(cohortOf(house, lead.grant).state)]).toEqual([who, type, before])
    }
  }
  expect(house.errors).toEqual([])
})

test('[AU3] ATK-32 ATK-34 with the ids of another workshop in every message nobody reaches it', async () => {
  const house = await openHouse()
  const ours = await room(house, 'Judith')
  const theirs = await room(house, 'CANARY-OTHER')
  const doc = await openBoard(house, ours.lead)
  const other = await openBoard(house, theirs.lead)
  const flow = await flowOf(ours.lead.browser, ours.lead.grant)
  const them = await flowOf(theirs.maya.browser, theirs.maya.grant)
  const heard = them.frames.length
  const waits = await knock(house, theirs.lead.code, 'Rosa')
  const before = JSON.stringify(cohortOf(house, theirs.lead.grant).state)
  const at = atOf(house, theirs.lead.grant)
  const { member } = theirs.maya
  for (const c of [
    { type: 'next', confirm: true },
    { type: 'person.remove', member, confirm: true },
    { type: 'place.set', member, place: 'remote' },
    { type: 'guardian.set', circle: 'all', member },
    { type: 'lobby.admit', members: [waits.member] },
    { type: 'lobby.decline', member: waits.member },
  ]) {
    expect([c.type, (await flow.send(c, at)).ok]).toEqual([c.type, false])
  }
  const token = '2'.repeat(28)
  const step = String(at.step)
  expect(await flow.ask('put', { run: at.run, step, token, text: 'x' })).toEqual({ ok: false, code: 'not_now' })
  expect(await flow.ask('take', { run: at.run, step, token })).toMatchObject({ ok: false })
  expect(await flow.ask('ballot', { run: at.run, step, answers: [], pad: '' })).toEqual({ ok: false, code: 'not_now' })
  expect(await flow.ask('signal', { kind: 'moment', to: theirs.lead.grant.slice(0, 12) })).toMatchObject({ ok: false })
  expect(await flow.ask('ticket', { doc: other })).toEqual({ ok: false, code: 'not_yours' })
  const ticket = ticketFor(house, ours.lead.browser, ours.lead.grant, doc)
  expect((await connect(house, ours.lead.browser, other, ticket)).code).toBe(DocClose.ticket)
  // An order of seats may name anybody; who is not here gets none.
  await flow.send({ type: 'seats.set', seats: [member] })
  expect(cohortOf(house, ours.lead.grant).state.seats).not.toContain(member)
  expect(JSON.stringify(cohortOf(house, theirs.lead.grant).state)).toBe(before)
  expect(flow.frames.join('')).not.toContain('CANARY-OTHER')
  expect(them.frames.slice(heard).filter((frame) => !frame.startsWith('["slices"'))).toEqual([])
})

test(
  '[HT1] ATK-36 frames that keep to no protocol end their own connection, and nothing else',
  { timeout: 60_000 },
  async () => {
    const house = await openHouse()
    const { lead, maya, luis } = await room(house, 'Judith')
    const doc = await openBoard(house, lead)
    const stays = await connect(house, luis.browser, doc, ticketFor(house, luis.browser, luis.grant, doc))
    const his = await flowOf(luis.browser, luis.grant)
    const odd: Record<string, readonly (readonly [string | Uint8Array, FrameParts])[]> = {
      'not masked': [['40', { masked: false }]],
      'a reserved bit': [['40', { reserved: 4 }]],
      'an opcode nobody knows': [['40', { opcode: 7 }]],
      'a continuation of nothing': [['40', { opcode: 0 }]],
      'a text that is not UTF-8': [[Uint8Array.of(0xff, 0xfe, 0xc0), { opcode: 1 }]],
      'a ping in pieces': [['x', { opcode: 9, fin: false }]],
      'a goodbye of one byte': [['x', { opcode: 8 }]],
      'a length beyond any limit': [['x', { claims: 2 ** 40 }]],
      'a length beyond numbers': [['x', { claims: Number.MAX_SAFE_INTEGER }]],
      'a hundred thousand crumbs': Array.from(
        { length: 140_000 },
        (_, i) => ['', { opcode: i === 0 ? 2 : 0, fin: false }] as const,
      ),
    }
    const before = process.memoryUsage().rss
    for (const [what, frames] of Object.entries(odd)) {
      const bytes = Buffer.concat(frames.map(([content, parts]) => wsFrame(content, parts)))
      const ticket = `Sec-WebSocket-Protocol: ${docSubprotocol}, ${ticketPrefix}${ticketFor(house, maya.browser, maya.grant, doc)}`
      const heads = [
        upgradeHead(house, `/doc/${doc}`, [ticket], maya.browser),
        upgradeHead(house, flowPath, [], maya.browser),
      ]
      for (const head of heads) {
        const heard = await heardUntilClosed(raw(house.port, Buffer.concat([Buffer.from(head), bytes])))
        expect([what, heard.slice(0, 12)]).toEqual([what, 'HTTP/1.1 101'])
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    expect(await his.send({ type: 'profile.set', pronouns: 'he' })).toEqual({ ok: true })
    expect(stays.socket.readyState).toBe(stays.socket.OPEN)
    expect(house.errors).toEqual([])
  },
)

test('[CS1] ATK-42 a person has one ballot: from two devices, sent again, changed, and none after closing', async () => {
  const house = await openHouse()
  const { lead, maya, luis } = await room(house, 'Judith')
  const doc = await openBoard(house, lead)
  const { lists } = await house.hub.settle(doc)
  house.hub.unsettle(doc)
  const { socket } = await connect(house, maya.browser, doc, ticketFor(house, maya.browser, maya.grant, doc))
  const list = lists.at(-1)?.id ?? ''
  socket.send(updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'one', 'One voice', { list }))))
  while (((await once(socket, 'message')) as [Buffer])[0][0] !== DocMessage.saved);
  await goTo(house, lead, 'scale')
  const cohort = cohortOf(house, lead.grant)
  const { run, step } = atOf(house, lead.grant)
  const asked = cohort.state.run?.state
  const [line] = asked?.kind === 'scale' && asked.about !== 'poles' ? asked.lines : []
  const ballot = (answer: 'yes' | 'not_yet', reason = '') => ({
    run,
    step: String(step),
    answers: [{ line: line?.id ?? 'none', answer, reason }],
    pad: '.'.repeat(ballotBytes),
  })
  const [laptop, phone, his] = [
    await flowOf(maya.browser, maya.grant),
    await flowOf(maya.browser, maya.grant),
    await flowOf(luis.browser, luis.grant),
  ]
  const isOpen = cohort.state.run?.state.kind === 'scale' && cohort.state.run.state.results === null
  expect(isOpen).toBe(true)
  for (let again = 0; again < 5; again++)
    expect(await laptop.ask('ballot', ballot('not_yet', 'CANARY'))).toEqual({ ok: true })
  expect(await phone.ask('ballot', ballot('yes'))).toEqual({ ok: true })
  expect(await his.ask('ballot', ballot('yes'))).toEqual({ ok: true })
  await command(house, lead, { type: 'next', confirm: true }, atOf(house, lead.grant))
  expect(await his.ask('ballot', ballot('not_yet', 'CANARY'))).toEqual({ ok: false, code: 'not_now' })
  const { state } = cohort.state.run ?? {}
  expect(
    state?.kind === 'scale' && state.about !== 'poles' && line !== undefined ? state.results?.[line.id] : null,
  ).toBe('everyone')
  expect(JSON.stringify(cohort.state)).not.toContain('CANARY')
})

test('[RD1] ATK-54 two leads who press Next together move the room once, a hundred times', async () => {
  const house = await openHouse()
  const { lead } = await room(house, 'Judith')
  const andre = await colead(house, lead)
  const [one, other] = [await flowOf(lead.browser, lead.grant), await flowOf(andre.browser, andre.grant)]
  for (let race = 0; race < 100; race++) {
    const at = atOf(house, lead.grant)
    const press = { type: 'next', confirm: true, whole: true }
    const answers = await Promise.all([one.send(press, at), other.send(press, at)])
    const moved = answers.filter(({ ok }) => ok).length
    expect(moved).toBeLessThanOrEqual(1)
    if (moved === 0) break
    expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'moved_on' })
  }
})

test('[BND3] ATK-63 one who floods is told so, and nobody waits for them', async () => {
  const house = await openHouse()
  const { lead, maya } = await room(house, 'Judith')
  const [leads, hers] = [await flowOf(lead.browser, lead.grant), await flowOf(maya.browser, maya.grant)]
  const flood = Array.from({ length: 3_000 }, (_, i) => hers.send({ type: 'profile.set', pronouns: `p${i % 7}` }))
  const begun = performance.now()
  expect(await leads.send({ type: 'workshop.rename', name: 'Undisturbed' })).toEqual({ ok: true })
  expect(performance.now() - begun).toBeLessThan(2_000)
  const codes = new Set((await Promise.all(flood)).map((answer) => (answer.ok ? 'ok' : answer.code)))
  expect([...codes].sort()).toEqual(['ok', 'too_fast'])
})

test('[AU6] ATK-53 a thousand who join at once fill the waiting room, and the lead goes on working', async () => {
  const house = await openHouse()
  const { lead } = await room(house, 'Judith')
  const leads = await flowOf(lead.browser, lead.grant)
  const body = (i: number) => ({ code: lead.code, name: `Nobody ${i}`, pronouns: '', place: 'room' })
  const crowd = Array.from({ length: 1_000 }, (_, i) => new Browser(house).post('/api/join', body(i)))
  const begun = performance.now()
  expect(await leads.send({ type: 'workshop.rename', name: 'Undisturbed' })).toEqual({ ok: true })
  expect(performance.now() - begun).toBeLessThan(5_000)
  const codes = (await Promise.all(crowd)).map(({ json }) => json['code'] ?? 'in')
  expect(codes.filter((code) => code === 'in').length).toBe(60)
  expect(new Set(codes)).toEqual(new Set(['in', 'lobby_full']))
  const waiting = Object.values(cohortOf(house, lead.grant).state.people).filter(({ status }) => status === 'waiting')
  expect(await leads.send({ type: 'lobby.decline', member: waiting[0]?.id as MemberId })).toEqual({ ok: true })
})
