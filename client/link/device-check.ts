/** What the network and the server are like from this device; every question is asked once and nothing is kept. */
import type { About } from '../../shared/wire/http.ts'
import { webSocketOpens } from './web-socket-opens.ts'

export interface Reached {
  readonly about: About
  readonly roundTripMs: number
  /** How far this device's clock is ahead of the server's, in ms; a second exact. */
  readonly aheadMs: number
  readonly live: 'web_socket' | 'polling' | 'none'
}

const looks = 4

async function look(): Promise<{ readonly about: About; readonly tookMs: number; readonly aheadMs: number }> {
  const asked = performance.now()
  const answer = await fetch('/api/about', { cache: 'no-store' })
  const tookMs = performance.now() - asked
  const about = (await answer.json()) as About & { readonly ok?: unknown }
  if (about.ok !== true) throw new Error('Not our server')
  // The header names the second that had begun.
  const served = Date.parse(answer.headers.get('date') ?? '') + 500
  return { about, tookMs, aheadMs: Date.now() - tookMs / 2 - served }
}

/** As socket.io does it where it has no WebSocket; the session is ended at once. */
async function pollingOpens(): Promise<boolean> {
  const address = '/socket.io/?EIO=4&transport=polling'
  try {
    const words = await (await fetch(address, { cache: 'no-store' })).text()
    const { sid } = JSON.parse(words.slice(1)) as { readonly sid: string }
    const ended = await fetch(`${address}&sid=${encodeURIComponent(sid)}`, { method: 'POST', body: '1' })
    return ended.ok
  } catch {
    return false
  }
}

/** @returns null when the server does not answer */
export async function reachServer(): Promise<Reached | null> {
  try {
    const found = []
    for (let asked = 0; asked < looks; asked++) found.push(await look())
    // The first one also opens the connection; the quickest is what answers take.
    const quickest = found.reduce((best, next) => (next.tookMs < best.tookMs ? next : best))
    const opens = await webSocketOpens(`${location.origin.replace(/^http/, 'ws')}/doc/check`)
    const live = opens ? 'web_socket' : (await pollingOpens()) ? 'polling' : 'none'
    return { about: quickest.about, roundTripMs: quickest.tookMs, aheadMs: quickest.aheadMs, live }
  } catch {
    return null
  }
}
