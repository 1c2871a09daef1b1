/** Tickets for the doc channel: 256 bits, one board, one use, one minute. Memory only. */
import type { DocId } from '../../shared/lib/ids.ts'
import { docLimits } from '../../shared/wire/doc.ts'
import type { Principal } from '../flow/ports.ts'
import { newSecret } from './secrets.ts'

interface Ticket {
  readonly principal: Principal
  readonly doc: DocId
  readonly until: number
}

export class Tickets {
  readonly #now: () => number
  readonly #open = new Map<string, Ticket>()

  constructor(now: () => number) {
    this.#now = now
  }

  issue(principal: Principal, doc: DocId): string {
    const now = this.#now()
    // In order of issue, so the expired ones stand first.
    for (const [ticket, { until }] of this.#open) {
      if (until > now) break
      this.#open.delete(ticket)
    }
    const ticket = newSecret()
    this.#open.set(ticket, { principal, doc, until: now + docLimits.ticketMs })
    return ticket
  }

  /** Once: the second use of the same ticket finds nothing. @returns to whom it was given */
  redeem(ticket: string, doc: DocId): Principal | null {
    const found = this.#open.get(ticket)
    this.#open.delete(ticket)
    return found !== undefined && found.doc === doc && found.until > this.#now() ? found.principal : null
  }
}
