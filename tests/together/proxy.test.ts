/** Public https by a proxy, on the shipped files, with a certificate made on the spot: what people and strangers get through it. */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request, type RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { io } from 'socket.io-client'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { flowNamespace, flowVersion } from '../../shared/wire/flow-terms.ts'
import { updateFrame } from '../../server/doc/frames.ts'
import { gatherAddress, judgeAddress } from '../../server/operate/doctor/address.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { certificateFor } from '../fixtures/certificate.ts'
import { deskOf, goTogether } from '../fixtures/desk.ts'
import { door, Guest } from '../fixtures/people.ts'
import { isInstalled, realProxy } from '../fixtures/proxy-real.ts'
import { caddyRules, nginxRules, proxyBy, type RunningProxy } from '../fixtures/proxy-rules.ts'
import { startServer } from '../fixtures/server.ts'

vi.setConfig({ testTimeout: 90_000 })

const made = certificateFor({ names: ['localhost'] })
beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), made.cert]))

const nginx = () => nginxRules(readFileSync('server/examples/nginx.conf', 'utf8'))
const caddy = () => caddyRules(readFileSync('server/examples/Caddyfile', 'utf8'))

type Start = (upstreamPort: number, dir: string) => Promise<RunningProxy>
/** The rules of both files everywhere; the programs themselves where they are installed. */
const ways: readonly (readonly [string, Start])[] = [
  ['the rules of nginx.conf', (port) => proxyBy(nginx(), made, port)],
  ['the rules of the Caddyfile', (port) => proxyBy(caddy(), made, port)],
  ...(['nginx', 'caddy'] as const)
    .filter(isInstalled)
    .map((program): readonly [string, Start] => [
      `${program} itself`,
      (port, dir) => realProxy(program, dir, made, port),
    ]),
]

async function ask(url: string, path: string, options: RequestOptions, body = '') {
  const asked = request(new URL(path, url), { agent: false, ...options })
  asked.end(body)
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve)
    asked.once('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response)
    })
    asked.once('error', reject)
  })
  const response = await answered
  let text = ''
  if (response.statusCode !== 101) for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

test('[OP12] the proxies keep no log of who came, and let a live connection be silent longer than it ever is', () => {
  expect([nginx().logsAccess, caddy().logsAccess]).toEqual([false, false])
  for (const { readTimeoutMs, mostBodyBytes, passesUpgrades } of [nginx(), caddy()]) {
    expect(readTimeoutMs).toBeGreaterThan(40_000)
    expect(mostBodyBytes).toBeGreaterThan(32 * 1024)
    expect(passesUpgrades).toBe(true)
  }
})

test.each(ways)(
  '[OP12] through %s a workshop is led over https, strangers’ pages are kept out, and tries are counted by person',
  async (_name, start) => {
    const dir = mkdtempSync(join(tmpdir(), 'fourfold-proxy-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    // The proxy's port is known only when it runs, and Fourfold wants the address first: it is started again with it.
    const server = await startServer({ PUBLIC_URL: 'https://localhost:1' })
    const port = Number(new URL(server.url).port)
    await server.terminate()
    const proxy = await start(port, join(dir, 'proxy'))
    onTestFinished(() => proxy.close())
    const url = `https://localhost:${proxy.port}`
    const own = await startServer({ PUBLIC_URL: url, PORT: `${port}`, DATA_DIR: server.dataDir })
    onTestFinished(async () => {
      await own.stop()
      await server.stop()
    })

    const page = await ask(url, '/healthz', {})
    expect([page.status, page.headers['content-security-policy']]).toEqual([
      200,
      expect.stringContaining(`wss://localhost:${proxy.port}`),
    ])

    // Behind a proxy nobody is on this computer: a workshop needs the operator's link.
    expect((await door(url, '/start', {})).body).toMatchObject({ ok: false, code: 'start_here_only' })
    const operator = readFileSync(join(server.dataDir, 'operator'), 'utf8').trim()
    const begun = await door(url, '/start', { operator, lead: 'Judith' })
    expect(begun.body.ok).toBe(true)
    const cookie = begun.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^__Host-ff-[a-z0-9]+-[a-z0-9]+=/)
    for (const flag of [/; ?Secure/i, /; ?HttpOnly/i, /; ?SameSite=(Strict|Lax)/i, /; ?Path=\/(;|$)/i])
      expect(cookie).toMatch(flag)
    expect(cookie).not.toMatch(/domain/i)

    // WebSockets of the flow and of a board, and long polling where a network breaks them.
    const lead = new Guest(url, 'Judith', String(begun.body['grant']), begun.cookie)
    await lead.until(() => lead.view.desk !== undefined)
    const maya = await Guest.join(url, await lead.code(), 'Maya')
    await lead.admit(1)
    await goTogether(lead, [maya])
    const desk = await deskOf(maya)
    desk.socket.send(updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'one', 'by Maya'))))
    while (desk.saved < 1) await once(desk.socket, 'message')
    const polling = io(url + flowNamespace, {
      transports: ['polling'],
      forceNew: true,
      reconnection: false,
      auth: { as: maya.grant, version: flowVersion },
      extraHeaders: { cookie: maya.cookie, origin: url },
    })
    onTestFinished(() => void polling.disconnect())
    await new Promise((resolve, reject) => polling.once('slices', resolve).once('connect_error', reject))

    // Another site's page, however it names itself.
    const json = { 'content-type': 'application/json' }
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    for (const origin of ['https://evil.example', `http://localhost:${proxy.port}`, 'null']) {
      const headers = { ...json, origin, cookie: lead.cookie }
      expect([origin, (await ask(url, '/api/join', { method: 'POST', headers }, '{}')).status]).toEqual([origin, 403])
      for (const path of ['/doc/x', '/socket.io/?EIO=4&transport=websocket']) {
        const answer = await ask(url, path, { headers: { ...upgrade, origin, cookie: lead.cookie } })
        expect([origin, path, answer.status]).toEqual([origin, path, 403])
      }
    }
    expect((await ask(url, '/doc/x', { headers: { ...upgrade, origin: url } })).status).toBe(101)

    // Failed codes are counted by who tried: saying to be somebody else helps nobody, and harms nobody.
    const tryCode = async (localAddress: string, said: Record<string, string> = {}) => {
      const headers = { ...json, origin: url, ...said }
      const { text } = await ask(
        url,
        '/api/code',
        {
          method: 'POST',
          host: '127.0.0.1',
          servername: 'localhost',
          localAddress,
          headers: { host: `localhost:${proxy.port}`, ...headers },
        },
        '{"code":"222222"}',
      )
      return (JSON.parse(text) as { code: string }).code
    }
    for (let i = 0; i < 20; i++)
      expect(await tryCode('127.0.0.2', { 'x-forwarded-for': `10.9.8.${i}` })).toBe('not_open')
    expect(await tryCode('127.0.0.2', { 'x-forwarded-for': '10.9.9.9' })).toBe('too_many_tries')
    expect(await tryCode('127.0.0.2', { 'x-forwarded-for': '10.9.9.9, 10.1.1.1', forwarded: 'for=10.7.7.7' })).toBe(
      'too_many_tries',
    )
    expect(await tryCode('127.0.0.3')).toBe('not_open')
    expect(await tryCode('127.0.0.3', { 'x-forwarded-for': '127.0.0.2' })).toBe('not_open')

    // The doctor sees it as a browser does.
    const facts = await gatherAddress(url, true, made.cert)
    expect(judgeAddress(facts).map(({ level }) => level)).toEqual(['good'])
    for (const guest of [lead, maya]) guest.close()
  },
)
