/**
 * The live connection of one grant: slices come, commands go. It finds its way back by itself after a lost network,
 * asks unanswered questions again, and keeps the server's clock.
 */
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import type { RandomInt } from '../../shared/lib/ids.ts'
import type { Ref } from '../../shared/flow/seat-views.ts'
import { briefMs, flowNamespace, flowVersion } from '../../shared/wire/flow-terms.ts'
import type {
  Answer,
  BookNote,
  Bye,
  ClientToServer,
  Handshake,
  OwnPage,
  Roster,
  ServerToClient,
  SignalMark,
} from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import { ServerClock } from './clock.ts'
import { Detour } from './detour.ts'
import type { Beside } from './frame-socket.ts'
import { Outbox } from './outbox.ts'
import type { SlicesFrame } from './slices.ts'

type Questions = Omit<ClientToServer, 'clock'>
export type Question = keyof Questions
export type MessageOf<Q extends Question> = Parameters<Questions[Q]>[0]
export type ReplyTo<Q extends Question> = Parameters<Parameters<Questions[Q]>[1]>[0]

/** Questions that may be meant for their moment. */
export type BriefQuestion = 'cmd' | 'signal' | 'openSignal'

export interface FlowListener {
  /** The connection is there, or was lost. */
  up(up: boolean): void
  slices(frame: SlicesFrame): void
  signals(marks: readonly SignalMark[]): void
  unheard(on: boolean): void
  cut(person: Ref | null): void
  roster(roster: Roster): void
  book(notes: readonly BookNote[]): void
  pages(pages: readonly OwnPage[]): void
  /** The server cannot save at the moment, or can again; consoles alone are told. */
  unsaved?(on: boolean): void
  /** What the server's newest page begins with. */
  build?(entry: string): void
  /** The server ends this session; after a final one nothing more comes. */
  bye(reason: Bye): void
}

/** After these the link stays closed. */
const final: ReadonlySet<Bye> = new Set<Bye>(['revoked', 'deleted', 'version'])

const clockEveryMs = 30_000
const clockRound = 8
/** A whole room returns at once when its network does: each device waits its own moment. */
const jitterMs = 1_500

/** How long an attempt may take, in ms: some networks neither let a WebSocket through nor say so. */
const attemptMs = 10_000

export interface FlowOptions {
  /** What the connection is shown on. */
  readonly surface?: 'seat' | 'console'
  /** Where the server is, for tests; the page's own address by default. */
  readonly address?: string
  readonly socket?: Partial<ManagerOptions & SocketOptions>
  /** How a connection is made; by default socket.io's. */
  readonly connect?: (address: string, options: Partial<ManagerOptions & SocketOptions>) => Socket
  readonly deviceNow?: () => number
  /** For each device's own moment of returning. */
  readonly random: RandomInt
}

export class FlowLink implements Beside {
  readonly clock: ServerClock
  readonly detour = new Detour(this)
  readonly #socket: Socket<ServerToClient, ClientToServer>
  readonly #outbox = new Outbox()
  readonly #deviceNow: () => number
  readonly #random: RandomInt
  readonly #stop = new AbortController()
  readonly #beside = new Set<Socket>()
  #asking = false
  #returning: ReturnType<typeof setTimeout> | undefined

