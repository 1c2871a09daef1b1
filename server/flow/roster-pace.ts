/** When leads are told who is connected: soon after somebody came or went, and whenever a word changes by time alone. */
import type { Clock } from '../clock.ts'

/** At most twice a second. */
const everyMs = 500

export class RosterPace {
  readonly #clock: Clock
  /** @returns when the next word changes by itself, by the clock; null when none will */
  readonly #tell: () => number | null
  #cancel: (() => void) | null = null
  #at = Infinity

  constructor(clock: Clock, tell: () => number | null) {
    this.#clock = clock
    this.#tell = tell
  }

  soon(): void {
    this.#noLaterThan(this.#clock.now() + everyMs)
  }

  close(): void {
    this.#cancel?.()
  }

  /** What waits for "away" in a minute must not keep back who has just returned: the earlier moment holds. */
  #noLaterThan(at: number): void {
    if (at >= this.#at) return
    this.#cancel?.()
    this.#at = at
    this.#cancel = this.#clock.after(at - this.#clock.now(), () => {
      this.#at = Infinity
      const next = this.#tell()
      if (next !== null) this.#noLaterThan(Math.max(this.#clock.now() + everyMs, next))
    })
  }
}
