/** How many are inside at one time, by whatever they are counted by. Who leaves makes room; nobody inside is sent out. */
export class Crowd {
  readonly #mostEach: number
  readonly #mostInAll: number
  readonly #inside = new Map<string, number>()
  #all = 0

  /** @param mostInAll under all keys together */
  constructor(mostEach: number, mostInAll = Infinity) {
    this.#mostEach = mostEach
    this.#mostInAll = mostInAll
  }

  hasRoom(key: string): boolean {
    return this.#all < this.#mostInAll && (this.#inside.get(key) ?? 0) < this.#mostEach
  }

  /** @returns its own way out, to be taken once; null when there is no room */
  enter(key: string): (() => void) | null {
    if (!this.hasRoom(key)) return null
    this.#inside.set(key, (this.#inside.get(key) ?? 0) + 1)
    this.#all += 1
    return () => {
      this.#all -= 1
      const left = (this.#inside.get(key) ?? 1) - 1
      if (left === 0) this.#inside.delete(key)
      else this.#inside.set(key, left)
    }
  }
}
