/** Who is connected, for leads only: "reconnecting" after ten seconds, "away, seat kept" after ninety. Memory only, no history. */
import type { MemberId } from '../../shared/lib/ids.ts'
import type { Roster } from '../../shared/wire/flow.ts'

const reconnectingAfterMs = 10_000
const awayAfterMs = 90_000

export class Attendance {
  readonly #connections = new Map<MemberId, number>()
  readonly #lostAt = new Map<MemberId, number>()

  came(member: MemberId): void {
    this.#connections.set(member, (this.#connections.get(member) ?? 0) + 1)
    this.#lostAt.delete(member)
  }

  went(member: MemberId, now: number): void {
    const left = (this.#connections.get(member) ?? 1) - 1
    if (left > 0) this.#connections.set(member, left)
    else {
      this.#connections.delete(member)
      this.#lostAt.set(member, now)
    }
  }

  /** Who was never connected since this process started counts as away. */
  roster(members: readonly MemberId[], now: number): Roster {
    const entries = members.map((member): [string, Roster[MemberId]] => [member, this.#of(member, now)])
    return Object.fromEntries(entries) as Roster
  }

  /** When the next word changes by time alone, ms since the epoch; null when none will. */
  nextChange(now: number): number | null {
    const moments = [...this.#lostAt.values()]
      .flatMap((lost) => [lost + reconnectingAfterMs, lost + awayAfterMs])
      .filter((moment) => moment > now)
    return moments.length === 0 ? null : Math.min(...moments)
  }

  #of(member: MemberId, now: number): 'here' | 'reconnecting' | 'away' {
    if (this.#connections.has(member)) return 'here'
    const lost = this.#lostAt.get(member)
    if (lost === undefined) return 'away'
    const forMs = now - lost
    return forMs < reconnectingAfterMs ? 'here' : forMs < awayAfterMs ? 'reconnecting' : 'away'
  }
}
