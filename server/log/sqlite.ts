/**
 * The log in one SQLite file: the default, with no service to run. What is acknowledged has been fsynced.
 *
 * It works inside the calling thread: an append blocks the event loop for the time of one fsync. Group commit
 * (committer.ts) keeps these few. A worker was measured beside it (`npm run bench -- storing`, two cores, thirty people who
 * commit five times a second each). With free cores both are alike: a commit takes 1 ms at the median, and other messages
 * wait 1 to 2 ms at p95. With both cores busy a commit takes 5 ms here and 8 to 14 ms there (p95: 40 and 80 to 130), as it
 * has to be given the processor twice; other messages wait 14 ms here and 8 to 10 ms there at p95. Rewriting a
 * stream twice a second, which no room does, turns that round: other messages wait 32 ms here and 4 there. What people wait
 * for is the commit, as nothing is visible before it is durable: so it stays here. Keys add some 10 µs for each body.
 *
 * Bodies are under the key of their stream (keys.ts). A key is durable before the first body under it is; a snapshot is
 * stored under a fresh key, with whatever came after it, and only then the old key is destroyed. So a crash leaves keys
 * that open nothing, which the next start destroys, and never a body without its key.
 */
import type { CohortId, StreamId } from '../../shared/lib/ids.ts'
import { lock, unlock, type Place } from './crypt.ts'
import { Unreadable } from './entry.ts'
import { KeysAmiss, type Key, type Keyring } from './keys.ts'
import { keysAtOnce, openKeyring } from './keys-sqlite.ts'
import { lockPlain } from './lock-plain.ts'
import {
  Conflict,
  Unavailable,
  type Entry,
  type Heads,
  type Lease,
  type Loaded,
  type Log,
  type Snapshot,
  type Write,
} from './log.ts'
import { assertOwn } from './own.ts'
import { SqliteFile, type SqliteOptions } from './sqlite-file.ts'
import { holdLock } from './sqlite-lock.ts'
import { createPrivately } from './sqlite-schema.ts'
import {
  entriesOf,
  fence,
  holds,
  lockedOf,
  prepare,
  snapshotOf,
  streamOf,
  taken,
  type Statements,
  type StreamRow,
} from './sqlite-statements.ts'

export interface LogOptions extends SqliteOptions {
  /** Path of the file of keys, which is made where nothing is locked yet. Without it bodies are stored as they are. */
  readonly keys?: string
}

/**
 * Opens the data file, or makes it (mode 0600, in a folder of mode 0700), and holds it for this process alone.
 *
 * @param file path of the data file; `-wal`, `-shm` and `.lock` stand beside it
 * @throws Occupied when another process holds it, Unavailable when it cannot be opened, Error when its format is newer,
 *   KeysAmiss when the keys are not those of this data: then nothing was changed
 */
export function openSqliteLog(file: string, options: LogOptions = {}): Log {
  const lockFile = `${file}.lock`
  createPrivately(file)
  createPrivately(lockFile)
  const letGo = holdLock(lockFile)
  try {
    const data = new SqliteFile(file, prepare, options)
    try {
      return new SqliteLog(data, ringOf(data, options), letGo)
    } catch (error) {
      data.close()
      throw error
    }
  } catch (error) {
    letGo()
    throw error
  }
}

function ringOf(data: SqliteFile<Statements>, { keys, onBroken }: LogOptions): Keyring | null {
  const locked = data.read(lockedOf)
  if (keys === undefined) {
    if (locked.store !== null) throw new KeysAmiss('absent')
    return null
  }
  const ring = openKeyring(keys, locked, onBroken === undefined ? {} : { onBroken })
  try {
    if (locked.store === null) data.write((sql) => sql.setKeyring.run(ring.store, ring.made))
    // What a crash left: made for nothing, or to be destroyed. Where many more keys were made than this data knows of, it may
    // be an older copy that somebody put here by hand, and those keys open the newer one: they wait until this one goes on.
    const used = new Set(locked.used.map(({ key }) => key))
    if (ring.made - locked.made <= keysAtOnce) ring.destroy(ring.ids().filter((id) => !used.has(id)))
    lockPlain(data, ring)
    return ring
  } catch (error) {
    ring.close()
    throw error
  }
}

class SqliteLog implements Log {
  readonly #file: SqliteFile<Statements>
  readonly #keys: Keyring | null
  readonly #letGo: () => void
  #closed = false

  constructor(file: SqliteFile<Statements>, keys: Keyring | null, letGo: () => void) {
    this.#file = file
    this.#keys = keys
    this.#letGo = letGo
  }

