/** Every HTTP door of the real server: what it refuses, in which words, and what it never does. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusals, type RefusalCode } from '../../shared/wire/refusals.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

let server: ServerProcess
let lead: Guest
let code: string
beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  code = await lead.code()
})
afterAll(async () => {
  lead.close()
  await server.stop()
})

const join1 = (name: string, more: object = {}) =>
  door(server.url, '/join', { code, name, pronouns: '', place: 'room', ...more })

describe('names', () => {
  const names: [string, string, RefusalCode][] = [
    ['empty', '', 'name_needed'],
    ['of spaces and control signs', ' \u0000\u202e\u200b ', 'name_needed'],
    ['of 300 letters', 'a'.repeat(300), 'name_too_long'],
    ['of 3,000 letters', 'a'.repeat(3000), 'too_big'],
  ]
  for (const [what, name, refusal] of names) {
    test(`[AU1] a name that is ${what} gets a kind sentence`, async () => {
      const { body } = await join1(name)
      expect(body).toEqual({ ok: false, code: refusal })
      expect(refusals[refusal].length).toBeGreaterThan(10)
    })
  }

  test('[AU1] direction and control signs are taken out, and one name is taken once, in any case', async () => {
    const guest = await Guest.join(server.url, code, 'M\u202eaya\u0007  C.')
    expect(guest.view.me?.name).toBe('M aya C.')
    expect((await join1('m AYA c.')).body).toEqual({ ok: false, code: 'name_taken' })
    guest.close()
  })
})

describe('who may', () => {
  const own = ['link', 'wall', 'revoke', 'delete', 'leave'] as const
  const bodies: Record<(typeof own)[number], object> = {
    link: { for: 'colead' },
    wall: { code: 'H72V' },
    revoke: { grant: '2222222222-222222222222' },
    delete: { confirm: true },
    leave: {},
  }

  test('[AU2] without the grant’s own cookie every door answers alike, and so it does for a grant that never was', async () => {
    for (const path of own) {
      for (const grant of [lead.grant, '2222222222-222222222222', 'nonsense', '../x']) {
        const { body } = await door(server.url, `/w/${encodeURIComponent(grant)}/${path}`, bodies[path])
        expect(body).toEqual({ ok: false, code: 'link_closed' })
      }
    }
  })

  test('[AU3] a member may do nothing of a lead’s, and no lead’s cookie opens another workshop', async () => {
    const guest = await Guest.join(server.url, code, 'Luis')
    for (const path of ['wall', 'revoke', 'delete', 'link'] as const) {
      const { body } = await door(server.url, `/w/${guest.grant}/${path}`, bodies[path], { cookie: guest.cookie })
      expect(body).toEqual({ ok: false, code: 'leads_only' })
    }
    const other = await Guest.lead(server.url, 'Someone else')
    const { body } = await door(server.url, `/w/${lead.grant}/delete`, { confirm: true }, { cookie: other.cookie })
    expect(body).toEqual({ ok: false, code: 'link_closed' })
    guest.close()
    other.close()
  })

  test('[AU4] only pages of our own may post', async () => {
    for (const origin of [null, 'null', 'https://evil.example', `${server.url}.evil.example`]) {
      const { status, body } = await door(server.url, '/start', {}, { origin })
      expect([status, body]).toEqual([403, { ok: false, code: 'wrong_origin' }])
    }
  })

  test('[AU5] a link opens nothing by being looked at, opens a seat by a press, and nothing once it is closed', async () => {
    const guest = await Guest.join(server.url, code, 'Noor')
    const link = await door(server.url, `/w/${guest.grant}/link`, { for: 'me' }, { cookie: guest.cookie })
    for (let looks = 0; looks < 5; looks++) {
      const page = await fetch(`${server.url}/e/${guest.grant}`)
      expect(page.headers.getSetCookie()).toEqual([])
    }
    const { body, cookie, headers } = await door(server.url, '/enter', {
      grant: guest.grant,
      secret: link.body['secret'],
    })
    expect(body).toMatchObject({ ok: true, role: 'member' })
    expect(cookie).toMatch(new RegExp(`^ff-${guest.grant}=v1\\.`))
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/)
    await door(server.url, `/w/${lead.grant}/revoke`, { grant: guest.grant }, { cookie: lead.cookie })
    await guest.until(() => guest.bye === 'revoked')
    const again = await door(server.url, '/enter', { grant: guest.grant, secret: link.body['secret'] })
    expect(again.body).toEqual({ ok: false, code: 'link_closed' })
  })
})

describe('bad input', () => {
  test('[HT1] oversize, broken and unknown bodies get a code and no stack', async () => {
    expect((await door(server.url, '/join', `{"code":"${'x'.repeat(40_000)}"}`)).body).toEqual({
      ok: false,
      code: 'too_big',
    })
    for (const broken of ['{', '[]', '7', '"x"', '{"code":7}']) {
      expect((await door(server.url, '/join', broken)).body).toEqual({ ok: false, code: 'not_understood' })
    }
    expect((await door(server.url, '/nowhere', {})).status).toBe(404)
    for (const path of ['/../../etc/passwd', '/assets/../../package.json', '/%2e%2e/package.json', '/.git/config']) {
      const reply = await fetch(server.url + path)
      expect(await reply.text()).not.toMatch(/"dependencies"|root:|\[core\]/)
    }
  })

  test('[HT2] every answer carries the policy, and nothing is loaded from anyone else', async () => {
    for (const path of ['/', '/wall', '/nowhere', '/healthz', '/api/about', '/api/nowhere']) {
      const { headers } = await fetch(server.url + path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toMatch(/unsafe|https?:\/\//)
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('strict-transport-security')).toBeNull()
    }
    expect((await fetch(`${server.url}/api/about`)).headers.get('cache-control')).toBe('no-store')
  })
})

test('[AU6] codes cannot be guessed for long, and a room of sixty joins from one address meanwhile', async () => {
  const room = await startServer()
  const host = await Guest.lead(room.url)
  const open = await host.code()
  for (let person = 0; person < 55; person++) {
    const { body } = await door(room.url, '/join', {
      code: open,
      name: `Person ${person}`,
      pronouns: '',
      place: 'room',
    })
    expect(body.ok).toBe(true)
  }
  const answers: string[] = []
  for (let tries = 0; tries < 30; tries++)
    answers.push(String((await door(room.url, '/code', { code: '222222' })).body.code))
  expect(answers.filter((one) => one === 'not_open').length).toBeLessThanOrEqual(20)
  expect(answers.at(-1)).toBe('too_many_tries')
  host.close()
  await room.stop()
})

/** Resident memory of the server, in kB. */
const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid())]).toString())

