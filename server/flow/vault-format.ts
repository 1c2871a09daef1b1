/** What a vault stores, version 1: the one owner of its entries and snapshots, and what they mean. */
import { z } from 'zod'
import type { MemberId } from '../../shared/lib/ids.ts'

const itemId = z.string().length(43)
const member = z.string().length(12) as unknown as z.ZodType<MemberId>

/** `id` the hash of the token that takes it back · `to` for that person alone · `from` its writer, who signed it */
const item = z.strictObject({ id: itemId, text: z.string(), to: member.optional(), from: member.optional() })
/** What this person was given, by id, without words. */
const given = z.strictObject({ to: member, ids: z.array(itemId) })

const entryShape = z.union([
  z.strictObject({ v: z.literal(1), put: item }),
  z.strictObject({ v: z.literal(1), take: itemId }),
  z.strictObject({ v: z.literal(1), given }),
])
const snapshotShape = z.strictObject({ v: z.literal(1), items: z.array(item), given: z.array(given).optional() })

export type SealedItem = z.infer<typeof item>
export type VaultEntry = z.infer<typeof entryShape>
export type VaultSnapshot = z.infer<typeof snapshotShape>

export const readVaultEntry = (json: unknown): VaultEntry => entryShape.parse(json)
export const readVaultSnapshot = (json: unknown): VaultSnapshot => snapshotShape.parse(json)

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1)

/** What is in a vault: its entries, one after the other. */
export class Contents {
  readonly items: Map<string, SealedItem>
  readonly given: Map<MemberId, readonly string[]>

  constructor(snapshot: VaultSnapshot | null) {
    this.items = new Map((snapshot?.items ?? []).map((one) => [one.id, one]))
    this.given = new Map((snapshot?.given ?? []).map(({ to, ids }) => [to, ids]))
  }

  apply(entry: VaultEntry): void {
    if ('put' in entry) this.items.set(entry.put.id, entry.put)
    else if ('take' in entry) this.items.delete(entry.take)
    else {
      const { to, ids } = entry.given
      this.given.set(to, [...(this.given.get(to) ?? []), ...ids])
      for (const id of ids) this.items.delete(id)
    }
  }

  for(receiver: MemberId): readonly SealedItem[] {
    return [...this.items.values()].filter(({ to }) => to === receiver)
  }

  waiting(): ReadonlySet<MemberId> {
    return new Set([...this.items.values()].flatMap(({ to }) => to ?? []))
  }

  wasGiven(id: string): boolean {
    return [...this.given.values()].some((ids) => ids.includes(id))
  }

  /** Sorted by id, which is random. */
  snapshot(): VaultSnapshot {
    const items = [...this.items.values()].toSorted(byId)
    const all = [...this.given].map(([to, ids]) => ({ to, ids: ids.toSorted() }))
    return { v: 1, items, ...(all.length === 0 ? {} : { given: all }) }
  }
}
