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
import { joinCodeLength, newCode } from '../../shared/lib/code.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Log, Write } from '../log/log.ts'
import type { DeviceToken } from './cookies.ts'
import { hashOf, matches, newSecret } from './secrets.ts'

export type GrantRole = 'lead' | 'colead' | 'member' | 'wall'

const roles = z.enum(['lead', 'colead', 'member', 'wall'])
const entryShape = z.discriminatedUnion('type', [
  z.strictObject({ v: z.literal(1), type: z.literal('code'), code: z.string() }),
  z.strictObject({
    v: z.literal(1),
    type: z.literal('grant'),
    id: z.string(),
    role: roles,
    member: z.nullable(z.string()),
  }),
  z.strictObject({ v: z.literal(1), type: z.literal('link'), id: z.string(), hash: z.string() }),
  z.strictObject({ v: z.literal(1), type: z.literal('device'), id: z.string(), device: z.string(), hash: z.string() }),
  z.strictObject({ v: z.literal(1), type: z.literal('revoked'), id: z.string() }),
])
type Entry = z.infer<typeof entryShape>

export interface Grant {
  readonly id: GrantId
  readonly role: GrantRole
  readonly member: MemberId | null
}

interface Kept extends Grant {
  readonly links: Set<string>
  readonly devices: Map<string, string>
  revoked: boolean
}

/** Devices of one grant; the oldest is forgotten beyond this, which only means opening the link again there. */
const devicesMost = 20

/** A change to the grants: what is stored, and what is handed out once. Apply it after it is durable. */
export interface Issued<T> {
  readonly write: Write
  readonly given: T
}

export class Grants {
  readonly cohort: CohortId
  readonly #grants = new Map<GrantId, Kept>()
  #code = ''

  constructor(cohort: CohortId) {
    this.cohort = cohort
  }

  static async open(log: Log, cohort: CohortId): Promise<Grants> {
    const grants = new Grants(cohort)
    const { entries } = await log.load(accessStream(cohort))
    for (const { body } of entries) grants.#apply(entryShape.parse(readJson(body)))
    return grants
  }

  get code(): string {
    return this.#code
  }

  grant(id: GrantId): Grant | null {
    const kept = this.#grants.get(id)
    return kept === undefined || kept.revoked ? null : kept
  }

  /** Every grant that is not revoked, with its number of devices. */
  list(): readonly (Grant & { readonly devices: number })[] {
    return [...this.#grants.values()]
      .filter((kept) => !kept.revoked)
      .map(({ id, role, member, devices }) => ({ id, role, member, devices: devices.size }))
  }

  opensWith(id: GrantId, secret: string): boolean {
    const kept = this.#grants.get(id)
    return kept !== undefined && !kept.revoked && [...kept.links].some((hash) => matches(secret, hash))
  }

  knows(id: GrantId, { device, secret }: DeviceToken): boolean {
    const kept = this.#grants.get(id)
    const hash = kept?.revoked === false ? kept.devices.get(device) : undefined
    return hash !== undefined && matches(secret, hash)
  }

  /** The join code of a new cohort. */
  issueCode(random: RandomInt): Issued<string> {
    const code = newCode(random, joinCodeLength)
    return { write: this.#write([{ v: 1, type: 'code', code }]), given: code }
  }

  /** A new grant with one device, and a link when `withLink`. */
  issue(role: GrantRole, member: MemberId | null, random: RandomInt, withLink: boolean) {
    const id = newGrantId(this.cohort, random)
    const link = newSecret()
    const device = newDevice()
    const entries: Entry[] = [
      { v: 1, type: 'grant', id, role, member },
      { v: 1, type: 'device', id, device: device.device, hash: hashOf(device.secret) },
      ...(withLink ? [{ v: 1, type: 'link', id, hash: hashOf(link) } as const] : []),
    ]
    return { write: this.#write(entries), given: { id, device, link } }
  }

  /** A new grant that only its link opens: for somebody who is not here yet. */
  issueInvitation(
    role: GrantRole,
    member: MemberId,
    random: RandomInt,
  ): Issued<{ readonly id: GrantId; readonly link: string }> {
    const id = newGrantId(this.cohort, random)
    const link = newSecret()
    const entries: Entry[] = [
      { v: 1, type: 'grant', id, role, member },
      { v: 1, type: 'link', id, hash: hashOf(link) },
    ]
    return { write: this.#write(entries), given: { id, link } }
  }

  issueLink(id: GrantId): Issued<string> {
    const link = newSecret()
    return { write: this.#write([{ v: 1, type: 'link', id, hash: hashOf(link) }]), given: link }
  }

  issueDevice(id: GrantId): Issued<DeviceToken> {
    const device = newDevice()
    return {
      write: this.#write([{ v: 1, type: 'device', id, device: device.device, hash: hashOf(device.secret) }]),
      given: device,
    }
  }

  revoke(id: GrantId): Issued<null> {
    return { write: this.#write([{ v: 1, type: 'revoked', id }]), given: null }
  }

  /** After `write` is durable: what it says holds. */
  apply(write: Write): void {
    for (const body of write.bodies) this.#apply(entryShape.parse(readJson(body)))
  }

  #write(entries: readonly Entry[]): Write {
    return { stream: accessStream(this.cohort), bodies: entries.map(jsonBody) }
  }

  #apply(entry: Entry): void {
    if (entry.type === 'code') {
      this.#code = entry.code
      return
    }
    const id = entry.id as GrantId
    const kept = this.#grants.get(id)
    if (entry.type === 'grant') {
      this.#grants.set(id, {
        id,
        role: entry.role,
        member: entry.member as MemberId | null,
        links: new Set(),
        devices: new Map(),
        revoked: false,
      })
    } else if (kept === undefined) return
    else if (entry.type === 'link') kept.links.add(entry.hash)
    else if (entry.type === 'device') {
      kept.devices.set(entry.device, entry.hash)
      const [oldest] = kept.devices.keys()
      if (kept.devices.size > devicesMost && oldest !== undefined) kept.devices.delete(oldest)
    } else kept.revoked = true
  }
}

const newDevice = (): DeviceToken => ({ device: newSecret().slice(0, 16), secret: newSecret() })
