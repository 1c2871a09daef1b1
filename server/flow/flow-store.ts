/** The flow stream of one cohort: the one owner of its entry and snapshot formats (version 1). */
import { z } from 'zod'
import type { FlowEntry } from '../../shared/flow/events.ts'
import { emptyState, evolveEntry, forSnapshot } from '../../shared/flow/evolve.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import { flowStream, type StreamId } from '../../shared/lib/ids.ts'
import type { Committer } from '../log/committer.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import { Unavailable, type Lease, type Log, type Write } from '../log/log.ts'

// What we stored ourselves is checked for its version and outline; its inside was typed when it was written.
const entryShape = z.looseObject({
  v: z.literal(1),
  at: z.number(),
  events: z.array(z.looseObject({ type: z.string() })),
})
const stateShape = z.looseObject({ v: z.literal(1), cohort: z.string(), people: z.record(z.string(), z.unknown()) })

export const readEntry = (body: Uint8Array): FlowEntry => entryShape.parse(readJson(body)) as unknown as FlowEntry
export const readState = (body: Uint8Array): FlowState => stateShape.parse(readJson(body)) as unknown as FlowState

export class FlowStore {
  readonly log: Log
  readonly lease: Lease
  readonly #committer: Committer
  readonly #stream: StreamId
  readonly #unpurged = new Set<StreamId>()
  #head: number

  private constructor(log: Log, lease: Lease, committer: Committer, head: number) {
    this.log = log
    this.lease = lease
    this.#committer = committer
    this.#stream = flowStream(lease.cohort)
    this.#head = head
  }

  /** @returns the store and the state that its entries give; an unknown cohort is empty */
  static async open(log: Log, lease: Lease, committer: Committer): Promise<{ store: FlowStore; state: FlowState }> {
    const { snapshot, entries, head } = await log.load(flowStream(lease.cohort))
    const base = snapshot === null ? emptyState(lease.cohort) : readState(snapshot.body)
    const state = entries.reduce((now, entry) => evolveEntry(now, readEntry(entry.body)), base)
    return { store: new FlowStore(log, lease, committer, head), state }
  }

  /** The entry and everything that must be durable with it, in one append. */
  async append(entry: FlowEntry, more: readonly Write[]): Promise<void> {
    const write: Write = { stream: this.#stream, bodies: [jsonBody(entry)], expect: this.#head }
    const heads = await this.commit([write, ...more])
    this.#head = heads.get(this.#stream) ?? this.#head + 1
    await this.#purgeAll()
  }

  commit(writes: readonly Write[]): Promise<ReadonlyMap<StreamId, number>> {
    return this.#committer.commit(writes)
  }

  /** Forgets the entries: who passed and when is in no file after the step. A failure only postpones it to the next step. */
  async compact(state: FlowState): Promise<void> {
    await this.#tolerant(() =>
      this.log.compact(this.#stream, { seq: this.#head, body: jsonBody(forSnapshot(state)) }, this.lease),
    )
  }

  /** Rewrites a box as it is now, so that an earlier name is in no file. */
  async forgetEarlier({ stream, body }: { readonly stream: StreamId; readonly body: Uint8Array }): Promise<void> {
    const { head } = await this.log.load(stream)
    await this.#tolerant(() => this.log.compact(stream, { seq: head, body }, this.lease))
  }

  /** What cannot be purged now, for want of room or because somebody reads, is tried again after each append. */
  async purge(stream: StreamId): Promise<void> {
    this.#unpurged.add(stream)
    await this.#purgeAll()
  }

  async #purgeAll(): Promise<void> {
    for (const stream of this.#unpurged)
      await this.#tolerant(async () => {
        await this.log.purge(stream, this.lease)
        this.#unpurged.delete(stream)
      })
  }

  async #tolerant(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
    }
  }
}
