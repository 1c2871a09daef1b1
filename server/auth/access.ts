/** Grants of every cohort, by grant and by join code; and the gate that sockets ask who somebody is. */
import { joinCodeLength, newCode, readCode } from '../../shared/lib/code.ts'
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
import { readCookie, readCookies, type DeviceToken } from './cookies.ts'
import { Grants } from './grants.ts'
import { Tickets } from './tickets.ts'

export class Access implements Gate {
  readonly random: RandomInt
  /** Served over https: decides the name and flags of the device cookies. */
  readonly secure: boolean
  readonly #tickets: Tickets
  readonly #cohorts = new Map<CohortId, Grants>()

  constructor(parts: { random: RandomInt; secure: boolean; now(): number }) {
    this.random = parts.random
    this.secure = parts.secure
    this.#tickets = new Tickets(parts.now)
  }

  /** Call once, before the doors open. */
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

  /** A join code that no other workshop has. */
  freshCode(): string {
    const code = newCode(this.random, joinCodeLength)
    return this.#withCode(code) === null ? code : this.freshCode()
  }

  /** @param typed anything a person typed or pasted */
  byCode(typed: string): Grants | null {
    const code = readCode(typed, joinCodeLength)
    return code === null ? null : this.#withCode(code)
  }

  principal(grant: string, cookies: string | undefined): Principal | null {
    const grants = this.#holding(grant)
    if (grants === null || this.device(grant as GrantId, cookies) === null) return null
    const kept = grants.grant(grant as GrantId)
    return kept === null ? null : { cohort: grants.cohort, grant: kept.id, role: kept.role, member: kept.member }
  }

  /** The device token of this grant in a `Cookie` header, if it is one of ours. */
  device(grant: GrantId, cookies: string | undefined): DeviceToken | null {
    const token = readCookie(cookies, grant, this.secure)
    return token !== null && this.#holding(grant)?.knows(grant, token) === true ? token : null
  }

  /** A grant whose device sent these cookies; null: a stranger. A browser with several grants is counted by its first. */
  holder(cookies: string | undefined): GrantId | null {
    const held = readCookies(cookies, this.secure).find(([grant, token]) => this.#holding(grant)?.knows(grant, token))
    return held?.[0] ?? null
  }

  /** What the grants of this browser are good for in one workshop, the one it got last first. */
  held(cohort: CohortId, cookies: string | undefined): readonly Principal[] {
    return readCookies(cookies, this.secure)
      .filter(([grant]) => cohortOfGrant(grant) === cohort)
      .flatMap(([grant]) => this.principal(grant, cookies) ?? [])
      .toReversed()
  }

  ticket(principal: Principal, doc: DocId): string {
    return this.#tickets.issue(principal, doc)
  }

  /**
   * A ticket alone opens nothing: the request carries the device cookie of the grant that asked for it, and that grant
   * still holds.
   */
  redeem(ticket: string, doc: DocId, cookies: string | undefined): Principal | null {
    const given = this.#tickets.redeem(ticket, doc)
    return given === null ? null : this.principal(given.grant, cookies)
  }

  /** Whether a link opens this grant; null for anything else, so that nobody learns which part was wrong. */
  opening(grant: string, secret: string): { readonly grants: Grants; readonly id: GrantId } | null {
    const grants = this.#holding(grant)
    const id = grant as GrantId
    return grants?.opensWith(id, secret) === true ? { grants, id } : null
  }

  #holding(grant: string): Grants | null {
    return isGrantId(grant) ? (this.#cohorts.get(cohortOfGrant(grant)) ?? null) : null
  }

  #withCode(code: string): Grants | null {
    return [...this.#cohorts.values()].find((grants) => grants.code === code) ?? null
  }
}