test('[BND2] ATK-21 three hundred strangers who send and never end cost little, and nobody waits for them', async () => {
  const { port } = new URL(server.url)
  const before = memory()
  const strangers = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => {
      const socket = connect(Number(port), 'localhost')
      socket.on('error', () => undefined)
      socket.resume()
      await once(socket, 'connect')
      const start =
        i % 2 === 0 ? 'GET / HTTP/1.1\r\nX-Much: ' : 'POST /api/code HTTP/1.1\r\nContent-Length: 30000\r\n\r\n'
      for (const part of [start, ...Array.from({ length: 6 }, () => 'x'.repeat(4096))])
        await new Promise((written) => socket.write(part, written))
      return socket
    }),
  )
  const begun = performance.now()
  expect(await lead.send({ type: 'workshop.rename', name: 'Undisturbed' })).toEqual({ ok: true })
  expect(performance.now() - begun).toBeLessThan(1_000)
  expect(memory() - before).toBeLessThan(50 * 1024)
  await Promise.all(strangers.map((socket) => socket.closed || new Promise((gone) => socket.once('close', gone))))
})

test('[LG9] a second Fourfold on the same folder says so, stops, and harms nothing', async () => {
  const second = spawn(process.execPath, ['server/main.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: server.dataDir },
  })
  let said = ''
  second.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const exit = await new Promise((resolve) => second.once('exit', resolve))
  expect(exit).toBe(3)
  expect(said).toContain('Another Fourfold is already running')
  expect(await lead.send({ type: 'workshop.rename', name: 'Still here' })).toEqual({ ok: true })
})

test('[LG16] the data folder and its files are the operator’s alone', () => {
  expect(statSync(join(server.dataDir, 'fourfold.db')).mode & 0o077).toBe(0)
})

test('[HT1] ATK-69 what the server has logged so far says kinds and places, and nothing of anybody', () => {
  const errors = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  for (const line of errors)
    expect(['t', 'event', 'kind', 'at', 'id']).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line) as object)))
  const secrets = [lead.cookie, lead.cookie.split('.').at(-1) ?? '', lead.grant]
  for (const word of ['Luis', 'Noor', 'Maya', 'Judith', 'Undisturbed', 'Still here', code, '127.0.0.1', ...secrets])
    expect(server.output()).not.toContain(word)
})

test('[DUR4] a stop by signal ends in order, and everything said to be saved is there', async () => {
  const room = await startServer()
  const host = await Guest.lead(room.url)
  expect(await host.send({ type: 'workshop.rename', name: 'Kept' })).toEqual({ ok: true })
  const stopped = new Promise<void>((resolve) => host.socket.once('bye', (why) => why === 'restarting' && resolve()))
  process.kill(room.pid(), 'SIGTERM')
  await stopped
  await room.kill9()
  await room.start()
  const again = new Guest(room.url, 'Judith', host.grant, host.cookie)
  await again.until(() => again.view.workshop?.name === 'Kept')
  again.close()
  host.close()
  await room.stop()
})
