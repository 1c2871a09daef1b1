/**
 * A world in which a seed decides everything: time, timers, randomness, and what happens in which order.
 *
 * Importing this file replaces the clock, the timers and the randomness of this process, for what has no place to hand
 * them in (y-websocket, lib0, the pages' link). It must be the first import: some of them keep what they find when they
 * load. Such a process does nothing else.
 */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import type { Clock } from '../../server/clock.ts'
import type { RandomInt } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'

const realTurn = timers.setImmediate
/** Where simulated time begins, ms since the epoch. */
const epoch = 1_790_000_000_000

interface Happening {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

const isBefore = (one: Happening, other: Happening) =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

export class World {
  readonly random: RandomInt
  /** Milliseconds since the beginning. */
  now = 0
  happened = 0
  /** Told what a timer or a frame has thrown: a process would have ended. */
  threw: (error: unknown) => void = () => undefined
  #order = 0
  /** A binary heap: the next one first. */
  readonly #heap: Happening[] = []
  readonly #trace = crypto.createHash('sha256')

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  readonly clock: Clock = { now: () => this.now, after: (ms, run) => this.after(ms, run) }

  get epochNow(): number {
    return epoch + Math.floor(this.now)
  }

  /** @returns cancels it */
  after(ms: number, run: () => void): () => void {
    const happening: Happening = { at: this.now + Math.max(0, ms), order: this.#order++, run }
    this.#push(happening)
    return () => (happening.run = null)
  }

  chance(percent: number): boolean {
    return this.random(1_000) < percent * 10
  }

  /** Milliseconds, from the shortest to the longest. */
  between(shortest: number, longest: number): number {
    return shortest + this.random(Math.round((longest - shortest) * 8) + 1) / 8
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.random(items.length)]
  }

  /** What a run was: two runs of one seed must leave the same trace. */
  note(what: string | Uint8Array): void {
    this.#trace.update(`${this.now}:`).update(what)
  }

  trace(): string {
    return this.#trace.copy().digest('hex')
  }

  /** Everything up to that moment happens, one thing after the other, each with all that follows from it at once. */
  async run(until: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#pop()
      if (next.run === null) continue
      this.now = Math.max(this.now, next.at)
      this.happened++
      try {
        next.run()
      } catch (error) {
        this.threw(error)
      }
      await realTurn()
    }
    this.now = until
  }

  #push(happening: Happening): void {
    const heap = this.#heap
    let at = heap.push(happening) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(happening, heap[above] as Happening)) break
      heap[at] = heap[above] as Happening
      at = above
    }
    heap[at] = happening
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Happening, heap[below] as Happening)) below++
      if (!isBefore(heap[below] as Happening, last)) break
      heap[at] = heap[below] as Happening
      at = below
    }
    heap[at] = last
  }
}

let world = new World(0)
/** From here on this is the world that timers, clocks and randomness of the process belong to. */
export function enter(next: World): World {
  world = next
  return next
}

class Timer {
  readonly cancel: () => void

  constructor(ms: number, run: () => void, every: boolean) {
    const own = world
    let cancel = (): void => undefined
    const again = () => {
      if (every) cancel = own.after(Math.max(1, ms), again)
      run()
    }
    cancel = own.after(ms, again)
    this.cancel = () => cancel()
  }

  unref(): this {
    return this
  }

  ref(): this {
    return this
  }
}

const filled = (bytes: Uint8Array) => {
  for (let i = 0; i < bytes.length; i++) bytes[i] = world.random(256)
}

const timer =
  (every: boolean) =>
  (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    new Timer(Number(ms ?? 0), () => run(...args), every)
const stop = (running: unknown) => {
  if (running instanceof Timer) running.cancel()
}

let pages = 0
Object.assign(globalThis, {
  setTimeout: timer(false),
  setInterval: timer(true),
  clearTimeout: stop,
  clearInterval: stop,
})
Date.now = () => world.epochNow
Math.random = () => world.random(2 ** 32) / 2 ** 32
Object.defineProperty(globalThis, 'performance', {
  value: {
    now: () => world.now,
    // Each page that loads has its own.
    get timeOrigin() {
      return epoch + pages++
    },
  },
})
Object.assign(crypto.webcrypto, {
  getRandomValues: (array: ArrayBufferView) => {
    filled(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return array
  },
})
Object.assign(crypto, {
  randomBytes: (size: number) => {
    const bytes = Buffer.alloc(size)
    filled(bytes)
    return bytes
  },
  randomInt: (below: number) => world.random(below),
})
Object.assign(timers, { setImmediate: () => new Promise<void>((resolve) => world.after(0, resolve)) })
syncBuiltinESMExports()
