/** Who is connected, for leads only: "reconnecting" after ten seconds, "away" after ninety. Memory only, no history. */
import type { MemberId } from '../../shared/lib/ids.ts'
import type { Roster } from '../../shared/wire/flow.ts'

const reconnectingAfterMs = 10_000
const awayAfterMs = 90_000
/** A device that says nothing to a ping for so long is given up. */
export const pingTimeoutMs = 5_000

export class Attendance {
  readonly #connections = new Map<MemberId, number>()
  readonly #lostAt = new Map<MemberId, number>()
  readonly #since: number

  /** @param since from when on somebody could have been seen here: the process may have just begun */
  constructor(since: number) {
    this.#since = since
  }

  came(member: MemberId): void {
    this.#connections.set(member, (this.#connections.get(member) ?? 0) + 1)
    this.#lostAt.delete(member)
  }

  /** @param why as socket.io says it */
  went(member: MemberId, now: number, why?: string): void {
    const left = (this.#connections.get(member) ?? 1) - 1
    if (left > 0) this.#connections.set(member, left)
    else {
      this.#connections.delete(member)
      // Lost since the ping that got no answer, not since we stopped waiting for it.
      this.#lostAt.set(member, why === 'ping timeout' ? now - pingTimeoutMs : now)
    }
  }

  roster(members: readonly MemberId[], now: number): Roster {
    const entries = members.map((member): [string, Roster[MemberId]] => [member, this.#of(member, now)])
    return Object.fromEntries(entries) as Roster
  }

  /** When the next word changes by time alone, ms since the epoch; null when none will. */
  nextChange(now: number): number | null {
    const moments = [...this.#lostAt.values()]
      .flatMap((lost) => [lost + reconnectingAfterMs, lost + awayAfterMs])
      .concat(this.#since + awayAfterMs)
      .filter((moment) => moment > now)
    return moments.length === 0 ? null : Math.min(...moments)
  }

  #of(member: MemberId, now: number): 'here' | 'reconnecting' | 'away' {
    if (this.#connections.has(member)) return 'here'
    const lost = this.#lostAt.get(member)
    // Not seen yet: after a restart everyone is on their way back, and nobody knows since when.
    if (lost === undefined) return now - this.#since < awayAfterMs ? 'reconnecting' : 'away'
    const forMs = now - lost
    return forMs < reconnectingAfterMs ? 'here' : forMs < awayAfterMs ? 'reconnecting' : 'away'
  }
}
