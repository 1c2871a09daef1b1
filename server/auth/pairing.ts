/** A wall on another computer: it shows four signs, a lead types them, the wall gets its own weak grant. Memory only, ten minutes. */
import { newCode, pairCodeLength, readCode } from '../../shared/lib/code.ts'
import type { GrantId, RandomInt } from '../../shared/lib/ids.ts'
import type { Pairing } from '../../shared/wire/http.ts'
import type { DeviceToken } from './cookies.ts'
import { hashOf, matches, newSecret } from './secrets.ts'

export interface Paired {
  readonly grant: GrantId
  readonly device: DeviceToken
}

interface Waiting {
  readonly code: string
  /** Hash of the wall's own secret. */
  readonly hash: string
  /** Where the wall is, for the limit of one place. */
  readonly from: string
  readonly until: number
  state: 'open' | 'claimed' | Paired
  wake: () => void
}

/** A wall that a lead has just named; nobody else can name it until one of these is called. */
export interface Claim {
  pair(paired: Paired): void
  letGo(): void
}

const openForMs = 10 * 60_000
/** A wall asks again after this; shorter than the patience of proxies. */
const waitMs = 25_000
const most = 500
/** Walls that wait at one place; one more takes the place of the oldest, which then shows a new code. */
const mostPerPlace = 8

export class Pairings {
  readonly #random: RandomInt
  readonly #now: () => number
  /** In order of beginning, so the oldest stand first. */
  readonly #waiting = new Map<string, Waiting>()
  #closed = false

  constructor(random: RandomInt, now: () => number) {
    this.#random = random
    this.#now = now
  }

  /** @returns null when too many walls wait at once */
  begin(from: string): Pairing | null {
    this.#forgetOld()
    const here = [...this.#waiting].filter(([, one]) => one.from === from)
    const [oldest] = here
    if (here.length >= mostPerPlace && oldest !== undefined) this.#forget(...oldest)
    if (this.#waiting.size >= most) return null
    const codes = new Set([...this.#waiting.values()].map((one) => one.code))
    let code = newCode(this.#random, pairCodeLength)
    while (codes.has(code)) code = newCode(this.#random, pairCodeLength)
    const id = newSecret().slice(0, 16)
    const secret = newSecret()
    this.#waiting.set(id, {
      code,
      hash: hashOf(secret),
      from,
      until: this.#now() + openForMs,
      state: 'open',
      wake: () => undefined,
    })
    return { id, code, secret }
  }

  /**
   * Answers when the wall was paired, with null after a while, or at once for a pairing that is gone.
   * The same answer again when it was lost on its way.
   */
  async wait(id: string, secret: string): Promise<Paired | 'gone' | null> {
    this.#forgetOld()
    const pairing = this.#waiting.get(id)
    if (pairing === undefined || !matches(secret, pairing.hash)) return 'gone'
    if (typeof pairing.state === 'string' && !this.#closed) {
      // One wall waits once: an earlier question of the same wall is answered now.
      pairing.wake()
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        timer.unref()
        pairing.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return typeof pairing.state === 'string' ? null : pairing.state
  }

  /** @param typed anything a lead typed; null when no wall waits with that code */
  claim(typed: string): Claim | null {
    this.#forgetOld()
    const code = readCode(typed, pairCodeLength)
    const pairing = [...this.#waiting.values()].find((one) => one.code === code && one.state === 'open')
    if (pairing === undefined) return null
    pairing.state = 'claimed'
    return {
      pair: (paired) => {
        pairing.state = paired
        pairing.wake()
      },
      letGo: () => void (pairing.state = 'open'),
    }
  }

  /** Everyone who waits is answered, and nobody waits any more, so that the server can stop. */
  close(): void {
    this.#closed = true
    for (const { wake } of this.#waiting.values()) wake()
  }

  #forgetOld(): void {
    for (const [id, pairing] of this.#waiting) if (pairing.until <= this.#now()) this.#forget(id, pairing)
  }

  #forget(id: string, { wake }: Waiting): void {
    this.#waiting.delete(id)
    wake()
  }
}
