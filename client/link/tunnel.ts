/**
 * A board's frames through the flow's connection, for the provider a WebSocket like any other. Loaded only where a network
 * lets no WebSocket through.
 */
import type { Socket } from 'socket.io-client'
import type { DocId } from '../../shared/lib/ids.ts'
import { DocClose } from '../../shared/wire/doc.ts'
import {
  tunnelLimits,
  tunnelNamespace,
  type TunnelDown,
  type TunnelHandshake,
  type TunnelUp,
} from '../../shared/wire/tunnel.ts'
import type { Beside, FrameSocket } from './frame-socket.ts'
import { webSocketOpens } from './web-socket-opens.ts'

/** A network that lets no WebSocket through may be another one by now. */
const tryAgainEveryMs = 5 * 60_000
const lost = 1006
/** What has not opened by then does not: the flow itself was lost meanwhile. In ms. */
const openWithinMs = 20_000

/** Where to: the address a WebSocket would have, and what opens it. */
export interface Way {
  readonly url: string
  readonly ticket: string
  readonly doc: DocId
}

export class Tunnel implements FrameSocket {
  onopen: FrameSocket['onopen'] = null
  onclose: FrameSocket['onclose'] = null
  onerror: FrameSocket['onerror'] = null
  onmessage: FrameSocket['onmessage'] = null
  readonly #socket: Socket<TunnelDown, TunnelUp>
  readonly #again: ReturnType<typeof setInterval>
  readonly #opening: ReturnType<typeof setTimeout>
  #parts: { readonly part: Uint8Array; readonly isLast: boolean }[] = []
  #underway = 0
  #isClosing = false
  #isClosed = false
  #end: { readonly code: number; readonly reason: string } = { code: lost, reason: '' }

  /** @param works a WebSocket comes through again */
  constructor(link: Beside, { url, ticket, doc }: Way, works: () => void) {
    const handshake: TunnelHandshake = { doc }
    const socket: Socket<TunnelDown, TunnelUp> = link.beside(tunnelNamespace(ticket), { ...handshake })
    this.#socket = socket
    this.#opening = setTimeout(() => this.#ended(), openWithinMs)
    socket.on('connect', () => {
      clearTimeout(this.#opening)
      this.onopen?.(new Event('open'))
    })
    socket.on('down', (frame, mark, read) => {
      this.onmessage?.(new MessageEvent('message', { data: frame }))
      read(mark)
    })
    socket.on('end', (code, reason) => (this.#end = { code, reason }))
    socket.on('disconnect', () => this.#ended())
    socket.on('connect_error', () => this.#ended())
    this.#again = setInterval(
      () =>
        void webSocketOpens(url).then((opens) => {
          if (!opens || this.#isClosed) return
          works()
          this.#end = { code: DocClose.restarting, reason: 'a WebSocket comes through' }
          this.close()
        }),
      tryAgainEveryMs,
    )
  }

  get readyState(): number {
    if (this.#isClosed) return WebSocket.CLOSED
    if (this.#isClosing) return WebSocket.CLOSING
    return this.#socket.connected ? WebSocket.OPEN : WebSocket.CONNECTING
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== WebSocket.OPEN) return
    const { partBytes } = tunnelLimits
    for (let at = 0; at < data.length; at += partBytes)
      this.#parts.push({ part: data.slice(at, at + partBytes), isLast: at + partBytes >= data.length })
    this.#pump()
  }

  /** What was handed over before goes first, as with any socket. */
  close(): void {
    this.#isClosing = true
    this.#pump()
  }

  #pump(): void {
    if (!this.#socket.connected) return this.#ended()
    while (this.#underway < tunnelLimits.underway) {
      const next = this.#parts.shift()
      if (next === undefined) break
      this.#underway++
      this.#socket.emit('up', next.part, next.isLast, () => {
        this.#underway--
        this.#pump()
      })
    }
    if (this.#isClosing && this.#parts.length === 0) this.#socket.disconnect()
  }

  #ended(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#again)
    clearTimeout(this.#opening)
    // It would return by itself, with a ticket that is used up.
    this.#socket.disconnect()
    this.onclose?.(new CloseEvent('close', this.#end))
  }
}
