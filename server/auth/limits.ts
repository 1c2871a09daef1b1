/**
 * Limits on guessing. Only failures count: a whole room joins from one address, and that must meet no limit.
 * Memory only; addresses are forgotten with their window.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible'

export interface Tries {
  /** Whether this address may try at all. */
  open(address: string): Promise<boolean>
  failed(address: string): Promise<void>
}

/** @param perAddress failures a minute from one address · @param inAll failures a minute from everywhere */
export function tries(perAddress: number, inAll: number): Tries {
  const own = new RateLimiterMemory({ points: perAddress, duration: 60 })
  const all = new RateLimiterMemory({ points: inAll, duration: 60 })
  const everyone = 'all'
  return {
    open: async (address) => {
      const [mine, total] = await Promise.all([own.get(address), all.get(everyone)])
      return (mine?.consumedPoints ?? 0) < perAddress && (total?.consumedPoints ?? 0) < inAll
    },
    failed: async (address) => {
      await Promise.all([own.penalty(address), all.penalty(everyone)])
    },
  }
}
