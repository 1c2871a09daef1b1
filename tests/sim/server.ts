/**
 * One process of the server: the real workshops, flow door, board hub and committers, over a disk and lines of the
 * simulation. What stands before them in reality (HTTP, cookies, tickets) is a table here.
 */
import type { Server } from 'socket.io'
import { DocClose, docLimits, docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
import { isDocId, randomId, type DocId } from '../../shared/lib/ids.ts'
import { flowNamespace } from '../../shared/wire/flow-terms.ts'
import { attachFlow, type FlowDoor } from '../../server/flow/socket.ts'
import type { Gate, Principal } from '../../server/flow/ports.ts'
import type { Wire } from '../../server/doc/wire.ts'
import { openWorkshops } from '../../server/workshops.ts'
import type { Goodbye, Upgrade } from './browser.ts'
import { ProcessLog, type Disk } from './disk.ts'
import { ServerSocket, type Packet, type Told } from './flow-sockets.ts'
import type { Line } from './net.ts'
import type { World } from './world.ts'

/** Who watches what a process says. */
export interface Watcher {
  /** A process has opened its workshops and begins to listen. */
  began(server: ServerProcess): void
  /** Somebody has connected to the flow. */
  came(principal: Principal): Told
  /** A frame that leaves for a board's reader. */
  frame(doc: DocId, reader: Principal, frame: Uint8Array): void
  /** A frame that a process has heard, and the last number it has said to be saved on that connection. */
  settled(received: number, saved: number): void
  failed(error: unknown): void
}

type Workshops = Awaited<ReturnType<typeof openWorkshops>>

interface Ticket {
  readonly principal: Principal
  readonly doc: DocId
  readonly until: number
}

export class ServerProcess {
  readonly #world: World
  readonly #watcher: Watcher
  readonly #grants: ReadonlyMap<string, Principal>
  readonly #log: ProcessLog
  readonly #tickets = new Map<string, Ticket>()
  readonly #lines = new Set<Line>()
  #workshops: Workshops | null = null
  #flow: FlowDoor | null = null
  #connected: ((socket: ServerSocket) => void) | null = null
  isListening = false
  #isDead = false

  /** @param broken the disk has failed in a way that ends the process */
  constructor(world: World, disk: Disk, watcher: Watcher, grants: ReadonlyMap<string, Principal>, broken: () => void) {
    this.#world = world
    this.#watcher = watcher
    this.#grants = grants
    this.#log = new ProcessLog(disk, broken)
  }

  get workshops(): Workshops {
    if (this.#workshops === null) throw new Error('not open yet')
    return this.#workshops
  }

  async start(): Promise<void> {
    const world = this.#world
    this.#workshops = await openWorkshops({
      log: this.#log,
      random: world.random,
      now: () => world.epochNow,
      clock: { now: () => world.now, after: (ms, run) => world.after(ms, () => this.#isDead || run()) },
      report: (error) => this.#isDead || this.#watcher.failed(error),
    })
    const gate: Gate = {
      principal: (grant) => this.#grants.get(grant) ?? null,
      ticket: (principal, doc) => {
        const ticket = randomId(world.random, 20)
        this.#tickets.set(ticket, { principal, doc, until: world.now + docLimits.ticketMs })
        return ticket
      },
    }
    const io = {
      of: (name: string) => ({
        use: () => undefined,
        on: (_event: 'connection', heard: (socket: ServerSocket) => void) => {
          if (name === flowNamespace) this.#connected = heard
        },
      }),
    }
    this.#flow = attachFlow(io as unknown as Server, this.#workshops.cohorts, gate, {
      now: () => world.epochNow,
      newId: () => randomId(world.random, 16),
      build: '',
      report: (error) => this.#isDead || this.#watcher.failed(error),
    })
    this.#watcher.began(this)
    this.isListening = true
  }

  /** @returns false when nobody listens */
  dial(line: Line): boolean {
    if (!this.isListening) return false
    this.#lines.add(line)
    line.attach('server', {
      heard: (frame) => this.#greet(line, frame as Packet | Upgrade),
      ended: () => undefined,
    })
    return true
  }

  /** kill -9, or what comes to the same for everyone else: it goes on, and nobody can reach it. */
  kill(isDead = true): void {
    this.isListening = false
    this.#isDead = isDead
    if (isDead) this.#log.die()
    for (const line of this.#lines)
      line.breakOff(this.#world.between(0, 600), isDead ? 1e9 : this.#world.between(0, 50))
  }

  /** The ordered stop, as the front does it. */
  async stop(): Promise<void> {
    this.isListening = false
    const { hub, cohorts } = this.workshops
    this.#flow?.restarting()
    await cohorts.idle()
    await hub.close()
    await cohorts.close()
    this.#flow?.close()
    this.kill()
  }

  #greet(line: Line, hello: Packet | Upgrade): void {
    if (this.#isDead) return
    if (hello.is === 'upgrade') this.#openBoard(line, hello)
    else if (hello.is === 'hello') {
      const socket = new ServerSocket(line, hello.auth)
      const as = (hello.auth as { readonly as: string }).as
      const principal = this.#grants.get(as)
      if (principal !== undefined) socket.told = this.#watcher.came(principal)
      this.#connected?.(socket)
    }
  }

  #openBoard(line: Line, { doc, protocols }: Upgrade): void {
    line.toDevice({ is: 'open' })
    const shown = protocols.find((one) => one.startsWith(ticketPrefix))?.slice(ticketPrefix.length) ?? ''
    const ticket = this.#tickets.get(shown)
    this.#tickets.delete(shown)
    const opens = ticket?.doc === doc && ticket.until >= this.#world.now && protocols.includes(docSubprotocol)
    if (!opens || ticket === undefined || !isDocId(doc))
      return line.close('server', { is: 'close', code: DocClose.ticket } satisfies Goodbye)
    this.workshops.hub.connect(this.#wire(line, doc, ticket.principal), doc, ticket.principal.member)
  }

  #wire(line: Line, doc: DocId, principal: Principal): Wire {
    let onFrame: (frame: Uint8Array) => void = () => undefined
    let onClose: () => void = () => undefined
    let isOver = false
    let received = 0
    let saved = 0
    const end = () => {
      if (isOver) return
      isOver = true
      onClose()
    }
    line.attach('server', {
      heard: (frame) => {
        if (isOver || this.#isDead) return
        if (!(frame instanceof Uint8Array)) {
          end()
          return line.breakOff(1, 0)
        }
        if (frame[0] === 0) received++
        onFrame(frame)
      },
      ended: end,
    })
    return {
      send: (frame) => {
        if (isOver || this.#isDead) return
        saved = savedIn(frame) ?? saved
        if (!line.isOpen) return
        this.#watcher.frame(doc, principal, frame)
        line.toDevice(new Uint8Array(frame), frame.length)
      },
      get buffered() {
        return line.buffered
      },
      close: (code) => {
        line.hold(false)
        line.close('server', { is: 'close', code } satisfies Goodbye)
        if (code === DocClose.restarting) this.#watcher.settled(received, saved)
        end()
      },
      pause: () => line.hold(true),
      resume: () => line.hold(false),
      onFrame: (listener) => (onFrame = listener),
      onClose: (listener) => (onClose = listener),
    }
  }
}

/** The number in a SAVED frame. */
function savedIn(frame: Uint8Array): number | null {
  if (frame[0] !== 64) return null
  let [value, shift] = [0, 0]
  for (const byte of frame.subarray(1)) {
    value += (byte & 127) * 2 ** shift
    shift += 7
  }
  return value
}
