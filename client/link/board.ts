/**
 * The doc channel of one board or page: the real y-websocket provider with our four message types, a ticket for each attempt,
 * and a count of what is not yet durable. Unsaved updates are kept on the device until the server says SAVED.
 */
import * as decoding from 'lib0/decoding'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  DocMessage,
  docSubprotocol,
  ticketPrefix,
  type CursorState,
  type Presence,
  type ResetReason,
} from '../../shared/wire/doc.ts'
import type { DocId, GrantId } from '../../shared/lib/ids.ts'
import type { Detour } from './detour.ts'
import type { FrameSocket } from './frame-socket.ts'
import { UnsavedUpdates } from './unsaved-updates.ts'
import { unsavedName } from './unsaved.ts'

export interface BoardDoor {
  readonly grant: GrantId
  /** Everything of it stays on this device while it is open, so that it opens again without a network: one's own page. */
  readonly keeps?: boolean
  /** A fresh ticket for this board; null when there is no right to it (any more). */
  ticket(): Promise<string | null>
  readonly detour: Detour
}

export interface BoardListener {
  /** Anything about the connection changed. */
  changed(): void
  peers(peers: readonly Presence[]): void
  role(role: 'read' | 'write'): void
  reset(reason: ResetReason): void
  /** No more attempts: rights withdrawn or the board deleted. */
  closed(): void
}

/** A network that says yes to a WebSocket and then lets nothing through: given up after this time, in ms. */
const firstWordMs = 20_000
const lost = () => new CloseEvent('close', { code: 1006 })

