/** A real http and ws server around the real hub, and the real y-websocket client with our four frames. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import { WebSocket, WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/lib/ids.ts'
import { DocMessage, docLimits, type Presence } from '../../../shared/wire/doc.ts'
import type { DocHub } from '../../../server/doc/hub.ts'
import { wireOf } from '../../../server/doc/wire.ts'
import { BoardStore, doc } from './board-hub.ts'
import { Waiting } from '../../fixtures/waiting.ts'

export class BoardServer {
  readonly store: BoardStore
  hub: DocHub
  url = ''
  readonly #http = createServer()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: docLimits.step2Bytes * 2,
  })
  readonly #clients: BoardClient[] = []

  static async start(): Promise<BoardServer> {
    const server = new BoardServer(await BoardStore.begin())
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve))
    server.url = `ws://127.0.0.1:${(server.#http.address() as AddressInfo).port}/doc`
    return server
  }

  private constructor(store: BoardStore) {
    this.store = store
    this.hub = store.hub()
    this.#http.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        const member = new URL(request.url ?? '', 'http://x').searchParams.get('member')
        this.hub.connect(wireOf(ws), doc, member as MemberId | null)
      })
    })
  }

  client(member: string): BoardClient {
    const client = new BoardClient(this.url, member)
    this.#clients.push(client)
    return client
  }

  async synced(...members: string[]): Promise<BoardClient[]> {
    const clients = members.map((member) => this.client(member))
    for (const client of clients) await client.until(() => client.isSaved)
    return clients
  }

  raw(member: string): Promise<RawClient> {
    return RawClient.open(`${this.url}/${doc}?member=${member}`)
  }

  /** Every connection breaks off without a goodbye. */
  cutAll(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  /** Another process with the same disk. */
  async restart(): Promise<void> {
    await this.hub.close()
    this.hub = this.store.hub()
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.hub.close()
    this.cutAll()
    this.#sockets.close()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}

/** Frames as they are, for hostile hands. */
export class RawClient {
  readonly socket: WebSocket
  readonly frames: Uint8Array[] = []
  readonly closed: Promise<number>
  readonly #waiting = new Waiting()

  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url))
    await new Promise((resolve) => client.socket.once('open', resolve))
    return client
  }

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (data: Buffer) => {
      this.frames.push(new Uint8Array(data))
      this.#waiting.changed()
    })
  }

  send(bytes: Uint8Array): void {
    this.socket.send(bytes)
  }

  /** The first frame that fits, now or later. */
  until(fits: (frame: Uint8Array) => boolean): Promise<Uint8Array> {
    return this.#waiting.found(() => this.frames.find(fits))
  }
}

/** The real provider with our message types, and a count of the sync frames it has sent. */
export class BoardClient {
  readonly doc = new Y.Doc()
  readonly provider: WebsocketProvider
  readonly resets: string[] = []
  role = ''
  peers: readonly Presence[] = []
  /** Messages per connection attempt, for those who count. */
  sent = 0
  saved = 0
  readonly #waiting = new Waiting()

  constructor(url: string, member: string) {
    this.provider = new WebsocketProvider(url, doc, this.doc, {
      disableBc: true,
      params: { member },
      maxBackoffTime: 100,
      WebSocketPolyfill: this.#countingSocket(),
    })
    const on = (type: number, hear: (decoder: decoding.Decoder) => void) => {
      this.provider.messageHandlers[type] = (_encoder, decoder) => {
        hear(decoder)
        this.#waiting.changed()
      }
    }
    on(DocMessage.saved, (decoder) => (this.saved = decoding.readVarUint(decoder)))
    on(DocMessage.role, (decoder) => (this.role = decoding.readVarString(decoder)))
    on(DocMessage.reset, (decoder) => this.resets.push(decoding.readVarString(decoder)))
    on(DocMessage.presence, (decoder) => (this.peers = JSON.parse(decoding.readVarString(decoder)) as Presence[]))
    this.doc.on('update', () => this.#waiting.changed())
    this.provider.on('status', () => this.#waiting.changed())
    this.provider.on('sync', () => this.#waiting.changed())
  }

  /** Everything that left is durable, and the exchange of a new connection is over. */
  get isSaved(): boolean {
    return this.provider.wsconnected && this.provider.synced && this.sent >= 2 && this.saved === this.sent
  }

  until(holds: () => boolean): Promise<void> {
    return this.#waiting.until(holds)
  }

  close(): void {
    this.provider.destroy()
    this.doc.destroy()
  }

  #countingSocket(): typeof globalThis.WebSocket {
    const opened = () => {
      this.sent = 0
      this.saved = 0
    }
    const left = (bytes: Uint8Array) => {
      if (bytes[0] === DocMessage.sync) this.sent++
    }
    class CountingSocket extends WebSocket {
      constructor(address: string) {
        super(address)
        opened()
      }

      override send(data: Uint8Array): void {
        left(data)
        super.send(data)
      }
    }
    // y-websocket uses of a socket only what ws has too.
    return CountingSocket as unknown as typeof globalThis.WebSocket
  }
}
