/** What cannot be undone asks for a second press, and a later one: neither a double click nor a key that is held down is that. */

/** ms; a press this soon after another is the same press. */
export const samePressMs = 600
/** Time to read the question where it stands, and to press again. */
export const thinkMs = 8_000

export class SecondPress {
  #asked = $state<string | null>(null)
  #at = -Infinity
  #rest: ReturnType<typeof setTimeout> | undefined
  readonly #forMs: number

  /** @param forMs how long the first press waits for the second; a dialog waits until it is closed */
  constructor(forMs = Infinity) {
    this.#forMs = forMs
  }

  /** The first has been made. @param of which act, where the same buttons do several, or what they do changes meanwhile */
  asks(of = ''): boolean {
    return this.#asked === of
  }

  /** @returns whether it was the second for this act */
  press(event: MouseEvent, of = ''): boolean {
    if (this.isSame(event)) return false
    const isSecond = this.#asked === of
    this.reset()
    if (isSecond) return true
    this.#asked = of
    if (this.#forMs < Infinity) this.#rest = setTimeout(() => this.reset(), this.#forMs)
    return false
  }

  /** Of a press that needs no second. */
  isSame({ timeStamp }: MouseEvent): boolean {
    const isSame = timeStamp - this.#at < samePressMs
    this.#at = timeStamp
    return isSame
  }

  /** Not now. */
  reset(): void {
    clearTimeout(this.#rest)
    this.#asked = null
  }
}
