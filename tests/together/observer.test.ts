/** Somebody looks on: what they receive, what is refused to them, and what everyone is told, over the real protocols. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Access } from '../../server/auth/access.ts'
import { readEntry } from '../../server/flow/flow-store.ts'
import { jsonBody, readStored } from '../../server/log/entry.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { commandShapes, type Command } from '../../shared/flow/commands.ts'
import type { FlowEntry } from '../../shared/flow/events.ts'
import { emptyState, evolveEntry } from '../../shared/flow/evolve.ts'
import { viewOf } from '../../shared/flow/view.ts'
import { accessStream, type CohortId, type GrantId, type MemberId } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import { readBoard } from '../fixtures/boards.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
let people: Guest[]

beforeEach(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  people = await Promise.all(['Maya', 'Luis', 'Noor', 'Ben', 'Priya'].map((name) => Guest.join(server.url, code, name)))
  await lead.admit(people.length)
  wall = await lead.wall()
})
afterEach(async () => {
  for (const guest of [lead, wall, ...people]) guest.close()
  await server.stop()
})

const observed = ({ view }: Guest) => view.workshop?.observed

test('[OB1] an observer has the wall’s slices, step by step, and neither doors, commands nor boards of circles', async () => {
  const observer = await lead.observer()
  expect(Object.keys(observer.view)).toEqual(['wall'])
  const went = new Set<string>()
  for (let presses = 0; presses < 12; presses++) {
    expect((await lead.next()).ok).toBe(true)
    await observer.socket.emitWithAck('clock')
    await wall.socket.emitWithAck('clock')
    expect(observer.view).toEqual(wall.view)
    expect(Object.keys(observer.view)).toEqual(['wall'])
    const now = people[0]?.view.now
    if (now?.show === 'board') {
      went.add(now.view.of)
      expect([now.view.of, (await readBoard(observer, now.view.doc)) !== null]).toEqual([
        now.view.of,
        now.view.of === 'plenary',
      ])
    }
  }
  expect([...went].sort()).toEqual(['circles', 'plenary'])

  const before = JSON.stringify(lead.view)
  for (const type of Object.keys(commandShapes))
    expect([type, await observer.send({ type } as Command)]).toEqual([type, expect.objectContaining({ ok: false })])
  expect(await observer.send({ type: 'next', confirm: true })).toEqual({ ok: false, code: 'not_yours' })
  expect(await observer.put('Something.')).toEqual({ ok: false, code: 'not_yours' })
  expect(await observer.socket.emitWithAck('signal', { kind: 'moment', to: null })).toEqual({
    ok: false,
    code: 'not_yours',
  })
  expect(JSON.stringify(lead.view)).toBe(before)
  const { cookie, grant, url } = observer
  for (const path of ['code', 'about', 'keepsake.html'])
    expect([path, (await fetch(`${url}/api/w/${grant}/${path}`, { headers: { cookie } })).status]).toEqual([path, 403])
  for (const [path, body] of [
    ['link', { for: 'me' }],
    ['wall', { code: 'H72V' }],
    ['revoke', { grant: lead.grant }],
    ['delete', { confirm: true }],
  ] as const)
    expect([path, (await door(url, `/w/${grant}/${path}`, body, { cookie })).body]).toEqual([
      path,
      { ok: false, code: 'leads_only' },
    ])
  observer.close()
})

test('[OB1] on the board of everyone an observer’s letters are not taken', async () => {
  const observer = await lead.observer()
  const at = () => people[0]?.view.now
  for (
    let presses = 0;
    presses < 40 && !(isPlenaryBoard(at()) && observer.view.wall?.view.show === 'board');
    presses++
  ) {
    await lead.next()
    await people[0]?.socket.emitWithAck('clock')
    await observer.socket.emitWithAck('clock')
  }
  const now = at()
  if (now?.show !== 'board') throw new Error('there is no board of everyone')
  const peer = await BoardPeer.open(observer, now.view.doc)
  expect(peer.role).toBe('read')
  peer.board.addCard(peer.board.content().lists[0]?.id ?? '', { id: 'stranger', text: 'UNINVITED' })
  await peer.until(() => peer.resets.length > 0 || peer.isSettled)
  expect(await readBoard(people[1] as Guest, now.view.doc)).not.toContain('UNINVITED')
  peer.close()
  observer.close()
})

const isPlenaryBoard = (now: Guest['view']['now']) => now?.show === 'board' && now.view.of === 'plenary'

test('[OB2] everyone is told from before the link is made until it is closed, over a crash too; then nothing opens it', async () => {
  const told = [lead, ...people]
  const waiting = await Guest.join(server.url, await lead.code(), 'Olga')
  expect([...told, waiting].map(observed)).toEqual([...told, waiting].map(() => false))
  // Nobody but a lead lets somebody look on.
  const maya = people[0] as Guest
  expect((await door(server.url, `/w/${maya.grant}/link`, { for: 'observer' }, { cookie: maya.cookie })).body).toEqual({
    ok: false,
    code: 'leads_only',
  })
  const { body } = await door(server.url, `/w/${lead.grant}/link`, { for: 'observer' }, { cookie: lead.cookie })
  expect(body.ok).toBe(true)
  // The link is unopened, and everybody knows already; at the door too.
  for (const guest of [...told, waiting]) await guest.until(() => observed(guest) === true)
  const entered = await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })
  expect(entered.body['role']).toBe('observer')
  const observer = new Guest(server.url, 'who observes', String(body['grant']), entered.cookie)
  await observer.until(() => observer.view.wall !== undefined)
  const second = await lead.observer()

  await server.crash()
  await lead.until(() => lead.socket.connected)
  const colead = await lead.colead('Andre')
  expect(observed(colead)).toBe(true)
  const close = (grant: string) => door(server.url, `/w/${colead.grant}/revoke`, { grant }, { cookie: colead.cookie })
  expect((await close(second.grant)).body.ok).toBe(true)
  await second.until(() => second.bye === 'revoked')
  await maya.socket.emitWithAck('clock')
  expect(observed(maya)).toBe(true)
  expect((await close(observer.grant)).body.ok).toBe(true)
  await observer.until(() => observer.bye === 'revoked')
  for (const guest of told) await guest.until(() => observed(guest) === false)
  expect((await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })).body).toEqual({
    ok: false,
    code: 'link_closed',
  })
  const again = new Guest(server.url, 'who observes', observer.grant, observer.cookie)
  await again.until(() => again.bye === 'revoked')
  expect(again.view).toEqual({})
  for (const guest of [waiting, observer, second, colead, again]) guest.close()
})

test('[OB2][AU10] what version 1 stored of an observer opens today: the link, its end, and that everyone is told', async () => {
  const stored = JSON.parse(readFileSync('tests/fixtures/auth/observer-v1.json', 'utf8')) as {
    readonly cohort: CohortId
    readonly open: { readonly grant: GrantId; readonly secret: string }
    readonly closed: { readonly grant: GrantId; readonly secret: string }
    readonly entries: readonly string[]
    readonly told: readonly FlowEntry[]
  }
  const log = memoryLog()
  const bodies = stored.entries.map((body) => readStored(Buffer.from(body, 'base64')).payload)
  await log.append([{ stream: accessStream(stored.cohort), bodies }], await log.lease(stored.cohort, 'test'))
  const access = new Access({ random: seededRandom(1), secure: false, now: () => 0 })
  await access.openAll(log)
  expect(access.opening(stored.open.grant, stored.open.secret)?.grants.grant(stored.open.grant)?.role).toBe('observer')
  expect(access.opening(stored.closed.grant, stored.closed.secret)).toBe(null)
  const person = { id: '222222222222' as MemberId, role: 'member', place: 'room', status: 'waiting' } as const
  const begun = evolveEntry(emptyState(stored.cohort), { v: 1, at: 0, events: [{ type: 'person_set', person }] })
  const state = stored.told.reduce((now, entry) => evolveEntry(now, readEntry(jsonBody(entry))), begun)
  expect(state.observers).toEqual([stored.open.grant])
  const nobody = () => ({ name: '', pronouns: '' })
  expect(viewOf(state, nobody, { as: 'person', member: person.id }).workshop?.observed).toBe(true)
})
