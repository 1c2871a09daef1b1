import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { docSubprotocol } from '../../../shared/wire/doc.ts'
import { begin, Browser, openHouse, operatorSecret, type House } from './open-house.ts'

const posts = ['/api/start', '/api/code', '/api/join', '/api/enter', '/api/pair', '/api/pair/wait']
const ownPosts = ['link', 'wall', 'revoke', 'leave', 'delete', 'nothing']

const strangers = (house: House) => [
  null,
  'null',
  'https://evil.example',
  `http://localhost.evil.example:${house.port}`,
  `http://evil-localhost:${house.port}`,
  `http://localhost:${house.port + 1}`,
  `https://localhost:${house.port}`,
  'http://localhost',
  `http://localhost:${house.port}/`,
  `http://127.0.0.1:${house.port}`,
]

/** The status of an upgrade: 101 when it was taken. */
async function upgrade(house: House, path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}${path}`, [docSubprotocol], {
    headers: { host: `localhost:${house.port}`, ...headers },
  })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', () => resolve(0))
  })
}

test('[AU4] ATK-29 no door takes a POST that another site’s page, or no page, has sent', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  for (const path of [...posts, ...ownPosts.map((name) => `${lead.base}/${name}`)]) {
    for (const origin of strangers(house)) {
      const { status, json } = await lead.browser.post(path, { confirm: true }, { origin })
      expect([path, origin, status, json['code']]).toEqual([path, origin, 403, 'wrong_origin'])
    }
  }
  expect((await lead.browser.get(`${lead.base}/code`)).json['code']).toBe(lead.code)
})

test('[AU4] ATK-29 a form of another site reaches nothing: neither its origin nor its kind of body is taken', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
    const sent = { headers: { 'content-type': type } }
    const { json } = await lead.browser.post(`${lead.base}/delete`, '{"confirm":true}', sent)
    expect([type, json['code']]).toEqual([type, 'not_understood'])
  }
})

test('[AU4] a stranger’s name that points at this computer is not ours, though Origin and Host agree', async () => {
  const house = await openHouse()
  const as = (host: string) => ({ headers: { host }, origin: `http://${host}` })
  for (const host of ['evil.example', `evil.example:${house.port}`, `localhost.evil.example:${house.port}`, 'a b', ''])
    expect((await new Browser(house).post('/api/pair', {}, as(host))).json['code']).toBe('wrong_origin')
  const ours = ['localhost', '127.0.0.1', '[::1]', '192.168.1.20', 'marys-mac.local', 'fourfold.home.arpa']
  for (const host of ours.map((name) => `${name}:${house.port}`))
    expect([host, (await new Browser(house).post('/api/pair', {}, as(host))).json['ok']]).toEqual([host, true])
})

test('[AU4] with a public address that one is ours, whatever name the proxy passes on', async () => {
  const house = await openHouse({ standing: { publicOrigin: 'https://fourfold.example.org', secure: true } })
  const from = async (origin: string) =>
    (await new Browser(house).post('/api/start', { operator: operatorSecret }, { origin })).json
  expect(await from('https://fourfold.example.org')).toMatchObject({ ok: true })
  for (const origin of ['http://fourfold.example.org', house.url, 'https://fourfold.example.org.evil.example'])
    expect(await from(origin)).toEqual({ ok: false, code: 'wrong_origin' })
})

test('[AU4] ATK-30 no socket opens for another site’s page, neither the flow’s nor a board’s', async () => {
  const house = await openHouse()
  const flow = '/socket.io/?EIO=4&transport=websocket'
  const board = '/doc/2222222222/3333333333.together.all'
  for (const path of [flow, board, '/nothing']) {
    for (const origin of strangers(house)) {
      const headers: Record<string, string> = origin === null ? {} : { origin }
      expect([path, origin, await upgrade(house, path, headers)]).toEqual([path, origin, 403])
    }
  }
  for (const path of [flow, board]) expect(await upgrade(house, path, { origin: house.url })).toBe(101)
  expect(await upgrade(house, '/nothing', { origin: house.url })).toBe(404)
})

test('[AU4] ATK-30 long polling does not open for another site’s page either', async () => {
  const house = await openHouse()
  const poll = (headers: Record<string, string>) =>
    new Browser(house).get('/socket.io/?EIO=4&transport=polling', { headers })
  expect((await poll({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  for (const site of ['cross-site', 'same-site', 'none'])
    expect([site, (await poll({ 'sec-fetch-site': site })).status]).toEqual([site, 403])
  expect((await poll({ origin: 'https://evil.example' })).status).toBe(403)
})

test('[HT1] upgrades that make no sense end, and the server goes on', async () => {
  const house = await openHouse()
  const ours = `Host: localhost:${house.port}\r\nOrigin: ${house.url}\r\n`
  const asUpgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\n`
  for (const head of [
    `GET // HTTP/1.1\r\n${ours}${asUpgrade}`,
    `GET http://[ HTTP/1.1\r\n${ours}${asUpgrade}`,
    `GET /doc/%00%ff HTTP/1.1\r\n${ours}${asUpgrade}`,
    `GET /doc/ HTTP/1.1\r\n${ours}${asUpgrade}Sec-WebSocket-Version: 99\r\n`,
    `GET /doc/x HTTP/1.1\r\n${asUpgrade}`,
    `GET /socket.io/?EIO=4&transport=nothing HTTP/1.1\r\n${ours}${asUpgrade}`,
    `POST /doc/x HTTP/1.1\r\n${ours}${asUpgrade}`,
  ]) {
    const socket = connect(house.port, '127.0.0.1')
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    socket.write(`${head}\r\n`)
    socket.resume()
    await closed
  }
  expect((await new Browser(house).get('/healthz')).status).toBe(200)
  expect(house.errors).toEqual([])
})

test('[HT1][BND2] a header that never ends, and one that is too long, are cut off', async () => {
  const house = await openHouse()
  expect(house.front.server.headersTimeout).toBe(4_000)
  expect(house.front.server.requestTimeout).toBe(30_000)
  const { status } = await new Browser(house).get('/', { headers: { cookie: 'x'.repeat(40_000) } })
  expect(status).toBe(431)
})
