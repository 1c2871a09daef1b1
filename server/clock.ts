/** Time, as an argument: tests move it. */
export interface Clock {
  /** Milliseconds; only differences are used. */
  now(): number
  /** @returns cancels it; harmless afterwards */
  after(ms: number, run: () => void): () => void
}

/** Timers do not keep the process alive: sockets do. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
