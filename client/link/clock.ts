/**
 * The server's clock, as this device knows it: an offset to the device's monotonic clock, from the quickest of the
 * latest eight questions. The true time is within half of that question's round trip.
 */

/** One question to the server's clock. `asked` and `answered` on the device, `received` and `sent` on the server; ms. */
export interface ClockSample {
  readonly asked: number
  readonly received: number
  readonly sent: number
  readonly answered: number
}

interface Estimate {
  readonly offset: number
  readonly roundTrip: number
}

const kept = 8
/** Two clocks drift apart by less than this between two rounds of questions, in ms. */
const driftMs = 25

function estimate({ asked, received, sent, answered }: ClockSample): Estimate {
  return {
    offset: (received - asked + (sent - answered)) / 2,
    roundTrip: Math.max(0, answered - asked - (sent - received)),
  }
}

const disagree = (one: Estimate, other: Estimate) =>
  Math.abs(one.offset - other.offset) > (one.roundTrip + other.roundTrip) / 2 + driftMs

export class ServerClock {
  readonly #deviceNow: () => number
  #latest: Estimate[] = []
  /** Too little by the way from the server, and all there is before the first answer; null: not even that. */
  #hint: number | null = null
  #shown = -Infinity

  /** @param deviceNow a monotonic clock in ms, `performance.now` in a browser */
  constructor(deviceNow: () => number) {
    this.#deviceNow = deviceNow
  }

  /** The server's time, as it was when this was sent. Whatever the device's own clock says, it is nearer. */
  hint(time: number): void {
    this.#hint ??= time - this.#deviceNow()
  }

  add(sample: ClockSample): void {
    const fresh = estimate(sample)
    // A laptop that slept has stopped its monotonic clock: what was learned before no longer holds.
    if (this.#latest.some((known) => disagree(known, fresh))) this.#latest = []
    this.#latest = [...this.#latest, fresh].slice(-kept)
  }

  get known(): boolean {
    return this.#latest.length > 0
  }

  /** How far {@link now} may be from the server's clock, in ms. */
  get errorMs(): number {
    return this.known ? this.#best().roundTrip / 2 : Infinity
  }

  /** Server time in ms since the epoch. Never goes back: when the estimate was ahead, time stands still until it is true. */
  now(): number {
    const offset = this.known ? this.#best().offset : this.#hint
    if (offset === null) return Date.now()
    this.#shown = Math.max(this.#shown, this.#deviceNow() + offset)
    return this.#shown
  }

  #best(): Estimate {
    return this.#latest.reduce((best, next) => (next.roundTrip <= best.roundTrip ? next : best))
  }
}
