/**
 * The grants of one cohort: who may open what, with which links and devices. Kept in `access/<cohort>`; this file owns
 * the format of its entries. Secrets are in it as hashes only.
 */
import { z } from 'zod'
import {
  accessStream,
  newGrantId,
  type CohortId,
  type GrantId,
  type MemberId,
  type RandomInt,
} from '../../shared/lib/ids.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Log, Write } from '../log/log.ts'
import type { DeviceToken } from './cookies.ts'
import { hashOf, matches, newSecret } from './secrets.ts'

export type GrantRole = 'lead' | 'colead' | 'member' | 'wall' | 'observer'

const v = z.literal(1)
const id = z.string()
const entryShape = z.discriminatedUnion('type', [
  z.strictObject({ v, type: z.literal('code'), code: z.string() }),
  z.strictObject({
    v,
    type: z.literal('grant'),
    id,
    role: z.enum(['lead', 'colead', 'member', 'wall', 'observer']),
    member: z.nullable(z.string()),
  }),
  z.strictObject({ v, type: z.literal('link'), id, hash: z.string() }),
  z.strictObject({ v, type: z.literal('device'), id, device: z.string(), hash: z.string() }),
  /** One device said goodbye by itself. */
  z.strictObject({ v, type: z.literal('left'), id, device: z.string() }),
  /** Final: nothing opens this grant again, whatever comes later. */
  z.strictObject({ v, type: z.literal('revoked'), id }),
])
type Entry = z.infer<typeof entryShape>

export interface Grant {
  readonly id: GrantId
  readonly role: GrantRole
  readonly member: MemberId | null
}

interface Kept extends Grant {
  /** Hashes, oldest first. */
  readonly links: Set<string>
  /** Device id → hash, oldest first. */
  readonly devices: Map<string, string>
}

/** Links and devices of one grant. Beyond this the oldest ends, which only means opening a newer link again there. */
const most = 20

/** A change to the grants: what is stored, and what is handed out once. Apply it after it is durable. */
export interface Issued<T> {
  readonly write: Write
  readonly given: T
}

export class Grants {
  readonly cohort: CohortId
  /** Without the revoked ones. */
  readonly #grants = new Map<GrantId, Kept>()
  #code = ''

  constructor(cohort: CohortId) {
    this.cohort = cohort
  }

  static async open(log: Log, cohort: CohortId): Promise<Grants> {
    const grants = new Grants(cohort)
    const { entries } = await log.load(accessStream(cohort))
    for (const { body } of entries) grants.#take(entryShape.parse(readJson(body)))
    return grants
  }

  /** The join code; empty before one was issued. */
  get code(): string {
    return this.#code
  }

  /** Null when unknown or revoked. */
  grant(grant: GrantId): Grant | null {
    return this.#grants.get(grant) ?? null
  }

  /** Every grant that is not revoked, with its number of devices. */
  list(): readonly (Grant & { readonly devices: number })[] {
    return [...this.#grants.values()].map((kept) => ({
      id: kept.id,
      role: kept.role,
      member: kept.member,
      devices: kept.devices.size,
    }))
  }

  opensWith(grant: GrantId, secret: string): boolean {
    return [...(this.#grants.get(grant)?.links ?? [])].some((hash) => matches(secret, hash))
  }

  knows(grant: GrantId, { device, secret }: DeviceToken): boolean {
    const hash = this.#grants.get(grant)?.devices.get(device)
    return hash !== undefined && matches(secret, hash)
  }

  /** The join code of a new cohort. */
  issueCode(code: string): Issued<string> {
    return this.#issued({ v: 1, type: 'code', code }, code)
  }

  /** A new grant. Nothing opens it until it has a link or a device. */
  issueGrant(role: GrantRole, member: MemberId | null, random: RandomInt): Issued<GrantId> {
    const grant = newGrantId(this.cohort, random)
    return this.#issued({ v: 1, type: 'grant', id: grant, role, member }, grant)
  }

  issueLink(grant: GrantId): Issued<string> {
    const secret = newSecret()
    return this.#issued({ v: 1, type: 'link', id: grant, hash: hashOf(secret) }, secret)
  }

  issueDevice(grant: GrantId): Issued<DeviceToken> {
    const device = { device: newSecret().slice(0, 16), secret: newSecret() }
    return this.#issued({ v: 1, type: 'device', id: grant, device: device.device, hash: hashOf(device.secret) }, device)
  }

  leave(grant: GrantId, { device }: DeviceToken): Issued<null> {
    return this.#issued({ v: 1, type: 'left', id: grant, device }, null)
  }

  revoke(grant: GrantId): Issued<null> {
    return this.#issued({ v: 1, type: 'revoked', id: grant }, null)
  }

  /** After these are durable: what they say holds. */
  apply(writes: readonly Write[]): void {
    for (const { bodies } of writes) for (const body of bodies) this.#take(entryShape.parse(readJson(body)))
  }

  #issued<T>(entry: Entry, given: T): Issued<T> {
    return { write: { stream: accessStream(this.cohort), bodies: [jsonBody(entry)] }, given }
  }

  #take(entry: Entry): void {
    if (entry.type === 'code') {
      this.#code = entry.code
      return
    }
    const grant = entry.id as GrantId
    if (entry.type === 'grant') {
      const member = entry.member as MemberId | null
      this.#grants.set(grant, { id: grant, role: entry.role, member, links: new Set(), devices: new Map() })
    }
    const kept = this.#grants.get(grant)
    if (kept === undefined) return
    if (entry.type === 'revoked') this.#grants.delete(grant)
    else if (entry.type === 'left') kept.devices.delete(entry.device)
    else if (entry.type === 'link') keepNewest(kept.links.add(entry.hash))
    else if (entry.type === 'device') keepNewest(kept.devices.set(entry.device, entry.hash))
  }
}

function keepNewest(kept: Set<string> | Map<string, string>): void {
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}
