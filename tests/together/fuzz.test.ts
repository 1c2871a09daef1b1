/**
 * ATK-64: messages that are nearly right, at every door. Nothing throws, nothing waits for ever, and people go on.
 * `FUZZ_SEED` and `FUZZ_COUNT` repeat a run, or make it longer.
 */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { commandShapes } from '../../shared/flow/commands.ts'
import { cohortOfGrant, type RandomInt } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import { DocMessage } from '../../shared/wire/doc.ts'
import { step1Frame, step2Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { mutated, mutatedBytes, mutatedText, pick } from '../fixtures/mutations.ts'
import { connect, openBoard, ticketFor } from '../server/http/open-board.ts'
import { begin, openHouse, seat } from '../server/http/open-house.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000)
const count = Number(process.env['FUZZ_COUNT'] ?? 600)
const timeout = 20_000 + count * 20

async function atWork(random: RandomInt) {
  const house = await openHouse({ seed: random(1_000_000) })
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const luis = await seat(house, lead, 'Luis')
  const doc = await openBoard(house, lead)
  return { house, lead, maya, luis, doc }
}

/** What is alive after all that: the doors, the flow, and the log has nothing to say. */
async function allIsWell({ house, lead }: Awaited<ReturnType<typeof atWork>>): Promise<void> {
  expect([seed, house.errors.map(({ error }) => String(error))]).toEqual([seed, []])
  expect((await lead.browser.get(`${lead.base}/code`)).json['code']).toBe(lead.code)
}

test(`[HT1] ATK-64 nearly right requests, seed ${seed}`, { timeout }, async () => {
  const random = seededRandom(seed)
  const at = await atWork(random)
  const { lead, maya } = at
  const secret = 'x'.repeat(43)
  const bodies: Record<string, object> = {
    '/api/start': { lead: 'Judith' },
    '/api/code': { code: lead.code },
    '/api/join': { code: lead.code, name: 'Noor', pronouns: '', place: 'room' },
    '/api/enter': { grant: maya.grant, secret },
    '/api/pair': {},
    '/api/pair/wait': { id: 'x', secret },
    [`${maya.base}/link`]: { for: 'me' },
    [`${maya.base}/wall`]: { code: 'H72V' },
    [`${maya.base}/revoke`]: { grant: lead.grant },
    [`${maya.base}/delete`]: { confirm: true },
    [`${maya.base}/keepsake.html`]: {},
    '/healthz': {},
    '/socket.io/?EIO=4&transport=polling': {},
    '/doc/x': {},
  }
  for (let i = 0; i < count; i++) {
    const [path, body] = pick(Object.entries(bodies), random)
    const text = JSON.stringify(random(3) === 0 ? body : mutated(body, random))
    const cookie = random(2) === 0 ? maya.browser.cookieHeader : mutatedText(maya.browser.cookieHeader, random)
    const address = random(3) === 0 ? encodeURI(mutatedText(path, random)) : path
    const method = pick(['GET', 'POST', 'POST', 'POST', 'PUT', 'HEAD', 'OPTIONS'], random)
    const { status } = await lead.browser.ask(method, address.startsWith('/') ? address : `/${address}`, {
      ...(method === 'POST' || method === 'PUT' ? { body: random(5) === 0 ? mutatedText(text, random) : text } : {}),
      headers: {
        cookie: cookie.replace(/[^\x20-\x7e]/g, ''),
        'content-type': pick(['application/json', 'application/json', 'text/plain', 'x'], random),
        'accept-language': pick(['en', 'x-y-z', '*;q=9', ''], random),
        'sec-fetch-site': 'same-origin',
      },
    })
    expect([seed, i, path, status < 500]).toEqual([seed, i, path, true])
  }
  await allIsWell(at)
})

test(`[RD13] ATK-64 nearly right messages of the flow, seed ${seed}`, { timeout }, async () => {
  const random = seededRandom(seed)
  const at = await atWork(random)
  const { house, maya, luis, doc } = at
  const socket = maya.browser.flow(maya.grant)
  await new Promise((resolve) => socket.once('slices', resolve))
  const token = '2'.repeat(28)
  const cohort = house.cohorts.cohort(cohortOfGrant(maya.grant))
  for (let i = 0; i < count; i++) {
    const { run } = cohort?.state ?? {}
    const here = { run: run?.id ?? '', step: String(run?.step ?? 0) }
    const command = {
      type: pick(Object.keys(commandShapes), random),
      circle: pick(['all', 'a', 'z'], random),
      member: luis.member,
    }
    const messages: Record<string, object> = {
      cmd: { id: `fuzz-${i}-abcdef`, at: { run: run?.id ?? null, step: run?.step ?? 0 }, c: command },
      put: { ...here, token, text: 'x' },
      take: { ...here, token },
      ballot: { ...here, answers: [{ line: 'x', answer: 'yes', reason: '' }], pad: '.' },
      signal: { kind: 'moment', to: null },
      openSignal: { id: 'x', done: false },
      ticket: { doc },
    }
    const [event, message] = pick(Object.entries(messages), random)
    // The clock goes on, so that the pace of a person is kept.
    house.time.now += 1_000
    const answer: unknown = await socket.timeout(5_000).emitWithAck(event, mutated(message, random))
    expect([seed, i, event, typeof (answer as { ok: unknown }).ok]).toEqual([seed, i, event, 'boolean'])
  }
  expect(socket.connected).toBe(true)
  await allIsWell(at)
})

test(`[BD2] ATK-64 nearly right frames of a board, seed ${seed}`, { timeout }, async () => {
  const random = seededRandom(seed)
  const at = await atWork(random)
  const { house, maya, luis, doc } = at
  const open = async (one: typeof maya) =>
    (await connect(house, one.browser, doc, ticketFor(house, one.browser, one.grant, doc))).socket
  const whole = changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'card', 'some words'), 77)
  const honest = [updateFrame(whole), step2Frame(whole), step1Frame(Uint8Array.of(0)), Uint8Array.of(1, 3, 1, 2, 3)]
  const quiet = await open(luis)
  let socket: WebSocket | null = null
  for (let i = 0; i < count; i++) {
    if (socket === null || socket.readyState !== socket.OPEN || i % 100 === 0) {
      socket?.terminate()
      socket = await open(maya)
    }
    socket.send(mutatedBytes(pick(honest, random), random))
    // It answers what came before, or hangs up.
    socket.send(step1Frame(Uint8Array.of(0)))
    await Promise.race([once(socket, 'message'), once(socket, 'close')])
  }
  socket?.terminate()
  quiet.send(step2Frame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'after', 'all'), 78)))
  while (((await once(quiet, 'message')) as [Buffer])[0][0] !== DocMessage.saved);
  const { cards } = await house.hub.settle(doc)
  house.hub.unsettle(doc)
  expect(cards.map(({ id }) => id)).toContain('after')
  await allIsWell(at)
})
