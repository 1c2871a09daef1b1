/**
 * The one idea of storage: streams of numbered entries, durable before visible.
 *
 * `append → durable → apply → fan out`: nobody sees anything that is not in here, the writer's own "saved" included.
 * Every driver passes the same contract suite (tests/server/log/contract.ts).
 */
import type { CohortId, StreamId } from '../../shared/lib/ids.ts'

/** Bodies are opaque here; the header (version, key id) is put on and taken off by entry.ts. */
export interface Entry {
  /** 1, 2, 3, … per stream: no hole, never reused, also after compaction and restart. */
  readonly seq: number
  readonly body: Uint8Array
}

/** State that includes every entry up to and with `seq`, which is at least 1. */
export interface Snapshot {
  readonly seq: number
  readonly body: Uint8Array
}

export interface Write {
  readonly stream: StreamId
  /** None: nothing is stored, only `expect` is checked. */
  readonly bodies: readonly Uint8Array[]
  /** The head the writer believes in; Conflict when the stream is elsewhere. */
  readonly expect?: number
}

/** Who owns a cohort. The epoch grows by one at each change of owner and is checked in every write. */
export interface Lease {
  readonly cohort: CohortId
  readonly owner: string
  readonly epoch: number
}

/** Head (last seq) of each written stream after the append. */
export type Heads = ReadonlyMap<StreamId, number>

export interface Loaded {
  /** null also when `after` is not below it: who asks has all that is in it. */
  readonly snapshot: Snapshot | null
  /** Entries after the snapshot and after `after`, ascending, without a hole. */
  readonly entries: readonly Entry[]
  readonly head: number
}

export interface Log {
  /**
   * All writes or none, atomic across streams of one cohort; resolves when durable. Writes are taken in order: `expect`
   * sees the writes to the same stream before it.
   * @throws Fenced when the lease is old, Conflict when `expect` differs, Gone for a purged stream, Unavailable when the store cannot
   */
  append(writes: readonly Write[], lease: Lease): Promise<Heads>
  /** @throws Gone for a purged stream; an unknown stream is empty */
  load(stream: StreamId, after?: number): Promise<Loaded>
  /**
   * Replaces all entries up to `snapshot.seq` by the snapshot, atomically, and leaves their bytes in no file. A snapshot
   * older than the stored one is a no-op; one of the same seq replaces it.
   * @throws Fenced, Gone, Conflict when the stream has not come to `snapshot.seq`, Unavailable
   */
  compact(stream: StreamId, snapshot: Snapshot, lease: Lease): Promise<void>
  /**
   * Deletes every byte of the stream and leaves a tombstone: later calls get Gone, the id is never reused. Idempotent.
   * @throws Fenced; Unavailable, after which bytes may be left and the call is to be made again
   */
  purge(stream: StreamId, lease: Lease): Promise<void>
  /** Live (not purged) streams whose id begins with `prefix`, sorted. */
  list(prefix: string): Promise<readonly StreamId[]>
  /** Takes the cohort, from another owner too. The owner it already has keeps its epoch. */
  lease(cohort: CohortId, owner: string): Promise<Lease>
  /** @throws Fenced when another owner has taken the cohort since */
  renew(lease: Lease): Promise<void>
  /** Nothing can be written under this lease any more. A no-op for an old lease. */
  release(lease: Lease): Promise<void>
  /** What survives of an acknowledged append: a power cut, all but the last second of it, nothing. */
  durability(): 'fsync' | '1s' | 'memory'
  /** Later calls get Unavailable. Idempotent. */
  close(): Promise<void>
}

/** The stream is not where the writer believed. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}
/** Another process owns the cohort now; this one must stop writing. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
}
/** The stream was purged. */
export class Gone extends Error {
  override readonly name = 'Gone'
}
/** The store refused or failed; nothing of this append may be shown or acknowledged. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
/** A failure of the store, or of who may write to it; everything else that is thrown is a fault of ours. */
export const isOfTheStore = (error: unknown): boolean =>
  [Unavailable, Fenced, Conflict, Gone].some((kind) => error instanceof kind)

/** Another running process holds the data folder. */
export class Occupied extends Error {
  override readonly name = 'Occupied'
}
