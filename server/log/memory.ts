/**
 * The log in memory: the reference that every other driver is compared with, and the log of tests.
 * Nothing outlives the process.
 */
import type { CohortId, StreamId } from '../../shared/lib/ids.ts'
import {
  Conflict,
  type Entry,
  Fenced,
  Gone,
  type Heads,
  type Lease,
  type Loaded,
  type Log,
  type Snapshot,
  Unavailable,
  type Write,
} from './log.ts'
import { assertOwn } from './own.ts'

interface Stream {
  head: number
  snapshot: Snapshot | null
  entries: Entry[]
}

interface Ownership {
  readonly epoch: number
  /** null: released */
  readonly owner: string | null
}

export const memoryLog = (): Log => new MemoryLog()

class MemoryLog implements Log {
  readonly #streams = new Map<StreamId, Stream | 'gone'>()
  readonly #owners = new Map<CohortId, Ownership>()
  #closed = false

  async append(writes: readonly Write[], lease: Lease): Promise<Heads> {
    this.#fence(lease)
    const heads = new Map<StreamId, number>()
    for (const { stream, bodies, expect } of writes) {
      assertOwn(stream, lease)
      const head = heads.get(stream) ?? this.#live(stream).head
      if (expect !== undefined && expect !== head) throw new Conflict(`${stream} is at ${head}, not at ${expect}`)
      heads.set(stream, head + bodies.length)
    }
    for (const { stream, bodies } of writes) this.#push(stream, bodies)
    return heads
  }

  async load(stream: StreamId, after?: number): Promise<Loaded> {
    this.#assertOpen()
    const { head, snapshot, entries } = this.#live(stream)
    const start = Math.max(after ?? 0, snapshot?.seq ?? 0)
    return {
      snapshot: snapshot && (after === undefined || after < snapshot.seq) ? copyOf(snapshot) : null,
      entries: entries.filter((entry) => entry.seq > start).map(copyOf),
      head,
    }
  }

  async compact(stream: StreamId, snapshot: Snapshot, lease: Lease): Promise<void> {
    this.#fence(lease)
    assertOwn(stream, lease)
    const live = this.#live(stream)
    if (snapshot.seq < 1 || snapshot.seq > live.head) {
      throw new Conflict(`${stream} is at ${live.head}; a snapshot of ${snapshot.seq} cannot be of it`)
    }
    if (live.snapshot && snapshot.seq < live.snapshot.seq) return
    live.snapshot = copyOf(snapshot)
    live.entries = live.entries.filter((entry) => entry.seq > snapshot.seq)
  }

  async purge(stream: StreamId, lease: Lease): Promise<void> {
    this.#fence(lease)
    assertOwn(stream, lease)
    this.#streams.set(stream, 'gone')
  }

  async list(prefix: string): Promise<readonly StreamId[]> {
    this.#assertOpen()
    return [...this.#streams]
      .filter(([id, stream]) => stream !== 'gone' && id.startsWith(prefix))
      .map(([id]) => id)
      .sort()
  }

  async lease(cohort: CohortId, owner: string): Promise<Lease> {
    this.#assertOpen()
    const now = this.#owners.get(cohort)
    const epoch = now?.owner === owner ? now.epoch : (now?.epoch ?? 0) + 1
    this.#owners.set(cohort, { owner, epoch })
    return { cohort, owner, epoch }
  }

  async renew(lease: Lease): Promise<void> {
    this.#fence(lease)
  }

  async release(lease: Lease): Promise<void> {
    this.#assertOpen()
    if (this.#holds(lease)) this.#owners.set(lease.cohort, { owner: null, epoch: lease.epoch })
  }

  durability() {
    return 'memory' as const
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #assertOpen(): void {
    if (this.#closed) throw new Unavailable('The log is closed')
  }

  #holds(lease: Lease): boolean {
    const now = this.#owners.get(lease.cohort)
    return now?.owner === lease.owner && now.epoch === lease.epoch
  }

  #fence(lease: Lease): void {
    this.#assertOpen()
    if (!this.#holds(lease)) throw new Fenced(`${lease.owner} no longer owns ${lease.cohort}`)
  }

  #live(stream: StreamId): Stream {
    const found = this.#streams.get(stream)
    if (found === 'gone') throw new Gone(`${stream} was purged`)
    return found ?? { head: 0, snapshot: null, entries: [] }
  }

  #push(stream: StreamId, bodies: readonly Uint8Array[]): void {
    if (bodies.length === 0) return
    const live = this.#live(stream)
    for (const body of bodies) live.entries.push(copyOf({ seq: ++live.head, body }))
    this.#streams.set(stream, live)
  }
}

/** Callers may reuse their buffers; what is stored does not change with them. */
const copyOf = ({ seq, body }: Entry): Entry => ({ seq, body: new Uint8Array(body) })
