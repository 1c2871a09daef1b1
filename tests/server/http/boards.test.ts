import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { cohortOfGrant, type DocId, type GrantId } from '../../../shared/lib/ids.ts'
import { DocClose, docLimits, docSubprotocol, ticketPrefix } from '../../../shared/wire/doc.ts'
import { begin, colead, command, openHouse, seat, wall, type Browser, type House, type Lead } from './open-house.ts'

/** Goes on until a board that the wall may read is open. */
async function openBoard(house: House, lead: Lead): Promise<DocId> {
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  for (let presses = 0; presses < 60; presses++) {
    const boards = Object.values(cohort?.state.boards ?? {})
    const board = boards.find(({ members, open }) => members === null && open)
    if (board !== undefined) return board.doc
    const run = cohort?.state.run ?? null
    const at = { run: run?.id ?? null, step: run?.step ?? 0 }
    await command(house, lead, { type: 'next', confirm: true, whole: true }, at)
  }
  throw new Error('no board of everyone was opened')
}

async function roomWithBoard() {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const luis = await seat(house, lead, 'Luis')
  const screen = await wall(house, lead)
  return { house, lead, maya, luis, screen, doc: await openBoard(house, lead) }
}

function ticketFor(house: House, browser: Browser, grant: GrantId, doc: DocId): string {
  const principal = house.access.principal(grant, browser.cookieHeader)
  if (principal === null) throw new Error('no principal')
  return house.access.ticket(principal, doc)
}

interface Connected {
  readonly socket: WebSocket
  readonly protocol: string
  /** 0 while it is open after its first frame; else the code it was closed with. */
  readonly code: number
  readonly closed: Promise<number>
}

async function connect(house: House, browser: Browser, doc: string, ticket: string | null): Promise<Connected> {
  const offered = [docSubprotocol, ...(ticket === null ? [] : [`${ticketPrefix}${ticket}`])]
  const socket = new WebSocket(`ws://127.0.0.1:${house.port}/doc/${doc}`, offered, {
    headers: { host: `localhost:${house.port}`, origin: house.url, cookie: browser.cookieHeader },
  })
  onTestFinished(() => socket.terminate())
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  const frame = new Promise<number>((resolve) => socket.once('message', () => resolve(0)))
  const code = await Promise.race([closed, frame])
  return { socket, protocol: socket.protocol, code, closed }
}

test('[AU12] a ticket opens its board once; the ticket is never echoed', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const ticket = ticketFor(house, maya.browser, maya.grant, doc)
  const first = await connect(house, maya.browser, doc, ticket)
  expect([first.code, first.protocol]).toEqual([0, docSubprotocol])
  expect((await connect(house, maya.browser, doc, ticket)).code).toBe(DocClose.ticket)
})

test('[AU12] a ticket ends after a minute, and opens no other board', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const late = ticketFor(house, maya.browser, maya.grant, doc)
  house.time.now += docLimits.ticketMs
  expect((await connect(house, maya.browser, doc, late)).code).toBe(DocClose.ticket)
  const other = doc.replace(/\.[a-z-]+\./, '.other.')
  expect((await connect(house, maya.browser, other, ticketFor(house, maya.browser, maya.grant, doc))).code).toBe(
    DocClose.ticket,
  )
  for (const wrong of [null, '', 'x'.repeat(43), 'constructor'])
    expect((await connect(house, maya.browser, doc, wrong)).code).toBe(DocClose.ticket)
  expect((await connect(house, maya.browser, 'no-board', 'x'.repeat(43))).code).toBe(DocClose.ticket)
})

test('[AU12] somebody else’s ticket is of no use, nor one’s own after the grant has ended', async () => {
  const { house, lead, maya, luis, doc } = await roomWithBoard()
  const stolen = ticketFor(house, maya.browser, maya.grant, doc)
  expect((await connect(house, luis.browser, doc, stolen)).code).toBe(DocClose.ticket)
  const kept = ticketFor(house, maya.browser, maya.grant, doc)
  await lead.browser.post(`${lead.base}/revoke`, { grant: maya.grant })
  expect((await connect(house, maya.browser, doc, kept)).code).toBe(DocClose.ticket)
})

test('[AU5] ending a grant ends its board connections at once, and no other', async () => {
  const { house, lead, maya, screen, doc } = await roomWithBoard()
  const mayas = await connect(house, maya.browser, doc, ticketFor(house, maya.browser, maya.grant, doc))
  const walls = await connect(house, screen.browser, doc, ticketFor(house, screen.browser, screen.grant, doc))
  const leads = await connect(house, lead.browser, doc, ticketFor(house, lead.browser, lead.grant, doc))
  for (const { grant } of [maya, screen]) await lead.browser.post(`${lead.base}/revoke`, { grant })
  expect(await Promise.all([mayas.closed, walls.closed])).toEqual([DocClose.forbidden, DocClose.forbidden])
  expect(leads.socket.readyState).toBe(WebSocket.OPEN)
})

test('[HT1] a frame that is too big, or is none, ends that connection and nothing else', async () => {
  const { house, lead, maya, doc } = await roomWithBoard()
  const andre = await colead(house, lead)
  const stays = await connect(house, andre.browser, doc, ticketFor(house, andre.browser, andre.grant, doc))
  const big = await connect(house, maya.browser, doc, ticketFor(house, maya.browser, maya.grant, doc))
  big.socket.send(Buffer.alloc(3 * docLimits.step2Bytes))
  expect(await big.closed).toBe(1009)
  const broken = await connect(house, maya.browser, doc, ticketFor(house, maya.browser, maya.grant, doc))
  const raw = (broken.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket
  raw.write(Buffer.from([0xff, 0xff, 0xff]))
  expect(await broken.closed).toBeGreaterThan(1000)
  expect(stays.socket.readyState).toBe(WebSocket.OPEN)
})
