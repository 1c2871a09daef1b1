/** How fast one connection may send. Beyond it the socket waits; nothing is dropped and nobody is refused. */
import { docLimits } from '../../shared/wire/doc.ts'

/** A frame costs one token, and one more for each of these bytes: a full step 2 takes about a second of the allowance. */
const bytesPerToken = 4096

export class Pace {
  readonly #now: () => number
  #tokens: number = docLimits.frameBurst
  #at: number

  constructor(now: () => number) {
    this.#now = now
    this.#at = now()
  }

  /** Milliseconds until the next frame may be read; 0: now. */
  get wait(): number {
    const now = this.#now()
    const refilled = (Math.max(0, now - this.#at) * docLimits.framesPerSecond) / 1000
    this.#tokens = Math.min(docLimits.frameBurst, this.#tokens + refilled)
    this.#at = now
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1000) / docLimits.framesPerSecond)
  }

  /** Debts are allowed: a large frame is read whole and paid for afterwards. Also for large answers. */
  spend(bytes: number): void {
    this.#tokens -= 1 + bytes / bytesPerToken
  }
}
