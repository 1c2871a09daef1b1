/** A moment that moves on by itself, for soft clocks: once a second while something reads it, never otherwise. */
import { createSubscriber } from 'svelte/reactivity'

const everyMs = 1000

export class Ticking {
  readonly #now: () => number
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, everyMs)
    return () => clearInterval(timer)
  })

  constructor(now: () => number) {
    this.#now = now
  }

  get now(): number {
    this.#subscribe()
    return this.#now()
  }
}
