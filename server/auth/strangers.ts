/**
 * Who is connected and has not said yet who they are: a few seconds each, and not too many of them at once. A room of
 * people behind one address returns in the same moment after its network was gone, so a place may hold several rooms'
 * worth. Memory only.
 */
import type { IncomingMessage } from 'node:http'
import { placeOf } from './limits.ts'

/** Sixty people with two connections each come in one second; this is more than three times that. */
export const strangersPerPlace = 400
export const strangersInAll = 2_000

interface Guest {
  /** Lives on when the connection that asked for it is gone: a session of long polling. */
  kept: boolean
  leave(): void
}

interface Closing {
  once(event: 'close', act: () => void): unknown
}

export class Strangers {
  readonly #proxies: number
  readonly #places = new Map<string, number>()
  readonly #guests = new WeakMap<IncomingMessage, Guest>()
  #all = 0

  /** @param proxies how many in front of us say truly where a request comes from */
  constructor(proxies: number) {
    this.#proxies = proxies
  }

  /** Counts who is at the door, until they are known or gone. @returns false: too many, they may come again in a moment */
  greet(request: IncomingMessage): boolean {
    const place = placeOf(this.#addressOf(request))
    const here = this.#places.get(place) ?? 0
    if (here >= strangersPerPlace || this.#all >= strangersInAll) return false
    this.#places.set(place, here + 1)
    this.#all += 1
    const guest: Guest = { kept: false, leave: once(() => this.#left(place)) }
    this.#guests.set(request, guest)
    request.socket.once('close', () => {
      if (!guest.kept) guest.leave()
    })
    return true
  }

  /** What the request has begun stays until it is closed, whatever carries it. */
  keep(request: IncomingMessage, begun: Closing): void {
    const guest = this.#guests.get(request)
    if (guest === undefined) return
    guest.kept = true
    begun.once('close', guest.leave)
  }

  /** They have said who they are. */
  known(request: IncomingMessage): void {
    this.#guests.get(request)?.leave()
  }

  #left(place: string): void {
    this.#all -= 1
    const left = (this.#places.get(place) ?? 1) - 1
    if (left === 0) this.#places.delete(place)
    else this.#places.set(place, left)
  }

  /** As express finds it: each proxy has added, at the end, whom it heard from. */
  #addressOf(request: IncomingMessage): string | undefined {
    const told = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    const chain = [...told, request.socket.remoteAddress]
    return chain[Math.max(0, chain.length - 1 - this.#proxies)]
  }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}
