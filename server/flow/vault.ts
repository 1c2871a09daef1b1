/**
 * What is sealed and not yet meant to be seen: one vault per sealed step.
 *
 * Entries carry no author and no time. An item is known by the hash of a token that only its writer's device has, so
 * that the writer, and nobody else, can take it back. How many items a person has sealed is counted in memory only.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type CohortId, type MemberId, type RunId, vaultStream, type StreamId } from '../../shared/lib/ids.ts'
import { type Refusal, refuse } from '../../shared/wire/refusals.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Lease, Log, Write } from '../log/log.ts'

const itemId = z.string().length(43)
const entryShape = z.union([
  z.strictObject({ v: z.literal(1), put: z.strictObject({ id: itemId, text: z.string() }) }),
  z.strictObject({ v: z.literal(1), take: itemId }),
])
/** Sorted by id, which is random: a compacted vault has forgotten the order of arrival. */
const snapshotShape = z.strictObject({
  v: z.literal(1),
  items: z.array(z.strictObject({ id: itemId, text: z.string() })),
})

const idOf = (token: string) => createHash('sha256').update(token).digest('base64url')

export interface VaultStore {
  readonly log: Log
  readonly lease: Lease
  commit(writes: readonly Write[]): Promise<ReadonlyMap<StreamId, number>>
}

export class Vault {
  readonly stream: StreamId
  readonly #store: VaultStore
  readonly #items: Map<string, string>
  #head: number
  /** Ids by writer, in memory only; after a restart it begins empty, and the devices keep the limit themselves. */
  readonly #written = new Map<MemberId, Set<string>>()

  private constructor(store: VaultStore, stream: StreamId, items: Map<string, string>, head: number) {
    this.#store = store
    this.stream = stream
    this.#items = items
    this.#head = head
  }

  static async open(store: VaultStore, cohort: CohortId, run: RunId, step: string): Promise<Vault> {
    const stream = vaultStream(cohort, run, step)
    const { snapshot, entries, head } = await store.log.load(stream)
    const items = new Map<string, string>()
    if (snapshot !== null) {
      for (const { id, text } of snapshotShape.parse(readJson(snapshot.body)).items) items.set(id, text)
    }
    for (const entry of entries) {
      const read = entryShape.parse(readJson(entry.body))
      if ('put' in read) items.set(read.put.id, read.put.text)
      else items.delete(read.take)
    }
    return new Vault(store, stream, items, head)
  }

  /** Durable when it resolves. The same token again replaces its own item and is not counted twice. */
  async put(writer: MemberId, token: string, text: string, most: number): Promise<Refusal | null> {
    const id = idOf(token)
    const mine = this.#written.get(writer) ?? new Set()
    if (!mine.has(id) && mine.size >= most) return refuse('three_at_most')
    mine.add(id)
    this.#written.set(writer, mine)
    try {
      await this.#append({ v: 1, put: { id, text } })
    } catch (error) {
      mine.delete(id)
      throw error
    }
    this.#items.set(id, text)
    return null
  }

  /** Takes an item back and rewrites the vault, so that its words are in no file. Unknown tokens change nothing. */
  async take(writer: MemberId, token: string): Promise<void> {
    const id = idOf(token)
    if (!this.#items.has(id)) return
    await this.#append({ v: 1, take: id })
    this.#items.delete(id)
    this.#written.get(writer)?.delete(id)
    const items = [...this.#items].map(([key, text]) => ({ id: key, text })).sort((a, b) => (a.id < b.id ? -1 : 1))
    await this.#store.log.compact(this.stream, { seq: this.#head, body: jsonBody({ v: 1, items }) }, this.#store.lease)
  }

  /** Every text, in no order that means anything; the caller shuffles. */
  texts(): readonly string[] {
    return [...this.#items.values()]
  }

  async #append(entry: z.infer<typeof entryShape>): Promise<void> {
    const heads = await this.#store.commit([{ stream: this.stream, bodies: [jsonBody(entry)] }])
    this.#head = Math.max(this.#head, heads.get(this.stream) ?? this.#head)
  }
}
