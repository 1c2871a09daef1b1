/** The five things a connection needs of its carrier; ws here, an in-memory pair in tests. */
import type { WebSocket } from 'ws'

export interface Wire {
  send(frame: Uint8Array): void
  /** Bytes handed over and not yet on their way. */
  readonly buffered: number
  close(code: number, reason: string): void
  /** Stops and starts reading, so that a flood waits at its sender. */
  pause(): void
  resume(): void
  onFrame(listener: (frame: Uint8Array) => void): void
  onClose(listener: () => void): void
}

export function wireOf(socket: WebSocket): Wire {
  socket.binaryType = 'nodebuffer'
  // A malformed frame makes ws close with its own code; without a listener it would end the process.
  socket.on('error', () => undefined)
  return {
    send: (frame) => socket.send(frame, { binary: true }, () => undefined),
    get buffered() {
      return socket.bufferedAmount
    },
    close: (code, reason) => socket.close(code, reason),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    onFrame: (listener) =>
      void socket.on('message', (data) => {
        listener(Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]))
      }),
    onClose: (listener) => void socket.once('close', listener),
  }
}
