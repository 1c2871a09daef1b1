/** What goes over the wire, and what is on disk: canary words, looked for in every frame of every viewer and in every byte stored. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newToken } from '../fixtures/tokens.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
let late: Guest
const people: Guest[] = []
const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya']

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 3 === 0 ? 'remote' : 'room'))
  await lead.admit(9)
  wall = await lead.wall()
  late = await Guest.join(server.url, code, 'CANARY-WAITING')
})
afterAll(async () => {
  for (const guest of [lead, wall, late, ...people]) guest.close()
  await server.stop()
})

const everyone = () => [lead, wall, late, ...people]
const onDisk = (word: string) => foundOnDisk(server.dataDir, word)
const heard = (word: string) =>
  everyone()
    .filter((guest) => guest.frames.some((frame) => frame.includes(word)))
    .map((guest) => guest.name)

test('[PRV4][PRV5][PRV8][CS4] ATK-1 ATK-3 ATK-35 ATK-44 from the door to the agreements nobody receives, and nothing stores, what the policy does not say', async () => {
  // Somebody at the door: leads see them, nobody else does, and they see nothing of the room.
  expect(heard('CANARY-WAITING').sort()).toEqual(['CANARY-WAITING', 'Judith'])
  expect(late.frames.join('')).not.toContain('Maya')

  // Passing: the same frames for everyone as a hand-over, nothing stored that says so.
  await lead.goTo('Round')
  const holder = people.find((guest) => guest.view.now?.show === 'turn' && guest.view.now.view.mine)
  expect(await holder?.send({ type: 'turn.pass', circle: 'all' as never })).toEqual({ ok: true })
  expect(
    everyone().some((guest) =>
      guest.frames.some((frame) =>
        /pass/i.test(
          // The offer to pass is no sign that anybody did.
          frame.replace(
            /may speak, hold silence, pass|a pass that|You may pass|"passing":(?:"turn"|"return"|null)/g,
            '',
          ),
        ),
      ),
    ),
  ).toBe(false)
  expect(wall.frames.join('')).not.toMatch(/endsAt|remainingMs|pronouns/)

  // Sealed: before release no frame of anybody but the answer to its writer; taken back is gone from disk.
  await lead.goTo('Write alone')
  for (const guest of people) expect(await guest.put(`CANARY-SEALED-${guest.name}`)).toEqual({ ok: true })
  const token = newToken()
  expect(await people[0]?.put('CANARY-BACK', token)).toEqual({ ok: true })
  expect(onDisk('CANARY-BACK').length).toBeGreaterThan(0)
  expect(await people[1]?.take(newToken())).toEqual({ ok: true })
  expect(await people[0]?.take(token)).toEqual({ ok: true })
  expect(onDisk('CANARY-BACK')).toEqual([])
  await lead.goTo('Small circles')
  expect(heard('CANARY-SEALED')).toEqual([])
  expect(onDisk('CANARY-SEALED-Maya').length).toBeGreaterThan(0)
  expect(await people[2]?.put('x'.repeat(400))).toMatchObject({ ok: false })

  // Released: on the circles' boards, which are not in any slice; the vault is gone; no later put or take.
  await lead.goTo('Read and cluster')
  expect(heard('CANARY-SEALED')).toEqual([])
  expect(await people[0]?.put('late')).toEqual({ ok: false, code: 'not_now' })
  expect(await people[0]?.take(token)).toEqual({ ok: false, code: 'already_released' })
  // A circle's board has a ticket for its members only.
  const boards = new Map<string, string[]>()
  for (const guest of people) {
    const now = guest.view.now
    const doc = now?.show === 'board' ? now.view.doc : ''
    boards.set(doc, [...(boards.get(doc) ?? []), guest.name])
  }
  expect(boards.size).toBe(2)
  for (const [doc, members] of boards) {
    for (const guest of everyone()) {
      const answer = await guest.socket.emitWithAck('ticket', { doc: doc as never })
      expect([guest.name, answer.ok]).toEqual([guest.name, members.includes(guest.name)])
    }
  }

  // Ballots: in memory only.
  await lead.goTo('Consent')
  for (const guest of people) {
    const line = { line: 'x', answer: 'not_yet', reason: 'CANARY-REASON' } as const
    expect((await guest.vote([line])).ok).toBe(lead.view.now?.show === 'scale' && lead.view.now.view.results === null)
  }
  expect(heard('CANARY-REASON')).toEqual([])
  expect(onDisk('CANARY-REASON')).toEqual([])

  // The wall had one slice, always.
  for (const frame of wall.frames) {
    const [event, body] = JSON.parse(frame) as [string, { changed?: object }]
    // The name of the newest page's script, so that a wall takes a new version at a break.
    if (event === 'build') {
      expect(body).toMatch(/^[\w./-]*$/)
      continue
    }
    if (event === 'now') {
      expect(body).toBeTypeOf('number')
      continue
    }
    expect(event).toBe('slices')
    expect(Object.keys(body.changed ?? {})).toEqual(['wall'])
  }
  expect(wall.frames.join('')).not.toContain('CANARY')
})

test('[RD5] a revoked wall and a removed person get nothing more, and the same link is the same person', async () => {
  const [maya] = people
  if (maya === undefined) throw new Error('nobody')
  const { body } = await door(server.url, `/w/${maya.grant}/link`, { for: 'me' }, { cookie: maya.cookie })
  const entered = await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })
  const again = new Guest(server.url, 'Maya elsewhere', maya.grant, entered.cookie)
  await again.until(() => again.view.me !== undefined)
  expect(again.view.me?.id).toBe(maya.view.me?.id)
  again.close()
  await door(server.url, `/w/${lead.grant}/revoke`, { grant: wall.grant }, { cookie: lead.cookie })
  await wall.until(() => wall.bye === 'revoked')
  const frames = wall.frames.length
  await lead.send({ type: 'workshop.rename', name: 'Another name' })
  await maya.until(() => maya.view.workshop?.name === 'Another name')
  expect(wall.frames.length).toBe(frames)
})

test('[RD13] what is malformed, too large or not one’s own is refused with a code, and harms nobody', async () => {
  const [maya, luis] = people
  if (maya === undefined || luis === undefined) throw new Error('nobody')
  const bad: unknown[] = [
    null,
    7,
    'x',
    [],
    {},
    { id: 1 },
    { id: 'abcdefgh', at: null, c: {} },
    { id: 'abcdefgh', at: null, c: { type: '__proto__' } },
  ]
  for (const message of bad) {
    const answer = await maya.socket.timeout(5000).emitWithAck('cmd', message as never)
    expect(answer).toMatchObject({ ok: false })
  }
  for (const type of ['next', 'undo', 'workshop.end'] as const) {
    expect(await maya.send({ type, confirm: true } as never)).toMatchObject({ ok: false })
  }
  ;(maya.socket as { emit(name: string, body: unknown): void }).emit('slices', { rev: 1 })
  ;(maya.socket as { emit(name: string, body: unknown): void }).emit('cmd', { id: 'x' })
  expect(await luis.send({ type: 'profile.set', place: 'remote' })).toEqual({ ok: true })
  expect(server.output()).not.toContain('"event":"error"')
})

test('[RD3] ATK-50 the same command id changes the state once, also after kill -9', async () => {
  const id = 'abcdefgh12345678'
  expect(await lead.send({ type: 'workshop.rename', name: 'Once' }, id)).toEqual({ ok: true })
  await server.crash()
  await lead.until(() => lead.socket.connected)
  expect(await lead.send({ type: 'workshop.rename', name: 'Twice' }, id)).toEqual({ ok: true })
  expect(lead.view.workshop?.name).toBe('Once')
})
