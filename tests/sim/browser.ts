/** What a page finds around it: sockets of the simulated network, a database that outlives a reload, a local store. */
import type { Store } from '../../client/state/keep.ts'
import { simulatedDatabase } from '../fixtures/database.ts'
import { Line, type Network } from './net.ts'
import type { Dial } from './flow-sockets.ts'

/** The first thing on such a line. */
export interface Upgrade {
  readonly is: 'upgrade'
  readonly doc: string
  readonly protocols: readonly string[]
}

export interface Goodbye {
  readonly is: 'close'
  readonly code: number
}

/** By the address that a device's pages are given: its network, and where it leads. */
export const networks = new Map<string, { readonly network: Network; readonly dial: Dial }>()

/** The browser's socket, as much of it as our link and y-websocket use. */
class SimulatedSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  binaryType = 'blob'
  readyState: number = SimulatedSocket.CONNECTING
  onopen: (() => void) | null = null
  onclose: ((event: object) => void) | null = null
  onerror: ((event: object) => void) | null = null
  onmessage: ((event: object) => void) | null = null
  readonly #line: Line
  #code = 1006

  constructor(url: string, protocols: string[] = []) {
    const [, key = '', doc = ''] = /^ws:\/\/([^/]+)\/doc\/(.*)$/.exec(url) ?? []
    const way = networks.get(key)
    if (way === undefined) throw new Error(`No network is called ${key}`)
    const line = new Line(way.network, `doc`)
    this.#line = line
    line.attach('device', { heard: (frame) => this.#hear(frame), ended: () => this.#end() })
    if (!way.dial(line)) return line.breakOff(1, 0) as never
    line.giveUpLater(20_000)
    line.toServer({ is: 'upgrade', doc, protocols } satisfies Upgrade)
  }

  send(data: Uint8Array): void {
    if (this.readyState === SimulatedSocket.OPEN) this.#line.toServer(new Uint8Array(data), data.length)
  }

  close(code = 1000): void {
    if (this.readyState >= SimulatedSocket.CLOSING) return
    this.readyState = SimulatedSocket.CLOSING
    this.#code = code
    this.#line.close('device', { is: 'close', code } satisfies Goodbye)
  }

  #hear(frame: unknown): void {
    if (this.readyState >= SimulatedSocket.CLOSING) return
    if (frame instanceof Uint8Array) this.onmessage?.({ data: new Uint8Array(frame).buffer })
    else if ((frame as { is: string }).is === 'open') {
      this.readyState = SimulatedSocket.OPEN
      this.onopen?.()
    } else {
      this.#code = (frame as Goodbye).code
      this.#line.breakOff(0, 0)
    }
  }

  #end(): void {
    if (this.readyState === SimulatedSocket.CLOSED) return
    this.readyState = SimulatedSocket.CLOSED
    this.onclose?.({ code: this.#code, reason: '', wasClean: this.#code !== 1006 })
  }
}

Object.assign(globalThis, { WebSocket: SimulatedSocket, indexedDB: simulatedDatabase })
Object.defineProperty(globalThis, 'CloseEvent', {
  value: class {
    readonly code: number
    constructor(_type: string, { code }: { code: number }) {
      this.code = code
    }
  },
})

/** One device's local storage. */
export function localStore(): Store {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
  }
}
