/** What stands in a file of keys and in a data file about keys, as another handle reads it. */
import { DatabaseSync } from 'node:sqlite'
import type { StreamId } from '../../../shared/lib/ids.ts'

function rows<T>(file: string, sql: string): readonly T[] {
  const db = new DatabaseSync(file)
  try {
    return db.prepare(sql).all() as unknown as readonly T[]
  } finally {
    db.close()
  }
}

/** Every key, by its id. */
export const keysIn = (keys: string): ReadonlyMap<number, Uint8Array> =>
  new Map(
    rows<{ id: number; secret: Uint8Array }>(keys, 'SELECT id, secret FROM keys').map((row) => [row.id, row.secret]),
  )

/** The key of every stream that has one. */
export const usedIn = (data: string): ReadonlyMap<StreamId, number> =>
  new Map(
    rows<{ stream: StreamId; key: number }>(data, 'SELECT stream, key FROM streams WHERE key IS NOT NULL').map(
      (row) => [row.stream, row.key],
    ),
  )
