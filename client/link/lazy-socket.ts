/**
 * A WebSocket that first gets a ticket, then opens. y-websocket makes a new one for every attempt, so every attempt has
 * a fresh ticket, and the ticket travels as a subprotocol: never in an address, which would stand in server logs.
 */
import { DocClose, docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
import { type Refusal } from '../../shared/wire/refusals.ts'

export type TicketAnswer = { readonly ok: true; readonly ticket: string } | Refusal

export interface LazySocketParts {
  /** Asks for a ticket; may wait as long as the network is away. */
  ticket(): Promise<TicketAnswer>
  /** Sees every frame that leaves. */
  leaving(frame: Uint8Array): void
  /** Wait before this attempt, in ms: a whole room returns at once when its network does. */
  delayMs(): number
}

/** What y-websocket uses of a socket's events. */
type Handler<E> = ((event: E) => void) | null

/** A refusal that no later ticket will cure; everything else is tried again. */
const closeFor = ({ code }: Refusal): number =>
  code === 'deleted' || code === 'ended' ? DocClose.purged : code === 'not_yours' ? DocClose.forbidden : DocClose.ticket

/** The class to hand to y-websocket as its `WebSocketPolyfill`. */
export function lazySocket(parts: LazySocketParts): typeof WebSocket {
  class LazySocket {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readonly OPEN = 1
    binaryType: BinaryType = 'arraybuffer'
    onopen: Handler<Event> = null
    onmessage: Handler<MessageEvent> = null
    onerror: Handler<Event> = null
    onclose: Handler<CloseEvent> = null
    #socket: WebSocket | null = null
    #closed = false

    constructor(address: string | URL) {
      void this.#open(address)
    }

    get readyState(): number {
      if (this.#closed) return LazySocket.CLOSED
      return this.#socket?.readyState ?? LazySocket.CONNECTING
    }

    send(frame: Uint8Array<ArrayBuffer>): void {
      if (this.readyState !== LazySocket.OPEN) return
      parts.leaving(frame)
      this.#socket?.send(frame)
    }

    close(): void {
      this.#closed = true
      this.#socket?.close()
    }

    async #open(address: string | URL): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, parts.delayMs()))
      if (this.#closed) return
      const answer = await parts.ticket()
      if (this.#closed) return
      if (!answer.ok) return this.#end(closeFor(answer))
      const socket = new WebSocket(address, [docSubprotocol, ticketPrefix + answer.ticket])
      socket.binaryType = this.binaryType
      socket.onopen = (event) => this.onopen?.(event)
      socket.onmessage = (event) => this.onmessage?.(event)
      socket.onerror = (event) => this.onerror?.(event)
      socket.onclose = (event) => {
        this.#closed = true
        this.onclose?.(event)
      }
      this.#socket = socket
    }

    #end(code: number): void {
      this.#closed = true
      this.onclose?.(new CloseEvent('close', { code }))
    }
  }
  // Only what y-websocket uses of a WebSocket is here.
  return LazySocket as unknown as typeof WebSocket
}
