/** The whole front of Fourfold in one process, on a port of its own: real doors, real workshops, real sockets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { Access } from '../../../server/auth/access.ts'
import { Pairings } from '../../../server/auth/pairing.ts'
import type { Clock } from '../../../server/clock.ts'
import { openFront } from '../../../server/front.ts'
import type { Standing } from '../../../server/http/origin.ts'
import type { Log } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { openWorkshops } from '../../../server/workshops.ts'
import type { At } from '../../../shared/flow/commands.ts'
import { cohortOfGrant, type GrantId, type MemberId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { flowNamespace, flowVersion } from '../../../shared/wire/flow-terms.ts'

export interface Sent {
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** null: none is sent. */
  readonly origin?: string | null
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The answer as JSON, or an empty object. */
  readonly json: { readonly [key: string]: unknown }
}

interface HouseOptions {
  readonly log?: Log
  readonly standing?: Standing
  readonly distDir?: string
  readonly proxies?: number
  readonly seed?: number
  /** Where one closed before, for a browser that knows this address. */
  readonly port?: number
  /** Instead of the machine's timers. */
  readonly after?: Clock['after']
}

export const operatorSecret = 'operator-operator-operator-operator'

export async function openHouse({ log = memoryLog(), seed = 1, ...options }: HouseOptions = {}) {
  const standing = options.standing ?? { publicOrigin: null, secure: false }
  const random = seededRandom(seed)
  const time = { now: 1_790_000_000_000 }
  const now = () => time.now
  const errors: { readonly error: unknown; readonly id: string | undefined }[] = []
  const report = (error: unknown, id?: string) => void errors.push({ error, id })
  const { cohorts, hub } = await openWorkshops({ log, random, now, report })
  const access = new Access({ random, secure: standing.secure, now })
  await access.openAll(log)
  const pairings = new Pairings(random, now)
  const front = openFront({
    access,
    workshops: cohorts,
    hub,
    pairings,
    standing,
    about: (here) => ({
      reach: 'here',
      address: url,
      secure: standing.secure,
      host: 'Faculty Affairs',
      operatorOnly: !here,
      durability: log.durability(),
    }),
    isOperator: (secret) => secret === operatorSecret,
    distDir: options.distDir ?? '/nowhere',
    proxies: options.proxies ?? 0,
    version: '0.1.0',
    tls: null,
    now,
    report,
    ...(options.after === undefined ? {} : { after: options.after }),
  })
  front.server.listen(options.port ?? 0, '127.0.0.1')
  await once(front.server, 'listening')
  const { port } = front.server.address() as AddressInfo
  const url = `http://localhost:${port}`
  let open = true
  const close = async () => {
    if (open) await front.stop()
    open = false
  }
  onTestFinished(close)
  return { url, port, log, access, cohorts, hub, pairings, front, errors, time, standing, close }
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** One browser: it keeps cookies as browsers do, and says where it comes from as browsers do. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly house: House

  constructor(house: House) {
    this.house = house
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  get = (path: string, sent: Sent = {}) => this.ask('GET', path, { origin: null, ...sent })
  post = (path: string, body: unknown = {}, sent: Sent = {}) => this.ask('POST', path, { body, ...sent })

  async ask(method: string, path: string, { body, headers = {}, origin }: Sent): Promise<Answered> {
    const { port, url, standing } = this.house
    const request = httpRequest({ host: '127.0.0.1', port, method, path, setHost: false })
    request.setHeader('host', `localhost:${port}`)
    if (origin !== null) request.setHeader('origin', origin ?? standing.publicOrigin ?? url)
    if (this.cookies.size > 0) request.setHeader('cookie', this.cookieHeader)
    if (body !== undefined) request.setHeader('content-type', 'application/json')
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value)
    request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie)
    const isJson = response.headers['content-type']?.startsWith('application/json') === true
    const json = isJson && text !== '' ? (JSON.parse(text) as Answered['json']) : {}
    return { status: response.statusCode ?? 0, headers: response.headers, text, json }
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (/max-age=0/i.test(cookie)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  /** The flow's socket of one grant of this browser. */
  flow(grant: GrantId): Socket {
    const { url } = this.house
    const socket = io(`${url}${flowNamespace}`, {
      auth: { as: grant, version: flowVersion },
      transports: ['websocket'],
      extraHeaders: { cookie: this.cookieHeader, origin: url },
      forceNew: true,
      reconnection: false,
    })
    onTestFinished(() => void socket.disconnect())
    return socket
  }
}

export interface Lead {
  readonly browser: Browser
  readonly grant: GrantId
  readonly secret: string
  readonly code: string
  /** Path of this grant's doors. */
  readonly base: string
}

/** A workshop has been begun on the server's own computer. */
export async function begin(house: House, name = 'Judith'): Promise<Lead> {
  const browser = new Browser(house)
  const { json } = await browser.post('/api/start', { lead: name })
  const grant = json['grant'] as GrantId
  const base = `/api/w/${grant}`
  const code = (await browser.get(`${base}/code`)).json['code'] as string
  return { browser, grant, base, code, secret: json['secret'] as string }
}

export interface Seat {
  readonly browser: Browser
  readonly grant: GrantId
  readonly member: MemberId
  readonly base: string
}

/** Somebody at the door. */
export async function knock(house: House, code: string, name: string, browser = new Browser(house)): Promise<Seat> {
  const { json } = await browser.post('/api/join', { code, name, pronouns: '', place: 'room' })
  const grant = json['grant'] as GrantId
  const member = house.access.of(cohortOfGrant(grant)).grant(grant)?.member as MemberId
  return { browser, grant, member, base: `/api/w/${grant}` }
}

let commands = 0

/** As the lead's console would do it. */
export async function command(house: House, lead: Lead, c: object, at: At | null = null): Promise<void> {
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  const member = house.access.of(cohortOfGrant(lead.grant)).grant(lead.grant)?.member as MemberId
  const answer = await cohort?.command(member, { id: `command-${++commands}`, at, c: c as { type: string } })
  if (answer?.ok !== true) throw new Error(`refused: ${JSON.stringify(answer)}`)
}

export async function seat(house: House, lead: Lead, name: string, browser = new Browser(house)): Promise<Seat> {
  const seated = await knock(house, lead.code, name, browser)
  await command(house, lead, { type: 'lobby.admit', members: [seated.member] })
  return seated
}

export async function colead(house: House, lead: Lead): Promise<Seat> {
  const { json } = await lead.browser.post(`${lead.base}/link`, { for: 'colead' })
  const grant = json['grant'] as GrantId
  const browser = new Browser(house)
  await browser.post('/api/enter', { grant, secret: json['secret'] })
  const member = house.access.of(cohortOfGrant(grant)).grant(grant)?.member as MemberId
  return { browser, grant, member, base: `/api/w/${grant}` }
}

/** A wall, paired as people do it. */
export async function wall(house: House, lead: Lead) {
  const browser = new Browser(house)
  const { json: pairing } = await browser.post('/api/pair')
  const waiting = browser.post('/api/pair/wait', { id: pairing['id'], secret: pairing['secret'] })
  const named = await lead.browser.post(`${lead.base}/wall`, { code: pairing['code'] })
  const { json } = await waiting
  const grant = json['grant'] as GrantId
  return { browser, grant, base: `/api/w/${grant}`, pairing, named }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
