/** A wire through socket.io: what TCP does for a WebSocket, waiting included, is done here by answers. */
import { randomInt } from 'node:crypto'
import type { Socket } from 'socket.io'
import { DocClose, docLimits } from '../../shared/wire/doc.ts'
import { tunnelLimits, type TunnelDown, type TunnelUp } from '../../shared/wire/tunnel.ts'
import { largestFrameBytes, tooLargeCode, type Wire } from './wire.ts'

export type TunnelSocket = Socket<TunnelUp, TunnelDown>

/** What it costs to remember a frame that was not read yet, besides its bytes. */
const rememberedBytes = 64
const marks = 2 ** 47

export function tunnelWire(socket: TunnelSocket): Wire {
  let isOver = false
  let isPaused = false
  let buffered = 0
  let underway = 0
  let parts: Uint8Array[] = []
  let bytes = 0
  let hear: (frame: Uint8Array) => void = () => undefined
  const waiting: (() => void)[] = []

  const close = (code: number, reason: string) => {
    if (isOver) return
    isOver = true
    socket.emit('end', code, reason)
    // The flow on the same connection goes on.
    socket.disconnect()
  }

  socket.once('disconnect', () => (isOver = true))
  socket.on('up', (part: unknown, isLast: unknown, taken: unknown) => {
    if (isOver) return
    if (!(part instanceof Uint8Array) || typeof isLast !== 'boolean' || typeof taken !== 'function')
      return close(DocClose.malformed, 'not understood')
    // Ours waits for its answers: whoever does not is none of ours, and costs no more memory than this.
    if (++underway > tunnelLimits.underway || part.length > tunnelLimits.partBytes)
      return close(DocClose.malformed, 'too much at once')
    bytes += part.length
    if (bytes > largestFrameBytes) return close(tooLargeCode, 'too large')
    parts.push(part)
    if (isLast) {
      const frame = new Uint8Array(Buffer.concat(parts))
      parts = []
      bytes = 0
      hear(frame)
    }
    const answer = () => {
      underway--
      ;(taken as () => void)()
    }
    if (isPaused) waiting.push(answer)
    else answer()
  })

  return {
    send: (frame) => {
      if (isOver) return
      // Long polling knows nothing of a slow reader, and an answer alone could be given unread.
      const mark = randomInt(marks)
      const cost = frame.length + rememberedBytes
      buffered += cost
      socket.emit('down', frame, mark, (read: unknown) => {
        if (read !== mark) return close(DocClose.malformed, 'not read')
        buffered -= cost
      })
      if (buffered > docLimits.bufferedBytes) close(DocClose.tooSlow, 'too slow')
    },
    get buffered() {
      return buffered
    },
    close,
    pause: () => void (isPaused = true),
    resume: () => {
      isPaused = false
      for (const answer of waiting.splice(0)) answer()
    },
    onFrame: (listener) => void (hear = listener),
    onClose: (listener) => void socket.once('disconnect', () => listener()),
  }
}
