import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DocClose, docLimits, docSubprotocol } from '../../../shared/wire/doc.ts'
import { connect, roomWithBoard, ticketFor } from './open-board.ts'
import { colead } from './open-house.ts'

test('[AU12] ATK-31 a ticket opens its board once; the ticket is never echoed', async () => {
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

test('[AU12] ATK-31 somebody else’s ticket is of no use, nor one’s own after the grant has ended', async () => {
  const { house, lead, maya, luis, doc } = await roomWithBoard()
  const stolen = ticketFor(house, maya.browser, maya.grant, doc)
  expect((await connect(house, luis.browser, doc, stolen)).code).toBe(DocClose.ticket)
  const kept = ticketFor(house, maya.browser, maya.grant, doc)
  await lead.browser.post(`${lead.base}/revoke`, { grant: maya.grant })
  expect((await connect(house, maya.browser, doc, kept)).code).toBe(DocClose.ticket)
})

test('[AU5] ATK-28 ending a grant ends its board connections at once, and no other', async () => {
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
