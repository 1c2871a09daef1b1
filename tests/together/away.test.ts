/** The client's own link against the real server that stops, stands still and comes back; and people who are sent away. */
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { FlowLink } from '../../client/link/flow.ts'
import { patienceMs } from '../../shared/flow/command-terms.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import { flowNamespace } from '../../shared/wire/flow-terms.ts'
import type { Bye } from '../../shared/wire/flow.ts'
import { refusals } from '../../shared/wire/refusals.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { Waiting } from '../fixtures/waiting.ts'

let server: ServerProcess
let lead: Guest
let maya: Guest
beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  maya = await Guest.join(server.url, await lead.code(), 'Maya')
  await lead.until(() => lead.view.lobby?.waiting.length === 1)
  await lead.send({ type: 'lobby.admit', members: lead.view.lobby?.waiting.map((one) => one.id) ?? [] })
  await lead.next()
  await lead.until(() => lead.view.desk?.run !== null)
})
afterAll(async () => {
  lead.close()
  maya.close()
  await server.stop()
})

/** The link of a page, as a browser would hold it. */
async function linkOf({ grant, cookie }: Guest, there = true) {
  const heard = { up: false, slices: 0 }
  const waiting = new Waiting()
  const changed = (change: () => void) => {
    change()
    waiting.changed()
  }
  const until = (holds: () => boolean) => waiting.until(holds)
  const link = new FlowLink(
    grant,
    {
      up: (up) => changed(() => (heard.up = up)),
      slices: () => changed(() => heard.slices++),
      signals: () => undefined,
      roster: () => undefined,
      unheard: () => undefined,
      cut: () => undefined,
      book: () => undefined,
      pages: () => undefined,
      bye: () => undefined,
    },
    {
      address: server.url,
      random: seededRandom(1),
      socket: { transports: ['websocket'], extraHeaders: { cookie, origin: server.url }, reconnectionDelayMax: 300 },
    },
  )
  onTestFinished(() => link.close())
  if (there) await until(() => heard.slices > 0)
  return { link, until, heard }
}

let ids = 0
const pause = () => ({ id: `away-pause-${ids++}`, at: null, c: { type: 'pause', circle: 'all' } })
const neverPaused = () => {
  expect(lead.view.desk?.paused).toBe(false)
  expect(lead.frames.join('')).not.toContain('"paused":true')
}

test('[OF5] a pause that reaches no server is refused on the device and never comes true; a name that was typed arrives', async () => {
  const { link, until, heard } = await linkOf(maya)
  await server.kill9()
  await until(() => !heard.up)
  const renamed = link.ask('cmd', { id: `away-name-${ids++}`, at: null, c: { type: 'profile.set', name: 'Maya B.' } })
  // Moves the room only from where it is, so it may wait for a server that restarts.
  const { run, step } = lead.at
  const moved = (await linkOf(lead, false)).link.askNow(
    'cmd',
    { id: `away-next-${ids++}`, at: { run, step }, c: { type: 'next', confirm: true } },
    patienceMs('next') ?? 0,
  )
  const said = link.askNow('signal', { kind: 'moment', to: null })
  expect(await link.askNow('cmd', pause())).toEqual({ ok: false, code: 'offline' })
  expect(await said).toEqual({ ok: false, code: 'offline' })
  await server.start()
  expect(await renamed).toEqual({ ok: true })
  expect(await moved).toEqual({ ok: true })
  await lead.until(() => lead.view.room?.seats[0]?.name === 'Maya B.' && lead.view.desk?.step === step + 1)
  neverPaused()
  expect(lead.marks).toEqual([])
})

