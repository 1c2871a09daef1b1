import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Unavailable } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { begin, Browser, openHouse, seat, temporaryFolder, type Answered } from './open-house.ts'
import { heardUntilClosed, raw, upgradeHead } from './raw-socket.ts'

const policy = (sockets: string) =>
  `default-src 'none';script-src 'self';style-src 'self';img-src 'self' data: blob:;font-src 'self';connect-src 'self' ${sockets};worker-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types svelte-trusted-html fourfold-script`

const always = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()',
  'x-robots-tag': 'noindex',
}

function builtClient(): string {
  const dist = temporaryFolder()
  mkdirSync(`${dist}/assets`)
  writeFileSync(`${dist}/index.html`, '<!doctype html><title>Fourfold</title>')
  writeFileSync(`${dist}/assets/main-1a2b3c.js`, 'export {}')
  return dist
}

/** One request for every kind of answer there is. */
async function everyAnswer(browser: Browser, base: string): Promise<Record<string, Answered>> {
  return {
    page: await browser.get('/'),
    'unknown page': await browser.get('/no/such/page'),
    asset: await browser.get('/assets/main-1a2b3c.js'),
    'missing asset': await browser.get('/assets/gone-1a2b3c.js'),
    'broken address': await browser.get('/%E0%A4%A'),
    'broken address of a door': await browser.get('/api/w/%E0%A4%A/code'),
    'address too long': await browser.get(`/?${'x'.repeat(3000)}`),
    'strange method': await browser.ask('PUT', '/', {}),
    health: await browser.get('/healthz'),
    about: await browser.get('/api/about'),
    'unknown door': await browser.get('/api/nothing'),
    'wrong origin': await browser.post('/api/start', {}, { origin: 'https://evil.example' }),
    'not JSON': await browser.post('/api/start', '{'),
    'too big': await browser.post('/api/start', { lead: 'x'.repeat(40_000) }),
    'strange encoding': await browser.post('/api/start', '{}', {
      headers: { 'content-type': 'application/json; charset=x' },
    }),
    refusal: await browser.post('/api/code', { code: 'FFFFFF' }),
    'own door': await browser.get(`${base}/code`),
    keepsake: await browser.get(`${base}/keepsake.html`),
    'long polling': await browser.get('/socket.io/?EIO=4&transport=polling'),
    'refused polling': await browser.get('/socket.io/?EIO=4&transport=nothing'),
  }
}

