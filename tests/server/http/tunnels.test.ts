/** Tunnels by hostile and by slow hands, over the real socket.io client and the whole front. */
import type { Socket } from 'socket.io-client'
import { expect, test } from 'vitest'
import type { DocId } from '../../../shared/lib/ids.ts'
import { DocClose, DocMessage, docLimits } from '../../../shared/wire/doc.ts'
import { tunnelLimits, tunnelNamespace } from '../../../shared/wire/tunnel.ts'
import { largestFrameBytes, tooLargeCode } from '../../../server/doc/wire.ts'
import { roomWithBoard, ticketFor } from './open-board.ts'
import { command, type House, type Seat } from './open-house.ts'
import { Waiting } from '../../fixtures/waiting.ts'

type Who = Pick<Seat, 'browser' | 'grant'>

/** The flow of a seat, in. */
async function flowOf({ browser, grant }: Who): Promise<Socket> {
  const flow = browser.flow(grant)
  await new Promise((resolve) => flow.once('slices', resolve))
  return flow
}

interface Tunnel {
  readonly socket: Socket
  readonly frames: Uint8Array[]
  /** The code it ended with, or the word of socket.io when there was none. */
  readonly ended: Promise<number | string>
  /** The first frame of this type. */
  frame(type: number): Promise<Uint8Array>
}

/** @param reads sends back the marks of what came */
function tunnel(flow: Socket, doc: string, ticket: string, reads = true): Tunnel {
  const socket = flow.io.socket(tunnelNamespace(ticket), { auth: { doc } })
  const frames: Uint8Array[] = []
  const waiting = new Waiting()
  socket.on('down', (frame: Uint8Array, mark: number, read: (mark: number) => void) => {
    frames.push(frame)
    if (reads) read(mark)
    waiting.changed()
  })
  const ended = new Promise<number | string>((resolve) => {
    socket.once('end', resolve)
    socket.once('disconnect', resolve)
    socket.once('connect_error', ({ message }) => resolve(message))
  })
  const frame = (type: number) => waiting.found(() => frames.find(([first]) => first === type))
  return { socket, frames, ended, frame }
}

const ticketOf = (house: House, { browser, grant }: Who, doc: DocId) => ticketFor(house, browser, grant, doc)

const opened = async (one: Tunnel) => {
  await one.frame(DocMessage.sync)
  return one
}
const step1 = Uint8Array.of(DocMessage.sync, 0, 1, 0)

test('[TN5] a tunnel opens by its own ticket, once, for its board and its holder, beside a flow that is in', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const [mayas, luisens] = [await flowOf(maya), await flowOf(luis)]
  const ticket = ticketOf(house, maya, doc)
  const first = await opened(tunnel(mayas, doc, ticket))
  expect(await tunnel(luisens, doc, ticketOf(house, maya, doc)).ended).toBe(DocClose.ticket)
  expect(await tunnel(luisens, doc, ticket).ended).toBe(DocClose.ticket)
  for (const wrong of ['x', 'constructor', 'x'.repeat(43)])
    expect(await tunnel(mayas, doc, wrong).ended).toBe(DocClose.ticket)
  expect(await tunnel(mayas, 'no-board', ticketOf(house, maya, doc)).ended).toBe(DocClose.ticket)
  expect(await tunnel(mayas, doc.replace(/\.[a-z-]+\./, '.other.'), ticketOf(house, maya, doc)).ended).toBe(
    DocClose.ticket,
  )
  const late = ticketOf(house, maya, doc)
  house.time.now += docLimits.ticketMs
  expect(await tunnel(mayas, doc, late).ended).toBe(DocClose.ticket)
  // Without its flow there is no tunnel, whoever has a ticket.
  const alone = maya.browser.flow(maya.grant)
  alone.disconnect()
  expect(await tunnel(alone, doc, ticketOf(house, maya, doc)).ended).toMatch(/transport close|io server/)
  expect([first.socket.connected, mayas.connected]).toEqual([true, true])
  mayas.disconnect()
  expect(await first.ended).toMatch(/transport close|io server disconnect/)
})

