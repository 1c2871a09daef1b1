/** What is said to a person once and then known, also after a reload of this device. Reactive. */
import type { Keep } from './keep.ts'

const begin = 'told/'

export class ToldOnce {
  readonly #keep: Keep
  #known = $state.raw<readonly string[]>([])

  constructor(keep: Keep) {
    this.#keep = keep
    this.#known = keep.keys(begin)
  }

  has(what: string): boolean {
    return this.#known.includes(begin + what)
  }

  add(what: string): void {
    this.#known = [...this.#known, begin + what]
    this.#keep.write(begin + what, '1')
  }
}