  async append(writes: readonly Write[], lease: Lease): Promise<Heads> {
    return this.#write((sql, fresh) => {
      fence(sql, lease)
      const heads = new Map<StreamId, number>()
      const begun = new Map<StreamId, StreamRow>()
      for (const { stream, bodies, expect } of writes) {
        assertOwn(stream, lease)
        const row = begun.get(stream) ?? streamOf(sql, stream)
        const head = heads.get(stream) ?? row.head
        if (expect !== undefined && expect !== head) throw new Conflict(`${stream} is at ${head}, not at ${expect}`)
        heads.set(stream, head + bodies.length)
        if (bodies.length > 0) begun.set(stream, row)
      }
      const keys = this.#keysOf(begun, fresh)
      for (const [stream, { head }] of begun) {
        const bodies = writes.flatMap((write) => (write.stream === stream ? write.bodies : []))
        const key = keys.get(stream) ?? null
        sql.setStream.run(stream, head + bodies.length, key?.id ?? null)
        for (const [i, body] of bodies.entries()) {
          const seq = head + 1 + i
          sql.addEntry.run(stream, seq, lock(body, { stream, kind: 'entry', seq }, key))
        }
      }
      return heads
    })
  }

  async load(stream: StreamId, after?: number): Promise<Loaded> {
    return this.#file.read((sql) => {
      const { head } = streamOf(sql, stream)
      const snapshot = snapshotOf(sql, stream)
      const start = Math.max(after ?? 0, snapshot?.seq ?? 0)
      const entries = entriesOf(sql, stream, start).map((entry) => this.#opened(stream, 'entry', entry))
      const lacks = snapshot !== null && (after === undefined || after < snapshot.seq)
      return { snapshot: lacks ? this.#opened(stream, 'snapshot', snapshot) : null, entries, head }
    })
  }

  async compact(stream: StreamId, snapshot: Snapshot, lease: Lease): Promise<void> {
    const { seq } = snapshot
    const replaced = this.#write((sql, fresh) => {
      fence(sql, lease)
      assertOwn(stream, lease)
      const { head, key: old } = streamOf(sql, stream)
      if (seq < 1 || seq > head) throw new Conflict(`${stream} is at ${head}; a snapshot of ${seq} cannot be of it`)
      if (seq < (snapshotOf(sql, stream)?.seq ?? 0)) return null
      const key = fresh(1)[0] ?? null
      const later = entriesOf(sql, stream, seq).map((entry) => this.#opened(stream, 'entry', entry))
      sql.dropSnapshot.run(stream)
      sql.dropEntries.run(stream, head)
      sql.setStream.run(stream, head, key?.id ?? null)
      sql.addSnapshot.run(stream, seq, lock(snapshot.body, { stream, kind: 'snapshot', seq }, key))
      for (const entry of later)
        sql.addEntry.run(stream, entry.seq, lock(entry.body, { stream, kind: 'entry', seq: entry.seq }, key))
      return { old }
    })
    // Together about 2 ms for 100 entries and 35 ms for 2,000, on the disk of a small server; destroying a key adds 1 ms.
    if (replaced !== null) this.#forget(replaced.old)
  }

  async purge(stream: StreamId, lease: Lease): Promise<void> {
    const old = this.#file.write((sql) => {
      fence(sql, lease)
      assertOwn(stream, lease)
      const row = sql.stream.get(stream) as { key: number | null } | undefined
      sql.setStream.run(stream, null, null)
      sql.dropSnapshot.run(stream)
      sql.dropEntries.run(stream, Number.MAX_SAFE_INTEGER)
      return row?.key ?? null
    })
    this.#forget(old)
  }

  async list(prefix: string): Promise<readonly StreamId[]> {
    // The last code point: no id that begins with the prefix sorts behind it.
    const end = `${prefix}\u{10ffff}`
    return this.#file.read((sql) => sql.streams.all(prefix, end).map((row) => row['stream'] as StreamId))
  }

  async lease(cohort: CohortId, owner: string): Promise<Lease> {
    return this.#file.write((sql) => taken(sql, cohort, owner))
  }

  async renew(lease: Lease): Promise<void> {
    this.#file.read((sql) => fence(sql, lease))
  }

  async release(lease: Lease): Promise<void> {
    this.#file.write((sql) => {
      if (holds(sql, lease)) sql.setOwner.run(lease.cohort, null, lease.epoch)
    })
  }

  durability() {
    return 'fsync' as const
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#file.close()
    this.#keys?.close()
    this.#letGo()
  }

  /** A commit that may need keys nothing is locked with yet. */
  #write<T>(work: (sql: Statements, fresh: (count: number) => readonly Key[]) => T): T {
    const ring = this.#keys
    if (ring === null) return this.#file.write((sql) => work(sql, () => []))
    const spent: Key[] = []
    try {
      return this.#file.write((sql) =>
        work(sql, (count) => {
          const keys = ring.take(count)
          spent.push(...keys)
          if (count > 0) sql.setKeyring.run(ring.store, ring.made)
          return keys
        }),
      )
    } catch (error) {
      // Where the store failed nobody knows what it holds: those keys are never used again, and go at the next start.
      if (!(error instanceof Unavailable)) ring.giveBack(spent)
      throw error
    }
  }

  /** For each of them its key: the one it has, or a fresh one. */
  #keysOf(
    streams: ReadonlyMap<StreamId, StreamRow>,
    fresh: (count: number) => readonly Key[],
  ): Map<StreamId, Key | null> {
    const made = [...fresh([...streams.values()].filter(({ key }) => key === null).length)]
    const keyOf = ({ key }: StreamRow): Key | null => {
      if (this.#keys === null) return null
      const found = key === null ? made.shift() : this.#keys.find(key)
      // Never plain where it should be locked.
      if (found === undefined) throw new Unreadable('A key that is in use is not there')
      return found
    }
    return new Map([...streams].map(([stream, row]) => [stream, keyOf(row)]))
  }

  #opened(stream: StreamId, kind: Place['kind'], { seq, body }: Entry): Entry {
    return { seq, body: unlock(body, { stream, kind, seq }, (id) => this.#keys?.find(id)) }
  }

  /** Nothing is under this key any more: neither a byte of it nor of what was under it is left in a file. */
  #forget(key: number | null): void {
    try {
      this.#keys?.destroy(key === null ? [] : [key])
    } finally {
      this.#file.truncate()
    }
  }
}
