/** A wall on another computer: it shows four signs, a lead types them, the wall gets its own weak grant. Memory only, ten minutes. */
import { newCode, pairCodeLength, readCode } from '../../shared/lib/code.ts'
import type { GrantId, RandomInt } from '../../shared/lib/ids.ts'
import type { Pairing } from '../../shared/wire/http.ts'
import type { DeviceToken } from './cookies.ts'
import { newSecret } from './secrets.ts'

interface Waiting extends Pairing {
  readonly until: number
  paired: { readonly grant: GrantId; readonly device: DeviceToken } | null
  wake: (() => void) | null
}

const openForMs = 10 * 60_000
/** A wall asks again after this; shorter than the patience of proxies. */
const waitMs = 25_000
const most = 500

export class Pairings {
  readonly #random: RandomInt
  readonly #now: () => number
  readonly #waiting = new Map<string, Waiting>()

  constructor(random: RandomInt, now: () => number) {
    this.#random = random
    this.#now = now
  }

  /** @returns null when too many walls wait at once */
  begin(): Pairing | null {
    this.#forgetOld()
    if (this.#waiting.size >= most) return null
    const codes = new Set([...this.#waiting.values()].map((one) => one.code))
    let code = newCode(this.#random, pairCodeLength)
    while (codes.has(code)) code = newCode(this.#random, pairCodeLength)
    const pairing: Waiting = {
      id: newSecret().slice(0, 16),
      code,
      secret: newSecret(),
      until: this.#now() + openForMs,
      paired: null,
      wake: null,
    }
    this.#waiting.set(pairing.id, pairing)
    return { id: pairing.id, code, secret: pairing.secret }
  }

  /** Answers when the wall was paired, or with null after a while, or at once for a pairing that is gone. */
  async wait(
    id: string,
    secret: string,
  ): Promise<{ readonly grant: GrantId; readonly device: DeviceToken } | 'gone' | null> {
    this.#forgetOld()
    const pairing = this.#waiting.get(id)
    if (pairing === undefined || pairing.secret !== secret) return 'gone'
    if (pairing.paired === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        timer.unref()
        pairing.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const { paired } = pairing
    if (paired !== null) this.#waiting.delete(id)
    return paired
  }

  waits(typed: string): boolean {
    return this.#find(typed) !== undefined
  }

  pair(typed: string, paired: { readonly grant: GrantId; readonly device: DeviceToken }): void {
    const pairing = this.#find(typed)
    if (pairing === undefined) return
    pairing.paired = paired
    pairing.wake?.()
  }

  /** Everyone who waits is answered, so that the server can stop. */
  close(): void {
    for (const { wake } of this.#waiting.values()) wake?.()
  }

  #find(typed: string): Waiting | undefined {
    this.#forgetOld()
    const code = readCode(typed, pairCodeLength)
    return [...this.#waiting.values()].find((one) => one.code === code && one.paired === null)
  }

  #forgetOld(): void {
    for (const [id, { until, wake }] of this.#waiting) {
      if (until > this.#now()) continue
      wake?.()
      this.#waiting.delete(id)
    }
  }
}