  constructor(grant: string, listener: FlowListener, options: FlowOptions) {
    this.#random = options.random
    this.#deviceNow = options.deviceNow ?? (() => performance.now())
    this.clock = new ServerClock(this.#deviceNow)
    const auth: Handshake = { as: grant, version: flowVersion, surface: options.surface ?? 'seat' }
    this.#socket = (options.connect ?? io)(`${options.address ?? ''}${flowNamespace}`, {
      // A network that blocks WebSockets gets long polling instead.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      // Lead, wall and a seat may be open in one browser: each its own connection.
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8_000,
      randomizationFactor: 0.5,
      timeout: attemptMs,
      auth,
      ...options.socket,
    })
    this.#listen(listener)
    this.#keepTime()
  }

  get carrier(): string | null {
    return this.#socket.connected ? this.#socket.io.engine.transport.name : null
  }

  beside(namespace: string, auth: Record<string, unknown>): Socket {
    const socket = this.#socket.io.socket(namespace, { auth })
    this.#beside.add(socket)
    socket.once('disconnect', () => this.#beside.delete(socket))
    return socket
  }

  /** Asks until there is an answer, over as many connections as it takes. */
  ask<Q extends Question>(question: Q, message: MessageOf<Q>): Promise<ReplyTo<Q>> {
    return this.#outbox.ask((answer) => this.#emit(question, message, answer))
  }

  /** Asks for a few seconds. Then the answer is a refusal of this device, and nothing of it comes true later. */
  askNow<Q extends BriefQuestion>(question: Q, message: MessageOf<Q>, forMs = briefMs): Promise<Answer> {
    // A network that holds a frame back and delivers it later is the reason why the server is told, too.
    const timed = this.clock.known ? { ...message, by: this.clock.now() + forMs } : message
    return this.#outbox.ask<Answer>((answer) => this.#emit(question, timed, answer as (reply: ReplyTo<Q>) => void), {
      forMs,
      answer: (asked) => refuse(asked ? 'maybe_lost' : 'offline'),
    })
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    if (this.#socket.connected || this.#stop.signal.aborted) return
    this.#anew()
  }

  close(): void {
    this.#stop.abort()
    clearTimeout(this.#returning)
    this.#outbox.drop()
    this.#socket.disconnect()
  }

  /** The types of socket.io do not follow a generic event name. */
  #emit<Q extends Question>(question: Q, message: MessageOf<Q>, answer: (reply: ReplyTo<Q>) => void): void {
    const emit = this.#socket.emit.bind(this.#socket) as unknown as (
      name: Q,
      message: MessageOf<Q>,
      answer: (reply: ReplyTo<Q>) => void,
    ) => void
    emit(question, message, answer)
  }

  #listen(listener: FlowListener): void {
    const socket = this.#socket
    socket.on('connect', () => {
      this.detour.renewed()
      listener.up(true)
      this.#outbox.opened()
      void this.#askClock(clockRound)
    })
    socket.on('disconnect', (reason) => {
      this.#outbox.lost()
      listener.up(false)
      // socket.io returns by itself, except when the server hung up (it restarts).
      if (reason === 'io server disconnect') this.#returnSoon()
    })
    socket.on('connect_error', ({ message }) => {
      // Nobody said no, and nothing came: first what comes through anywhere, then the better one.
      if (message === 'timeout') socket.io.opts.transports = ['polling', 'websocket']
      if (!socket.active) this.#returnSoon()
    })
    socket.on('now', (time) => this.clock.hint(time))
    socket.on('slices', (frame) => listener.slices(frame))
    socket.on('signals', (marks) => listener.signals(marks))
    socket.on('unheard', (on) => listener.unheard(on))
    socket.on('cut', (person) => listener.cut(person))
    socket.on('roster', (roster) => listener.roster(roster))
    socket.on('unsaved', (on) => listener.unsaved?.(on))
    socket.on('book', (notes) => listener.book(notes))
    socket.on('pages', (pages) => listener.pages(pages))
    socket.on('build', (entry) => listener.build?.(entry))
    socket.on('bye', (reason) => {
      if (final.has(reason)) this.close()
      listener.bye(reason)
    })
  }

  #anew(): void {
    clearTimeout(this.#returning)
    // The connection itself ends with the last that goes through it.
    for (const socket of this.#beside) socket.disconnect()
    this.#socket.disconnect().connect()
  }

  #returnSoon(): void {
    if (this.#stop.signal.aborted) return
    clearTimeout(this.#returning)
    this.#returning = setTimeout(() => this.retryNow(), 300 + this.#random(jitterMs))
  }

  #keepTime(): void {
    const { signal } = this.#stop
    const every = setInterval(() => void this.#askClock(1), clockEveryMs)
    signal.addEventListener('abort', () => clearInterval(every))
    // Missing where there is no page around, as in tests.
    globalThis.document?.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'hidden') return
        this.retryNow()
        void this.#askClock(clockRound)
      },
      { signal },
    )
    // The device has lost its network: a socket that is dead would look alive for ten seconds more. Where the server is on
    // this very computer, the new connection is there at once.
    globalThis.window?.addEventListener('offline', () => this.#anew(), { signal })
    globalThis.window?.addEventListener(
      'online',
      () => {
        if (!this.#socket.connected) this.#returnSoon()
        void this.#askClock(clockRound)
      },
      { signal },
    )
  }

  /** One question after the other, so that none waits behind another. */
  async #askClock(times: number): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    for (let left = times; left > 0 && this.#socket.connected; left--) await this.#askClockOnce()
    this.#asking = false
  }

  #askClockOnce(): Promise<void> {
    return new Promise((resolve) => {
      const asked = this.#deviceNow()
      this.#socket.once('disconnect', resolve as () => void)
      this.#socket.emit('clock', (received, sent) => {
        this.clock.add({ asked, received, sent, answered: this.#deviceNow() })
        this.#socket.off('disconnect', resolve as () => void)
        resolve()
      })
    })
  }
}
