/** What a connection needs of its carrier; ws here, a pair in memory in tests. */
import type { WebSocket } from 'ws'
import { docLimits } from '../../shared/wire/doc.ts'
import { type Clock, realClock } from '../clock.ts'

export interface Wire {
  send(frame: Uint8Array): void
  /** Bytes handed over and not yet on their way. */
  readonly buffered: number
  /** Nothing more is heard. Safe to call twice; `onClose` follows also for a peer that no longer answers. */
  close(code: number, reason: string): void
  /** Stops and starts reading, so that a flood waits at its sender. Frames read already may still come. */
  pause(): void
  resume(): void
  onFrame(listener: (frame: Uint8Array) => void): void
  onClose(listener: () => void): void
}

/** Room for the message type and lengths around the largest payload, in bytes. */
const framingBytes = 1024
/** Twice the most: what is a little too large gets RESET with a reason, where the carrier alone would let the client try for ever. */
export const largestFrameBytes = 2 * docLimits.step2Bytes + framingBytes
/** What ws closes with for a larger one. */
export const tooLargeCode = 1009

/** A laptop that was shut says nothing: asked at this interval, in ms, and given up when it misses two. */
const pingMs = 10_000
/** How long a closing peer may take to say goodbye, in ms, before the socket is just dropped. */
const goodbyeMs = 2_000

export function wireOf(socket: WebSocket, clock: Clock = realClock): Wire {
  let missed = 0
  let isOver = false
  let cancel = clock.after(pingMs, ping)
  function ping(): void {
    if (++missed > 2) return socket.terminate()
    socket.ping()
    cancel = clock.after(pingMs, ping)
  }
  const alive = () => (missed = 0)
  socket.on('pong', alive)
  socket.on('message', alive)
  socket.once('close', () => cancel())
  // A malformed frame makes ws close with its own code; without a listener it would end the process.
  socket.on('error', () => undefined)
  return {
    send: (frame) => {
      if (socket.readyState === socket.OPEN) socket.send(frame, { binary: true }, () => undefined)
    },
    get buffered() {
      return socket.bufferedAmount
    },
    close: (code, reason) => {
      isOver = true
      if (socket.readyState !== socket.OPEN) return
      // The peer's goodbye can only be read by a socket that reads.
      socket.resume()
      socket.close(code, reason)
      cancel()
      cancel = clock.after(goodbyeMs, () => socket.terminate())
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    // A copy: ws hands out slices of larger buffers, and an update may be kept for as long as a commit takes.
    onFrame: (listener) => void socket.on('message', (data) => isOver || listener(bytesOf(data))),
    onClose: (listener) => void socket.once('close', listener),
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  return new Uint8Array(Array.isArray(data) ? Buffer.concat(data) : data)
}
