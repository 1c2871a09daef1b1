/** Grants of every cohort, by grant and by join code; and the gate that sockets ask who somebody is. */
import { readCode, joinCodeLength } from '../../shared/lib/code.ts'
import {
  cohortOfGrant,
  cohortOfStream,
  isGrantId,
  type CohortId,
  type DocId,
  type GrantId,
  type RandomInt,
} from '../../shared/lib/ids.ts'
import type { Gate, Principal } from '../flow/ports.ts'
import type { Log } from '../log/log.ts'
import { readCookie } from './cookies.ts'
import { Grants } from './grants.ts'
import { Tickets } from './tickets.ts'

export class Access implements Gate {
  readonly random: RandomInt
  readonly secure: boolean
  readonly tickets: Tickets
  readonly #cohorts = new Map<CohortId, Grants>()

  constructor(parts: { random: RandomInt; secure: boolean; now(): number }) {
    this.random = parts.random
    this.secure = parts.secure
    this.tickets = new Tickets(parts.now)
  }

  async openAll(log: Log): Promise<void> {
    for (const stream of await log.list('access/')) {
      const cohort = cohortOfStream(stream)
      this.#cohorts.set(cohort, await Grants.open(log, cohort))
    }
  }

  /** The grants of a cohort; a new cohort begins with none. */
  of(cohort: CohortId): Grants {
    const known = this.#cohorts.get(cohort)
    if (known !== undefined) return known
    const grants = new Grants(cohort)
    this.#cohorts.set(cohort, grants)
    return grants
  }

  forget(cohort: CohortId): void {
    this.#cohorts.delete(cohort)
  }

  /** @param typed anything a person typed or pasted */
  byCode(typed: string): Grants | null {
    const code = readCode(typed, joinCodeLength)
    if (code === null) return null
    return [...this.#cohorts.values()].find((grants) => grants.code === code) ?? null
  }

  principal(grant: string, cookieHeader: string | undefined): Principal | null {
    if (!isGrantId(grant)) return null
    const grants = this.#cohorts.get(cohortOfGrant(grant))
    const kept = grants?.grant(grant) ?? null
    const token = readCookie(cookieHeader, grant, this.secure)
    if (grants === undefined || kept === null || token === null || !grants.knows(grant, token)) return null
    return { cohort: grants.cohort, grant, role: kept.role, member: kept.member }
  }

  ticket(principal: Principal, doc: DocId): string {
    return this.tickets.issue(principal, doc)
  }

  /** Whether a link opens this grant; null for anything else, so that nobody learns which part was wrong. */
  opening(grant: string, secret: string): { readonly grants: Grants; readonly id: GrantId } | null {
    if (!isGrantId(grant)) return null
    const grants = this.#cohorts.get(cohortOfGrant(grant))
    return grants?.opensWith(grant, secret) === true ? { grants, id: grant } : null
  }
}
