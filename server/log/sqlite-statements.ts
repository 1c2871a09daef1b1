/** What is asked of the data file, and how its rows are read. The tables are STRICT: that is what the casts rely on. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { CohortId, StreamId } from '../../shared/lib/ids.ts'
import type { Locked, Used } from './keys.ts'
import { Fenced, Gone, type Entry, type Lease, type Snapshot } from './log.ts'
import { inlineBytes } from './sqlite-schema.ts'

export const ofKeys = {
  keyring: 'SELECT store, made FROM keyring',
  used: 'SELECT stream, key FROM streams WHERE key IS NOT NULL ORDER BY stream',
} as const

export type Statements = ReturnType<typeof prepare>

export const prepare = (db: DatabaseSync) => ({
  owner: db.prepare('SELECT owner, epoch FROM leases WHERE cohort = ?'),
  setOwner: db.prepare('INSERT OR REPLACE INTO leases (cohort, owner, epoch) VALUES (?, ?, ?)'),
  stream: db.prepare('SELECT head, key FROM streams WHERE stream = ?'),
  setStream: db.prepare(
    'INSERT INTO streams (stream, head, key) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET head = excluded.head, key = excluded.key',
  ),
  streams: db.prepare(
    'SELECT stream FROM streams WHERE stream >= ? AND stream < ? AND head IS NOT NULL ORDER BY stream',
  ),
  entries: db.prepare('SELECT seq, body FROM entries WHERE stream = ? AND seq > ? ORDER BY seq'),
  addEntry: db.prepare(`INSERT INTO entries (stream, seq, pad, body) VALUES (?, ?, zeroblob(${inlineBytes}), ?)`),
  dropEntries: db.prepare('DELETE FROM entries WHERE stream = ? AND seq <= ?'),
  snapshot: db.prepare('SELECT seq, body FROM snapshots WHERE stream = ?'),
  addSnapshot: db.prepare(`INSERT INTO snapshots (stream, seq, pad, body) VALUES (?, ?, zeroblob(${inlineBytes}), ?)`),
  dropSnapshot: db.prepare('DELETE FROM snapshots WHERE stream = ?'),
  keyring: db.prepare(ofKeys.keyring),
  setKeyring: db.prepare(
    'INSERT INTO keyring (one, store, made) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET made = excluded.made',
  ),
  used: db.prepare(ofKeys.used),
  plain: db.prepare('SELECT stream, head FROM streams WHERE key IS NULL AND head IS NOT NULL ORDER BY stream'),
})

function ownershipOf(sql: Statements, cohort: CohortId) {
  const row = sql.owner.get(cohort) as { owner: string | null; epoch: number } | undefined
  return row ?? { owner: null, epoch: 0 }
}

export function taken(sql: Statements, cohort: CohortId, owner: string): Lease {
  const now = ownershipOf(sql, cohort)
  const epoch = now.owner === owner ? now.epoch : now.epoch + 1
  sql.setOwner.run(cohort, owner, epoch)
  return { cohort, owner, epoch }
}

export function holds(sql: Statements, lease: Lease): boolean {
  const now = ownershipOf(sql, lease.cohort)
  return now.owner === lease.owner && now.epoch === lease.epoch
}

export function fence(sql: Statements, lease: Lease): void {
  if (!holds(sql, lease)) throw new Fenced(`${lease.owner} no longer owns ${lease.cohort}`)
}

export interface StreamRow {
  readonly head: number
  readonly key: number | null
}

/** Its head is 0 when nobody has written to it. @throws Gone */
export function streamOf(sql: Statements, stream: StreamId): StreamRow {
  const row = sql.stream.get(stream) as { head: number | null; key: number | null } | undefined
  if (row === undefined) return { head: 0, key: null }
  if (row.head === null) throw new Gone(`${stream} was purged`)
  return { head: row.head, key: row.key }
}

/** Of an entry or a snapshot, as it is stored: both are a seq and a body */
const rowOf = (row: Record<string, SQLOutputValue>): Entry => ({
  seq: row['seq'] as number,
  body: row['body'] as Uint8Array,
})

export function snapshotOf(sql: Statements, stream: StreamId): Snapshot | null {
  const row = sql.snapshot.get(stream)
  return row ? rowOf(row) : null
}

export const entriesOf = (sql: Statements, stream: StreamId, after: number): readonly Entry[] =>
  sql.entries.all(stream, after).map(rowOf)

export function lockedOf(sql: Pick<Statements, 'keyring' | 'used'>): Locked {
  const row = sql.keyring.get() as { store: string; made: number } | undefined
  return { store: row?.store ?? null, made: row?.made ?? 0, used: sql.used.all() as unknown as readonly Used[] }
}
