/** The flow stream of one cohort: the one owner of its entry and snapshot formats (version 1). */
import { z } from 'zod'
import type { FlowEntry } from '../../shared/flow/events.ts'
import { emptyState, evolveEntry, forSnapshot } from '../../shared/flow/evolve.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import { flowStream, type StreamId } from '../../shared/lib/ids.ts'
import type { Committer } from '../log/committer.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import { Unavailable, type Lease, type Loaded, type Log, type Write } from '../log/log.ts'

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
  #isFailing = false
  #onFailing: (() => void) | undefined

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

  /** Whether the latest commit failed, of whatever stream of this cohort. */
  get isFailing(): boolean {
    return this.#isFailing
  }

  /** Told when saving begins to fail, and when it works again. */
  onFailing(listener: () => void): void {
    this.#onFailing = listener
  }

  async commit(writes: readonly Write[]): Promise<ReadonlyMap<StreamId, number>> {
    try {
      const heads = await this.#committer.commit(writes)
      this.#failing(false)
      return heads
    } catch (error) {
      if (error instanceof Unavailable) this.#failing(true)
      throw error
    }
  }

  #failing(is: boolean): void {
    if (this.#isFailing === is) return
    this.#isFailing = is
    this.#onFailing?.()
  }

  /** Forgets the entries: who passed and when is in no file after the step. A failure only postpones it to the next step. @returns whether it is so */
  async compact(state: FlowState): Promise<boolean> {
    return this.#tolerant(() =>
      this.log.compact(this.#stream, { seq: this.#head, body: jsonBody(forSnapshot(state)) }, this.lease),
    )
  }

  /**
   * Rewrites a stream as what it says now, so that what it said earlier is in no file.
   * @param present of all that is stored: what became durable meanwhile, and nobody has heard of yet, must not be lost by it
   * @returns whether it is so
   */
  async forgetEarlier(stream: StreamId, present: (loaded: Loaded) => Uint8Array | null): Promise<boolean> {
    return this.#tolerant(async () => {
      const loaded = await this.log.load(stream)
      const body = loaded.entries.length === 0 ? null : present(loaded)
      if (body !== null) await this.log.compact(stream, { seq: loaded.head, body }, this.lease)
    })
  }

  /** What cannot be purged now, for want of room or because somebody reads, is tried again after each append. @returns whether it is gone */
  async purge(stream: StreamId): Promise<boolean> {
    this.#unpurged.add(stream)
    await this.#purgeAll()
    return !this.#unpurged.has(stream)
  }

  async #purgeAll(): Promise<void> {
    for (const stream of this.#unpurged)
      await this.#tolerant(async () => {
        await this.log.purge(stream, this.lease)
        this.#unpurged.delete(stream)
      })
  }

  async #tolerant(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return false
    }
  }
}
