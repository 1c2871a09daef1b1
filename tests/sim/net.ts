/**
 * Networks: lines on which frames keep their order and take their time, that stall, break, and are found broken late by
 * either end. Frames of different lines overtake each other.
 */
import type { World } from './world.ts'

/** One end of a line. */
export interface End {
  heard(frame: unknown): void
  /** The line is over; told once. */
  ended(): void
}

/** Longest time until an end notices that the other is gone, in ms: ping and its time-out. */
const noticedMs = 11_000

/** One device's way to the server. */
export class Network {
  readonly world: World
  readonly lines = new Set<Line>()
  /** Everything waits, and nobody knows why. */
  isStalled = false
  /** Slow radios take this long at most, in ms. */
  slowest: number

  constructor(world: World) {
    this.world = world
    this.slowest = world.pick([3, 30, 120, 600]) ?? 30
  }

  stall(): void {
    this.isStalled = true
    // Whoever hears nothing for long enough gives up.
    for (const line of this.lines) line.giveUpLater(noticedMs)
  }

  heal(): void {
    this.isStalled = false
    for (const line of [...this.lines]) line.flow()
  }

  /** Every line breaks in the middle of what is on its way. */
  cut(): void {
    for (const line of [...this.lines])
      line.breakOff(this.world.between(0, noticedMs), this.world.between(0, noticedMs))
  }
}

class Way {
  readonly waiting: { readonly at: number; readonly frame: unknown; readonly bytes: number }[] = []
  lastAt = 0
  bytes = 0
  isHeld = false
}

/** A connection: `device` and `server` are its ends. */
export class Line {
  readonly #network: Network
  readonly #ends: { device: End | null; server: End | null } = { device: null, server: null }
  readonly #up = new Way()
  readonly #down = new Way()
  readonly name: string
  #isBroken = false

  constructor(network: Network, name: string) {
    this.#network = network
    this.name = name
    network.lines.add(this)
  }

  get isOpen(): boolean {
    return !this.#isBroken
  }

  /** Bytes on their way down. */
  get buffered(): number {
    return this.#down.bytes
  }

  attach(side: 'device' | 'server', end: End): void {
    this.#ends[side] = end
  }

  toServer(frame: unknown, bytes = 0): void {
    this.#send(this.#up, frame, bytes)
  }

  toDevice(frame: unknown, bytes = 0): void {
    this.#send(this.#down, frame, bytes)
  }

  /** The server reads no more for a while. */
  hold(isHeld: boolean): void {
    this.#up.isHeld = isHeld
    if (!isHeld) this.flow()
  }

  /** In order, after what is on its way: the end of one who says goodbye. */
  close(by: 'device' | 'server', farewell: unknown): void {
    if (this.#isBroken) return
    this.#send(by === 'device' ? this.#up : this.#down, farewell, 0)
    // Its other end hears the goodbye and ends it, or misses it.
    this.#network.world.after(noticedMs + 2_000, () => this.breakOff(0, 0))
  }

  /** What is on its way is lost. Each end finds out in its own time. */
  breakOff(deviceMs: number, serverMs: number): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#network.lines.delete(this)
    this.#network.world.after(deviceMs, () => this.#tell('device'))
    this.#network.world.after(serverMs, () => this.#tell('server'))
  }

  giveUpLater(ms: number): void {
    const { world } = this.#network
    world.after(ms, () => {
      const isOver = this.#ends.device === null || this.#ends.server === null
      if (this.#network.isStalled || isOver) this.breakOff(world.between(0, 2_000), world.between(0, 2_000))
    })
  }

  flow(): void {
    this.#deliver(this.#up, 'server')
    this.#deliver(this.#down, 'device')
  }

  #send(way: Way, frame: unknown, bytes: number): void {
    if (this.#isBroken) return
    const { world, slowest } = this.#network
    const at = Math.max(way.lastAt, world.now + world.between(0.25, slowest))
    way.lastAt = at
    way.bytes += bytes
    way.waiting.push({ at, frame, bytes })
    world.after(at - world.now, () => this.flow())
  }

  #deliver(way: Way, side: 'device' | 'server'): void {
    const { world } = this.#network
    while (!this.#isBroken && !way.isHeld && !this.#network.isStalled) {
      const [first] = way.waiting
      if (first === undefined || first.at > world.now) return
      way.waiting.shift()
      way.bytes -= first.bytes
      world.note(`${this.name}${side === 'server' ? '>' : '<'}`)
      world.note(first.frame instanceof Uint8Array ? first.frame : JSON.stringify(first.frame))
      this.#ends[side]?.heard(first.frame)
    }
  }

  #tell(side: 'device' | 'server'): void {
    const end = this.#ends[side]
    this.#ends[side] = null
    end?.ended()
  }
}
