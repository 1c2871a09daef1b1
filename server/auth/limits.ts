/**
 * Limits on guessing. Only failures count: a whole room joins from one address, and that must meet no limit.
 * Memory only; addresses are forgotten with their window.
 */
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { RateLimiterMemory } from 'rate-limiter-flexible'

export interface Tries {
  /** Whether somebody there may try at all. */
  open(from: string): Promise<boolean>
  failed(from: string): Promise<void>
}

/**
 * @param perPlace failures a minute from one place
 * @param inAll failures a minute from everywhere; beyond, a place may fail once. So many guessers together get little
 *   further than one, and nobody can shut the door for those who mistype nothing.
 */
export function tries(perPlace: number, inAll: number): Tries {
  const own = new RateLimiterMemory({ points: perPlace, duration: 60 })
  const all = new RateLimiterMemory({ points: inAll, duration: 60 })
  const everyone = 'all'
  return {
    open: async (from) => {
      const [mine, total] = await Promise.all([own.get(from), all.get(everyone)])
      return (mine?.consumedPoints ?? 0) < ((total?.consumedPoints ?? 0) < inAll ? perPlace : 1)
    },
    failed: async (from) => {
      await Promise.all([own.penalty(from), all.penalty(everyone)])
    },
  }
}

/**
 * The address a request comes from, as express finds it for its own.
 * @param proxies number of proxies in front; each adds the address it sees at the end of `X-Forwarded-For`
 */
export function addressOf(request: IncomingMessage, proxies: number): string | undefined {
  const said = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  const passed = said.map((one) => one.trim()).filter((one) => one !== '')
  return proxies === 0 ? request.socket.remoteAddress : (passed.slice(-proxies)[0] ?? request.socket.remoteAddress)
}

/** Where a request comes from, for counting. One IPv6 household has 2^64 addresses: its first four groups are the place. */
export function placeOf(address: string | undefined): string {
  if (address === undefined || !isIPv6(address)) return address ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? network(address)
}

function network(address: string): string {
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  if (tail !== undefined) while (groups.length < 4) groups.push('0')
  return groups.slice(0, 4).join(':')
}
