/** The wire through socket.io alone: what waits, what is counted, and when it ends. */
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { DocClose, docLimits } from '../../../shared/wire/doc.ts'
import { tunnelLimits } from '../../../shared/wire/tunnel.ts'
import { tunnelWire, type TunnelSocket } from '../../../server/doc/tunnel.ts'

/** The server's end of a socket of socket.io, with what it sends. */
class Peer extends EventEmitter {
  readonly sent: { readonly frame: Uint8Array; readonly mark: number; read(mark: number): void }[] = []
  ended: number | null = null
  answers = 0
  readonly wire = tunnelWire(this.#asSocket())

  up(part: Uint8Array, isLast = true): void {
    super.emit('up', part, isLast, () => this.answers++)
  }

  #asSocket(): TunnelSocket {
    const emit = (event: string, ...args: unknown[]) => {
      const [frame, mark, read] = args
      if (event === 'end') this.ended = frame as number
      else this.sent.push({ frame, mark, read } as Peer['sent'][number])
    }
    const listen = this.on.bind(this)
    const disconnect = () => super.emit('disconnect')
    return { emit, on: listen, once: listen, disconnect } as unknown as TunnelSocket
  }
}

const frame = (length: number) => new Uint8Array(length)

test('[TN7] while a wire is paused its sender gets no answers; then all of them, and every frame in order', () => {
  const peer = new Peer()
  const heard: number[] = []
  peer.wire.onFrame((one) => heard.push(one.length))
  peer.up(frame(1))
  expect(peer.answers).toBe(1)
  peer.wire.pause()
  for (let sent = 0; sent < tunnelLimits.underway; sent++) peer.up(frame(2 + sent))
  expect([peer.answers, peer.ended]).toEqual([1, null])
  peer.wire.resume()
  expect(peer.answers).toBe(1 + tunnelLimits.underway)
  expect(heard).toEqual(Array.from({ length: 1 + tunnelLimits.underway }, (_, i) => i + 1))
  peer.wire.pause()
  for (let sent = 0; sent <= tunnelLimits.underway; sent++) peer.up(frame(1))
  expect(peer.ended).toBe(DocClose.malformed)
})

test('[TN7] parts are one frame with the last of them; after the end nothing is heard', () => {
  const peer = new Peer()
  const heard: Uint8Array[] = []
  peer.wire.onFrame((one) => heard.push(one))
  peer.up(Uint8Array.of(1, 2), false)
  peer.up(Uint8Array.of(3), false)
  expect(heard).toEqual([])
  peer.up(Uint8Array.of(4))
  expect(heard).toEqual([Uint8Array.of(1, 2, 3, 4)])
  peer.wire.close(DocClose.forbidden, 'revoked')
  peer.wire.close(DocClose.tooSlow, 'too slow')
  peer.up(Uint8Array.of(5))
  expect([heard.length, peer.ended]).toEqual([1, DocClose.forbidden])
})

test('[TN7] what a reader has not sent back is counted, and beyond 2 MB it is out', () => {
  const peer = new Peer()
  peer.wire.send(frame(10_000))
  peer.wire.send(frame(20_000))
  expect(peer.wire.buffered).toBeGreaterThanOrEqual(30_000)
  for (const { read, mark } of peer.sent) read(mark)
  expect(peer.wire.buffered).toBe(0)
  let sent = 0
  for (; peer.ended === null; sent++) peer.wire.send(frame(50_000))
  expect(peer.ended).toBe(DocClose.tooSlow)
  expect(sent * 50_000).toBeLessThanOrEqual(docLimits.bufferedBytes + 50_000)
  const guessing = new Peer()
  guessing.wire.send(frame(10))
  guessing.sent[0]?.read((guessing.sent[0]?.mark ?? 0) + 1)
  expect(guessing.ended).toBe(DocClose.malformed)
})