test('[TN5] as many windows as by WebSocket, and tries without end close the connection', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const flow = await flowOf(maya)
  for (let window = 0; window < 20; window++) await opened(tunnel(flow, doc, ticketOf(house, maya, doc)))
  expect(await tunnel(flow, doc, ticketOf(house, maya, doc)).ended).toBe(DocClose.unavailable)
  const gone = new Promise((resolve) => flow.once('disconnect', resolve))
  for (let tries = 0; tries < 40; tries++) tunnel(flow, doc, `wrong${tries}`)
  await gone
})

test('[TN6] forged frames end their own tunnel with a code, and nothing else', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const [mayas, luisens] = [await flowOf(maya), await flowOf(luis)]
  const stays = await opened(tunnel(luisens, doc, ticketOf(house, luis, doc)))
  const open = () => opened(tunnel(mayas, doc, ticketOf(house, maya, doc)))
  const answer = () => undefined
  const forged: ((one: Tunnel) => unknown)[] = [
    ({ socket }) => socket.emit('up', 'words', true, answer),
    ({ socket }) => socket.emit('up', step1, 'yes', answer),
    ({ socket }) => socket.emit('up', step1, true),
    ({ socket }) => socket.emit('up', null, true, answer),
    ({ socket }) => socket.emit('up', Uint8Array.of(99), true, answer),
    ({ socket }) => socket.emit('up', new Uint8Array(0), true, answer),
    ({ socket }) => socket.emit('up', new Uint8Array(tunnelLimits.partBytes + 1), true, answer),
  ]
  for (const forge of forged) {
    const one = await open()
    forge(one)
    expect(await one.ended).toBe(DocClose.malformed)
  }
  const endless = await open()
  const send = (sent: number): unknown =>
    endless.socket.emit('up', new Uint8Array(tunnelLimits.partBytes), false, () => send(sent + tunnelLimits.partBytes))
  send(0)
  expect(await endless.ended).toBe(tooLargeCode)
  expect(largestFrameBytes).toBeLessThan(600 * 1024)
  // A mark that was guessed, not read.
  const blind = tunnel(mayas, doc, ticketOf(house, maya, doc), false)
  blind.socket.on('down', (_frame: Uint8Array, mark: number, read: (mark: number) => void) => read(mark - 1))
  expect(await blind.ended).toBe(DocClose.malformed)
  expect([stays.socket.connected, luisens.connected, mayas.connected, house.errors]).toEqual([true, true, true, []])
})

test('[TN7] one that does not wait for its answers is out, and its flow goes on', async () => {
  const { house, maya, doc } = await roomWithBoard()
  const flow = await flowOf(maya)
  const honest = await opened(tunnel(flow, doc, ticketOf(house, maya, doc)))
  const rude = await opened(tunnel(flow, doc, ticketOf(house, maya, doc)))
  for (let sent = 0; sent < 2 * docLimits.frameBurst; sent++) rude.socket.emit('up', step1, true, () => undefined)
  expect(await rude.ended).toBe(DocClose.malformed)
  expect([honest.socket.connected, flow.connected, house.errors]).toEqual([true, true, []])
})

test('[TN4] withdrawn rights and an ended grant close a tunnel with the same codes as a WebSocket', async () => {
  const { house, lead, maya, luis, doc } = await roomWithBoard()
  const mayas = await opened(tunnel(await flowOf(maya), doc, ticketOf(house, maya, doc)))
  const luisens = await opened(tunnel(await flowOf(luis), doc, ticketOf(house, luis, doc)))
  await lead.browser.post(`${lead.base}/revoke`, { grant: maya.grant })
  expect(await mayas.ended).toBe(DocClose.forbidden)
  await command(house, lead, { type: 'person.remove', member: luis.member, confirm: true })
  expect([DocClose.forbidden, 'io server disconnect', 'transport close']).toContain(await luisens.ended)
  expect(house.hub.stats().connections).toBe(0)
})