test('[OF5] what a network held back reaches the server too late, and it does nothing', async () => {
  const { link } = await linkOf(maya)
  await link.ask('cmd', { id: `away-name-${ids++}`, at: null, c: { type: 'profile.set', name: 'Maya' } })
  process.kill(server.pid(), 'SIGSTOP')
  const pressed = link.askNow('cmd', pause())
  // It went out, so that nobody here can say whether it is there.
  expect(await pressed).toEqual({ ok: false, code: 'maybe_lost' })
  process.kill(server.pid(), 'SIGCONT')
  const after = link.ask('cmd', { id: `away-name-${ids++}`, at: null, c: { type: 'profile.set', name: 'Maya C.' } })
  expect(await after).toEqual({ ok: true })
  await lead.until(() => lead.view.room?.seats[0]?.name === 'Maya C.')
  neverPaused()
})

test('[OF5][RD3] the server refuses what is past its time, unless it was carried out in time', async () => {
  const late = { ...pause(), by: Date.now() - 1 }
  expect(await maya.socket.emitWithAck('cmd', late)).toEqual({ ok: false, code: 'too_late' })
  expect(await maya.socket.emitWithAck('signal', { kind: 'hear', to: null, by: Date.now() - 1 })).toEqual({
    ok: false,
    code: 'too_late',
  })
  neverPaused()
  const inTime = { id: `away-rename-${ids++}`, at: null, c: { type: 'wall.quiet', on: true }, by: Date.now() + 5_000 }
  expect(await lead.socket.emitWithAck('cmd', inTime)).toEqual({ ok: true })
  expect(await lead.socket.emitWithAck('cmd', { ...inTime, by: 1 })).toEqual({ ok: true })
  for (const code of ['offline', 'maybe_lost', 'too_late', 'broken'] as const)
    expect(refusals[code].length).toBeGreaterThan(30)
})

test('[OF6] whoever is removed or declined hears what happened and then the end, now and on coming back', async () => {
  const code = await lead.code()
  const luis = await Guest.join(server.url, code, 'Luis')
  const rosa = await Guest.join(server.url, code, 'Rosa')
  await lead.until(() => lead.view.lobby?.waiting.length === 2)
  const idOf = (guest: Guest) => guest.view.me?.id ?? ('' as never)
  await lead.send({ type: 'lobby.admit', members: [idOf(luis)] })
  await luis.until(() => luis.view.me?.status === 'in')
  expect(await lead.send({ type: 'person.remove', member: idOf(luis), confirm: true })).toEqual({ ok: true })
  expect(await lead.send({ type: 'lobby.decline', member: idOf(rosa) })).toEqual({ ok: true })
  for (const guest of [luis, rosa]) {
    await guest.until(() => guest.bye !== null)
    expect([guest.view.me?.status, guest.bye]).toEqual(['out', 'revoked'])
    await gone(guest)
    // A device that was away meanwhile: the same, and nothing of the room.
    const back = new Guest(server.url, guest.name, guest.grant, guest.cookie)
    await back.until(() => back.bye !== null)
    expect([back.view.me?.status, back.bye]).toEqual(['out', 'revoked'])
    expect(Object.keys(back.view).sort()).toEqual(['me', 'workshop'])
    await gone(back)
    const { body } = await door(server.url, `/w/${guest.grant}/link`, { for: 'me' }, { cookie: guest.cookie })
    expect(body).toEqual({ ok: false, code: 'ended_here' })
  }
  // Everybody else stays.
  expect([lead.bye, maya.bye, maya.socket.connected]).toEqual([null, null, true])
})

const gone = (guest: Guest) =>
  guest.socket.connected
    ? new Promise<void>((resolve) => guest.socket.once('disconnect', () => resolve()))
    : Promise.resolve()

test('[OF8] a page of another version is told so, and its connection ends', async () => {
  const socket = io(server.url + flowNamespace, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { as: maya.grant, version: 0 },
    extraHeaders: { cookie: maya.cookie, origin: server.url },
  })
  const heard: unknown[] = []
  socket.on('bye', (why: Bye) => heard.push(why))
  heard.push(await new Promise((resolve) => socket.once('disconnect', resolve)))
  expect(heard).toEqual(['version', 'io server disconnect'])
})