/** A socket that first gets its ticket, then connects: the provider makes one for each attempt. */
function socketClass(door: BoardDoor, id: DocId, sent: () => void, fresh: () => void) {
  return class TicketSocket {
    // The provider compares `readyState` with the constants of the socket it has.
    readonly CONNECTING = WebSocket.CONNECTING
    readonly OPEN = WebSocket.OPEN
    readonly CLOSING = WebSocket.CLOSING
    readonly CLOSED = WebSocket.CLOSED
    binaryType: BinaryType = 'arraybuffer'
    onopen: ((event: Event) => void) | null = null
    onclose: ((event: CloseEvent) => void) | null = null
    onerror: ((event: Event) => void) | null = null
    onmessage: ((event: MessageEvent) => void) | null = null
    #socket: FrameSocket | null = null
    #closed = false

    constructor(url: string | URL) {
      fresh()
      void this.#open(String(url))
    }

    get readyState(): number {
      return this.#closed ? WebSocket.CLOSED : (this.#socket?.readyState ?? WebSocket.CONNECTING)
    }

    send(data: Uint8Array<ArrayBuffer>): void {
      // The server counts every sync frame it has handled, step 1 included.
      if (data[0] === DocMessage.sync) sent()
      this.#socket?.send(data)
    }

    close(code?: number, reason?: string): void {
      this.#closed = true
      if (this.#socket === null) this.onclose?.(new CloseEvent('close', { code: 1000 }))
      else this.#socket.close(code, reason)
    }

    async #open(url: string): Promise<void> {
      const ticket = await door.ticket()
      if (this.#closed) return
      if (ticket === null) {
        this.#closed = true
        // Retried by the provider: the right may come with the next change of the room.
        this.onclose?.(new CloseEvent('close', { code: 4501 }))
        return
      }
      if (!door.detour.isNeeded) return this.#direct(url, ticket)
      const tunnel = await door.detour.open(url, ticket, id).catch(() => null)
      if (this.#closed) tunnel?.close()
      else if (tunnel === null) this.onclose?.(lost())
      else {
        this.#take(tunnel)
        tunnel.onclose = (event) => this.onclose?.(event)
        tunnel.onmessage = (event) => this.onmessage?.(event)
      }
    }

    #take(socket: FrameSocket): void {
      this.#socket = socket
      socket.onopen = (event) => this.onopen?.(event)
      socket.onerror = (event) => this.onerror?.(event)
    }

    #direct(url: string, ticket: string): void {
      const socket = new WebSocket(url, [docSubprotocol, `${ticketPrefix}${ticket}`])
      socket.binaryType = 'arraybuffer'
      const over = (event: CloseEvent, failed = false) => {
        clearTimeout(silence)
        socket.onclose = null
        if (failed && !this.#closed) door.detour.failed()
        this.onclose?.(event)
      }
      const silence = setTimeout(() => {
        over(lost(), true)
        socket.close()
      }, firstWordMs)
      let spoke = false
      socket.onmessage = (event) => {
        if (!spoke) door.detour.worked()
        spoke = true
        clearTimeout(silence)
        this.onmessage?.(event)
      }
      socket.onclose = (event) => over(event, !spoke && event.code < 4000)
      this.#take(socket)
    }
  }
}

/** So many updates become one, in a document that is kept whole. */
const keptMost = 40

export class BoardLink {
  readonly doc = new Y.Doc()
  /** Resolves when what this device had is in it. @returns of how many updates that was */
  readonly loaded: Promise<number>
  readonly #provider: WebsocketProvider
  readonly #listener: BoardListener
  readonly #unsaved: UnsavedUpdates
  readonly #keeps: boolean
  #sent = 0
  #saved = 0
  #isClosed = false

  constructor(id: DocId, door: BoardDoor, listener: BoardListener, address = location.origin.replace(/^http/, 'ws')) {
    this.#listener = listener
    this.#keeps = door.keeps === true
    this.#unsaved = new UnsavedUpdates(unsavedName(door.grant, id))
    const Socket = socketClass(
      door,
      id,
      () => {
        this.#sent++
        listener.changed()
      },
      () => {
        this.#sent = 0
        this.#saved = 0
      },
    )
    this.#provider = new WebsocketProvider(`${address}/doc`, id, this.doc, {
      disableBc: true,
      connect: false,
      maxBackoffTime: 4_000,
      WebSocketPolyfill: Socket as unknown as typeof WebSocket,
    })
    this.#provider.awareness.setLocalState(null)
    this.#hear()
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if ((origin !== this.#provider || this.#keeps) && origin !== this.#unsaved) this.#unsaved.add(update)
      listener.changed()
    })
    // What an earlier tab could not save is on the board before the server is asked, and goes there with step 2.
    this.loaded = this.#unsaved.all().then((updates) => {
      // The board may have been left before the device's database has answered.
      if (this.#isClosed) return 0
      for (const update of updates) Y.applyUpdate(this.doc, update, this.#unsaved)
      this.#provider.connect()
      return updates.length
    })
  }

  get synced(): boolean {
    return this.#provider.synced
  }

  get connected(): boolean {
    return this.#provider.wsconnected
  }

  /** Everything of this device is durable at the server. */
  get saved(): boolean {
    return this.synced && this.#sent > 0 && this.#saved >= this.#sent
  }

  pointAt(cursor: CursorState | null): void {
    this.#provider.awareness.setLocalState(cursor === null ? null : { ...cursor })
  }

  /** @param wipe also forget what was not saved: the replica is thrown away */
  close(wipe = false): void {
    this.#isClosed = true
    if (wipe) this.#unsaved.clear()
    this.#provider.destroy()
    this.#unsaved.close()
    this.doc.destroy()
  }

  #settled(): void {
    if (!this.#keeps) this.#unsaved.clear()
    else if (this.#unsaved.count > keptMost) this.#unsaved.become(Y.encodeStateAsUpdate(this.doc))
  }

  #hear(): void {
    const provider = this.#provider
    const on = (type: number, read: (decoder: decoding.Decoder) => void) => {
      provider.messageHandlers[type] = (_encoder, decoder) => read(decoder)
    }
    on(DocMessage.saved, (decoder) => {
      this.#saved = decoding.readVarUint(decoder)
      if (this.saved) this.#settled()
      this.#listener.changed()
    })
    on(DocMessage.role, (decoder) =>
      this.#listener.role(decoding.readVarString(decoder) === 'write' ? 'write' : 'read'),
    )
    on(DocMessage.reset, (decoder) => this.#listener.reset(decoding.readVarString(decoder) as ResetReason))
    on(DocMessage.presence, (decoder) =>
      this.#listener.peers(JSON.parse(decoding.readVarString(decoder)) as Presence[]),
    )
    provider.on('sync', () => this.#listener.changed())
    provider.on('status', () => this.#listener.changed())
    provider.on('closed', () => {
      this.#unsaved.clear()
      this.#listener.closed()
    })
  }
}