test('[HT2] ATK-67 every answer carries the strict headers: pages, files, doors, refusals and errors', async () => {
  for (const publicOrigin of [null, 'https://fourfold.example.org']) {
    const secure = publicOrigin !== null
    const house = await openHouse({ distDir: builtClient(), standing: { publicOrigin, secure } })
    const browser = new Browser(house)
    const { json } = await browser.post('/api/start', { operator: 'operator-operator-operator-operator' })
    for (const [what, { headers }] of Object.entries(await everyAnswer(browser, `/api/w/${String(json['grant'])}`))) {
      const sockets = secure ? 'wss://fourfold.example.org' : `ws://localhost:${house.port}`
      expect({ what, ...headers }).toMatchObject({ what, ...always, 'content-security-policy': policy(sockets) })
      expect(headers['strict-transport-security']).toBe(secure ? 'max-age=63072000' : undefined)
      expect(headers['x-powered-by']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    await house.close()
  }
})

test('[HT2] ATK-67 a refused upgrade gets a code in the same strictness, and its connection ends', async () => {
  const house = await openHouse()
  const refused = async (head: string) => (await heardUntilClosed(raw(house.port, head))).split('\r\n\r\n')
  const elsewhere = upgradeHead(house, '/doc/x').replace(house.url, 'https://evil.example')
  for (const [head, status, code] of [
    [elsewhere, '403 Forbidden', 'wrong_origin'],
    [upgradeHead(house, '/nothing'), '404 Not Found', 'gone'],
  ] as const) {
    const [headers = '', body] = await refused(head)
    expect(headers).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`))
    expect(body).toBe(JSON.stringify({ ok: false, code }))
    for (const line of [
      'Connection: close',
      'Cache-Control: no-store',
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy: no-referrer',
      'X-Content-Type-Options: nosniff',
      'Cross-Origin-Resource-Policy: same-origin',
    ])
      expect(headers.split('\r\n')).toContain(line)
  }
})

test('[HT2] nothing of a door is kept by anyone on the way', async () => {
  const house = await openHouse({ distDir: builtClient() })
  const lead = await begin(house)
  const answers = await everyAnswer(lead.browser, lead.base)
  for (const what of ['health', 'about', 'unknown door', 'wrong origin', 'not JSON', 'refusal', 'own door', 'keepsake'])
    expect([what, answers[what]?.headers['cache-control']]).toEqual([what, 'no-store'])
})

test('[HT2] a name that is not ours adds no address to the policy', async () => {
  const house = await openHouse()
  const { headers } = await new Browser(house).get('/healthz', { headers: { host: 'evil.example' } })
  expect(headers['content-security-policy']).toContain("connect-src 'self' ;")
})

test('[HT1] a request that is not understood gets a code, and its status says which kind', async () => {
  const house = await openHouse({ distDir: builtClient() })
  const lead = await begin(house)
  const answers = await everyAnswer(lead.browser, lead.base)
  const said = Object.fromEntries(
    Object.entries(answers).map(([what, { status, json }]) => [what, [status, json['code']]]),
  )
  expect(said).toMatchObject({
    page: [200, undefined],
    'unknown page': [404, undefined],
    'missing asset': [404, 'gone'],
    'broken address of a door': [400, 'not_understood'],
    'address too long': [400, 'not_understood'],
    'strange method': [404, 'gone'],
    'unknown door': [404, 'gone'],
    'wrong origin': [403, 'wrong_origin'],
    'not JSON': [400, 'not_understood'],
    'too big': [413, 'too_big'],
    'strange encoding': [400, 'not_understood'],
    refusal: [404, 'not_open'],
  })
  for (const body of ['[]', '"x"', 'null', '{"code":5}', '{"code":"x","more":1}', ''])
    expect((await lead.browser.post('/api/code', body)).json['code']).toBe('not_understood')
  expect(house.errors).toEqual([])
})

test('[HT1] ATK-59 when the store fails the person gets a code and an id, the operator the same id, nobody a stack', async () => {
  const log = memoryLog()
  const house = await openHouse({ log })
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  log.append = () => Promise.reject(new Unavailable('the disk is full of SECRET_WORDS'))
  const { status, json, text } = await maya.browser.post(`${maya.base}/link`, { for: 'me' })
  expect(status).toBe(503)
  expect(json).toEqual({ ok: false, code: 'not_stored', id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  expect(house.errors.map(({ id }) => id)).toEqual([json['id']])
  expect(text).not.toContain('SECRET_WORDS')
  // What was not stored does not hold.
  expect(JSON.stringify(house.access.of(maya.grant.slice(0, 10) as never).list())).toContain(maya.grant)
})

test('[OF9] a fault of ours is not called a store that cannot save, at the doors and in the room', async () => {
  const log = memoryLog()
  const house = await openHouse({ log })
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const socket = maya.browser.flow(maya.grant)
  await new Promise((resolve) => socket.once('slices', resolve))
  const rename = (id: string) =>
    socket.emitWithAck('cmd', { id, at: null, c: { type: 'profile.set', name: 'Maya B.' } }) as Promise<unknown>
  const link = () => maya.browser.post(`${maya.base}/link`, { for: 'me' })

  log.append = () => Promise.reject(new TypeError('SECRET_WORDS is not a function'))
  const broken = await link()
  expect([broken.status, broken.json['code']]).toEqual([500, 'broken'])
  expect(await rename('fault-12345678')).toEqual({ ok: false, code: 'broken' })
  expect(house.errors).toHaveLength(2)
  expect(broken.text).not.toContain('SECRET_WORDS')

  log.append = () => Promise.reject(new Unavailable('the disk is full'))
  const full = await link()
  expect([full.status, full.json['code']]).toEqual([503, 'not_stored'])
  expect(await rename('fault-23456789')).toEqual({ ok: false, code: 'not_stored' })
})

test('[HT1] health says how durable what is saved is', async () => {
  const house = await openHouse()
  expect((await new Browser(house).get('/healthz')).json).toEqual({ ok: true, durability: 'memory', version: '0.1.0' })
})
