/** The ws carrier: peers that vanish without a word, and bytes that stay what they were. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { wireOf, type Wire } from '../../../server/doc/wire.ts'
import { ManualClock } from './board-hub.ts'

let server: WebSocketServer
let clock: ManualClock
let wire: Wire
let peer: WebSocket

beforeEach(async () => {
  clock = new ManualClock()
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const connected = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  peer = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
  const opened = new Promise((resolve) => peer.once('open', resolve))
  wire = wireOf(await connected, clock)
  await opened
})

afterEach(() => {
  peer.terminate()
  server.close()
})

const closed = () => new Promise<void>((resolve) => wire.onClose(resolve))

test('[BD15] a peer that answers pings stays, one that does not is given up after three', async () => {
  for (let i = 0; i < 5; i++) {
    const pinged = new Promise((resolve) => peer.once('ping', resolve))
    const answered = new Promise((resolve) => [...server.clients][0]?.once('pong', resolve))
    await clock.advance(10_000)
    await Promise.all([pinged, answered])
  }
  expect(peer.readyState).toBe(WebSocket.OPEN)
  const gone = closed()
  // A shut laptop: its socket is there and reads nothing.
  peer.pause()
  await clock.advance(31_000)
  await gone
})

test('[BD15] a peer that does not say goodbye is dropped two seconds after it was told to go', async () => {
  const gone = closed()
  peer.pause()
  wire.close(4508, 'too slow')
  await clock.advance(2_000)
  await gone
})

test('[BD15] each frame is a copy of its own: what ws writes over later does not change it', async () => {
  const frames: Uint8Array[] = []
  const both = new Promise<void>((resolve) => wire.onFrame((frame) => void (frames.push(frame) === 2 && resolve())))
  peer.send(Uint8Array.of(1, 2, 3))
  peer.send(Uint8Array.of(4, 5))
  await both
  expect(frames.map((frame) => frame.buffer.byteLength)).toEqual([3, 2])
})

test('[BD15] a broken frame ends the connection and nothing else', async () => {
  const gone = closed()
  // A reserved bit is set: ws closes with its own code.
  Reflect.get(peer, '_socket').write(Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0))
  await gone
})
