/**
 * Both ends of a socket.io connection as the link and the server use them, over a line of the simulated network. What it
 * keeps of the original: order, callbacks that die with their connection, and who returns by itself.
 */
import type { ServerToClient } from '../../shared/wire/flow.ts'
import { Line, type Network } from './net.ts'

type Heard = (...args: never[]) => void

class Emitter {
  readonly #heard = new Map<string, Heard[]>()

  on(event: string, heard: Heard): this {
    this.#heard.set(event, [...(this.#heard.get(event) ?? []), heard])
    return this
  }

  once(event: string, heard: Heard): this {
    const once = (...args: never[]) => {
      this.off(event, once)
      heard(...args)
    }
    return this.on(event, once)
  }

  off(event: string, heard: Heard): this {
    this.#heard.set(
      event,
      (this.#heard.get(event) ?? []).filter((one) => one !== heard),
    )
    return this
  }

  tell(event: string, ...args: unknown[]): void {
    for (const heard of this.#heard.get(event) ?? []) heard(...(args as never[]))
  }
}

/** What travels on such a line. */
export type Packet =
  | { readonly is: 'hello'; readonly auth: unknown }
  | { readonly is: 'welcome' }
  | { readonly is: 'event'; readonly name: string; readonly args: readonly unknown[]; readonly id: number | null }
  | { readonly is: 'ack'; readonly id: number; readonly args: readonly unknown[] }
  | { readonly is: 'bye' }

/** Where a line leads: the process that listens now, or nobody. */
export type Dial = (line: Line) => boolean

export class ClientSocket extends Emitter {
  connected = false
  /** Returns by itself. */
  active = false
  readonly #network: Network
  readonly #dial: Dial
  readonly #auth: unknown
  readonly #acks = new Map<number, Heard>()
  #line: Line | null = null
  #asked = 0
  #attempts = 0
  #wait = (): void => undefined

  constructor(network: Network, dial: Dial, auth: unknown) {
    super()
    this.#network = network
    this.#dial = dial
    this.#auth = auth
    this.connect()
  }

  connect(): this {
    if (this.active) return this
    this.active = true
    this.#attempt()
    return this
  }

  disconnect(): this {
    this.active = false
    this.#wait()
    const line = this.#line
    if (line !== null) {
      line.close('device', { is: 'bye' } satisfies Packet)
      this.#lost(line, 'io client disconnect')
    }
    return this
  }

  emit(name: string, ...args: unknown[]): this {
    const last = args.at(-1)
    const id = typeof last === 'function' ? ++this.#asked : null
    if (id !== null) this.#acks.set(id, args.pop() as Heard)
    if (this.connected) this.#send({ is: 'event', name, args, id })
    return this
  }

  #send(packet: Packet): void {
    this.#line?.toServer(JSON.parse(JSON.stringify(packet)))
  }

  #attempt(): void {
    const line = new Line(this.#network, 'flow')
    this.#line = line
    line.attach('device', {
      heard: (frame) => this.#hear(line, frame as Packet),
      ended: () => this.#lost(line, 'transport close'),
    })
    if (!this.#dial(line)) return line.breakOff(this.#network.world.between(1, 50), 0)
    line.giveUpLater(20_000)
    this.#send({ is: 'hello', auth: this.#auth })
  }

  #hear(line: Line, packet: Packet): void {
    if (line !== this.#line) return
    if (packet.is === 'welcome') {
      this.connected = true
      this.#attempts = 0
      this.tell('connect')
    } else if (packet.is === 'event') this.tell(packet.name, ...packet.args)
    else if (packet.is === 'ack') {
      const ack = this.#acks.get(packet.id)
      this.#acks.delete(packet.id)
      ack?.(...(packet.args as never[]))
    } else if (packet.is === 'bye') {
      this.active = false
      this.#lost(line, 'io server disconnect')
    }
  }

  #lost(line: Line, why: string): void {
    if (line !== this.#line) return
    this.#line = null
    const was = this.connected
    this.connected = false
    this.#acks.clear()
    if (this.active) {
      const { world } = this.#network
      const wait = Math.min(8_000, 500 * 2 ** this.#attempts++) * (0.5 + world.random(1_000) / 1_000)
      this.#wait = world.after(wait, () => this.#attempt())
    }
    if (was) this.tell('disconnect', why)
    else if (why === 'transport close') this.tell('connect_error', new Error(why))
  }
}

/** Told of everything that leaves the server on a connection. */
export interface Told {
  event<E extends keyof ServerToClient>(name: E, args: Parameters<ServerToClient[E]>): void
  answered(question: string, message: unknown, answer: unknown): void
}

export class ServerSocket extends Emitter {
  readonly handshake
  readonly conn = { close: () => this.disconnect() }
  told: Told | null = null
  readonly #line: Line
  #isOver = false

  constructor(line: Line, auth: unknown) {
    super()
    this.#line = line
    this.handshake = { auth, headers: {} }
    line.attach('server', { heard: (frame) => this.#hear(frame as Packet), ended: () => this.#end() })
    this.#send({ is: 'welcome' })
  }

  emit(name: string, ...args: unknown[]): this {
    if (this.#isOver || !this.#line.isOpen) return this
    this.told?.event(name as keyof ServerToClient, args as never)
    this.#send({ is: 'event', name, args, id: null })
    return this
  }

  disconnect(_close?: boolean): this {
    this.#line.close('server', { is: 'bye' } satisfies Packet)
    this.#end()
    return this
  }

  #send(packet: Packet): void {
    this.#line.toDevice(JSON.parse(JSON.stringify(packet)))
  }

  #hear(packet: Packet): void {
    if (this.#isOver) return
    if (packet.is === 'bye') return this.#end()
    if (packet.is !== 'event') return
    const { id, name, args } = packet
    const ack = (...answer: unknown[]) => {
      if (this.#isOver || !this.#line.isOpen) return
      this.told?.answered(name, args[0], answer[0])
      if (id !== null) this.#send({ is: 'ack', id, args: answer })
    }
    this.tell(name, ...args, ack)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.tell('disconnect')
  }
}
