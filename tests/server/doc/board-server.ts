/** A real http and ws server around the real hub, and the real y-websocket client with our frames: for the doc tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import { WebSocket, WebSocketServer } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { BoardLayout } from '../../../shared/boards/board.ts'
import { between } from '../../../shared/boards/order.ts'
import type { CohortId, DocId, MemberId } from '../../../shared/lib/ids.ts'
import type { BoardWords } from '../../../shared/steps/primitive.ts'
import { DocMessage, type Presence } from '../../../shared/wire/doc.ts'
import { DocHub } from '../../../server/doc/hub.ts'
import type { Rights } from '../../../server/doc/conn.ts'
import { wireOf } from '../../../server/doc/wire.ts'
import { Committer } from '../../../server/log/committer.ts'
import type { Log } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'

export const cohort = '2222222222' as CohortId
export const doc = '2222222222/3333333333.together.all' as DocId
export const stream = `doc/${doc}` as const

export const words: BoardWords = {
  lists: ['From the circles', 'We want', 'We leave out'].map((title, i) => ({ id: `l${i}`, title })),
  cards: [{ id: 'first', text: 'One voice at a time', list: 'l1' }],
}

export interface BoardServer {
  readonly hub: DocHub
  readonly log: Log
  readonly url: string
  readonly rights: Map<string, Rights>
  readonly errors: unknown[]
  appends(): number
  raw(member: string): Promise<RawClient>
  client(member: string): BoardClient
  restart(): Promise<void>
  failing(on: boolean): void
  cutAll(): void
  close(): Promise<void>
}

/** Frames as they are, for hostile hands. */
export interface RawClient {
  readonly socket: WebSocket
  readonly frames: Uint8Array[]
  send(bytes: Uint8Array): void
  closed: Promise<number>
  /** Resolves when a frame fits. */
  until(fits: (frame: Uint8Array) => boolean): Promise<Uint8Array>
}

export async function boardServer(layout: BoardLayout = 'columns'): Promise<BoardServer> {
  const log = memoryLog()
  const rights = new Map<string, Rights>()
  const errors: unknown[] = []
  const sockets = new Set<WebSocket>()
  const clients: BoardClient[] = []
  let failing = false
  let appends = 0
  const lease = await log.lease(cohort, 'test')
  const committer = new Committer(log, lease)
  const makeHub = () =>
    new DocHub({
      rights: (_doc, member) => (member === null ? 'read' : (rights.get(member) ?? 'write')),
      name: (_doc, member) => member.toUpperCase(),
      layout: () => layout,
      load: (name) => log.load(name),
      commit: async (_cohort, writes) => {
        if (failing) throw new Error('disk full')
        appends++
        return Math.max(...(await committer.commit(writes)).values())
      },
      compact: (_cohort, name, snapshot) => log.compact(name, snapshot, lease),
      now: Date.now,
      report: (error) => errors.push(error),
    })
  let hub = makeHub()
  await committer.commit([hub.seed(doc, words)])
  const http = createServer()
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  http.on('upgrade', (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws)
      const member = new URL(request.url ?? '', 'http://x').searchParams.get('member') as MemberId
      hub.connect(wireOf(ws), doc, member)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/doc`
  return {
    get hub() {
      return hub
    },
    log,
    url,
    rights,
    errors,
    appends: () => appends,
    raw: (member) => rawClient(`${url}/${doc}?member=${member}`),
    client: (member) => {
      const client = new BoardClient(url, member)
      clients.push(client)
      return client
    },
    restart: async () => {
      await hub.close()
      hub = makeHub()
    },
    failing: (on) => {
      failing = on
    },
    cutAll: () => sockets.forEach((socket) => socket.terminate()),
    close: async () => {
      for (const client of clients) client.close()
      await hub.close()
      sockets.forEach((socket) => socket.terminate())
      wss.close()
      await new Promise((resolve) => http.close(resolve))
      await committer.close()
    },
  }
}

async function rawClient(url: string): Promise<RawClient> {
  const socket = new WebSocket(url)
  const frames: Uint8Array[] = []
  const waiting: (() => void)[] = []
  socket.on('message', (data: Buffer) => {
    frames.push(data)
    waiting.forEach((look) => look())
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => socket.once('open', resolve))
  return {
    socket,
    frames,
    closed,
    send: (bytes) => socket.send(bytes),
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits)
          if (found !== undefined) resolve(found)
        }
        waiting.push(look)
        look()
      }),
  }
}

/** The real provider with the four message types of ours, and the verbs a person has. */
export class BoardClient {
  readonly doc = new Y.Doc()
  readonly provider: WebsocketProvider
  readonly resets: string[] = []
  role = ''
  peers: Presence[] = []
  #sent = 0
  #saved = 0
  readonly #changed = new Set<() => void>()

  constructor(url: string, member: string) {
    const count = () => this.#sent++
    const reset = () => {
      this.#sent = 0
      this.#saved = 0
    }
    /** As the client's own lazy socket does: it counts the sync frames that may change something. */
    const Counting = function (address: string) {
      reset()
      const socket = new WebSocket(address)
      const send = socket.send.bind(socket) as (data: Uint8Array) => void
      socket.send = (data: unknown) => {
        const bytes = data as Uint8Array
        if (bytes[0] === 0 && bytes[1] !== 0) count()
        send(bytes)
      }
      return socket
    }
    this.provider = new WebsocketProvider(url, doc, this.doc, {
      disableBc: true,
      params: { member },
      maxBackoffTime: 100,
      WebSocketPolyfill: Counting as unknown as typeof globalThis.WebSocket,
    })
    const on = (type: number, read: (decoder: decoding.Decoder) => void) => {
      this.provider.messageHandlers[type] = (_encoder, decoder) => {
        read(decoder)
        this.#changed.forEach((look) => look())
      }
    }
    on(DocMessage.saved, (decoder) => (this.#saved = decoding.readVarUint(decoder)))
    on(DocMessage.role, (decoder) => (this.role = decoding.readVarString(decoder)))
    on(DocMessage.reset, (decoder) => this.resets.push(decoding.readVarString(decoder)))
    on(DocMessage.presence, (decoder) => (this.peers = JSON.parse(decoding.readVarString(decoder)) as Presence[]))
    this.doc.on('update', () => this.#changed.forEach((look) => look()))
    this.provider.on('status', () => this.#changed.forEach((look) => look()))
    this.provider.on('sync', () => this.#changed.forEach((look) => look()))
  }

  get saved(): boolean {
    return this.provider.synced && this.#sent > 0 && this.#saved >= this.#sent
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return
        this.#changed.delete(look)
        resolve()
      }
      this.#changed.add(look)
      look()
    })
  }

  add(id: string, text: string, list = 'l1'): void {
    this.doc.transact(() => {
      const card = new Y.Map<unknown>()
      card.set('text', new Y.Text(text))
      card.set('list', list)
      card.set('pos', between(null, null))
      this.doc.getMap('cards').set(id, card)
    })
  }

  text(id: string): Y.Text {
    return (this.doc.getMap('cards').get(id) as Y.Map<unknown>).get('text') as Y.Text
  }

  set(id: string, key: string, value: string): void {
    ;(this.doc.getMap('cards').get(id) as Y.Map<unknown>).set(key, value)
  }

  /** Cards by id, in an order that does not depend on who heard of what first. */
  content(): Record<string, unknown> {
    const cards = this.doc.getMap('cards').toJSON() as Record<string, unknown>
    return Object.fromEntries(Object.entries(cards).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  close(): void {
    this.provider.destroy()
    this.doc.destroy()
  }
}
