/** What an earlier release, or a log without keys, stored plain: locked at the next start, stream by stream. */
import type { StreamId } from '../../shared/lib/ids.ts'
import { lock, unlock, type Place } from './crypt.ts'
import type { Key, Keyring } from './keys.ts'
import { Unavailable } from './log.ts'
import type { SqliteFile } from './sqlite-file.ts'
import { entriesOf, snapshotOf, type Statements } from './sqlite-statements.ts'

/** Each stream is locked whole or not at all: where a crash comes between, the next start goes on. */
export function lockPlain(file: SqliteFile<Statements>, ring: Keyring): void {
  const plain = file.read((sql) => sql.plain.all()) as unknown as readonly { stream: StreamId; head: number }[]
  for (const { stream, head } of plain) {
    const [key] = ring.take(1)
    if (key === undefined) throw new Unavailable('There is no key')
    file.write((sql) => {
      lockStream(sql, stream, head, key)
      sql.setKeyring.run(ring.store, ring.made)
    })
  }
  if (plain.length > 0) emptied(file)
}

function lockStream(sql: Statements, stream: StreamId, head: number, key: Key): void {
  const snapshot = snapshotOf(sql, stream)
  const entries = entriesOf(sql, stream, snapshot?.seq ?? 0)
  const locked = (kind: Place['kind'], seq: number, body: Uint8Array) => {
    const place = { stream, kind, seq }
    return lock(
      unlock(body, place, () => undefined),
      place,
      key,
    )
  }
  sql.dropSnapshot.run(stream)
  sql.dropEntries.run(stream, head)
  sql.setStream.run(stream, head, key.id)
  if (snapshot !== null) sql.addSnapshot.run(stream, snapshot.seq, locked('snapshot', snapshot.seq, snapshot.body))
  for (const { seq, body } of entries) sql.addEntry.run(stream, seq, locked('entry', seq, body))
}

function emptied(file: SqliteFile<Statements>): void {
  try {
    file.truncate()
  } catch (error) {
    // Somebody reads beside it: what is plain in the write-ahead log goes with the next compaction. That is no reason not to start.
    if (!(error instanceof Unavailable)) throw error
  }
}
