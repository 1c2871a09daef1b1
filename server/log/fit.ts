/**
 * A copy of the data against keys of a later moment: what was deleted or written anew since was under keys that are gone.
 *
 * That part cannot be read any more, which is what destroying a key is for; the rest opens as ever.
 */
import { cohortOfStream, type CohortId, type StreamId } from '../../shared/lib/ids.ts'
import { assertSame, KeysAmiss } from './keys.ts'
import { readKeys } from './keys-sqlite.ts'
import { lockedIn } from './sqlite-copy.ts'
import { SqliteFile } from './sqlite-file.ts'
import { prepare, type Statements } from './sqlite-statements.ts'

export interface Lost {
  /** Something of it is under keys. */
  readonly isLocked: boolean
  /** Workshops of which nothing can be opened, as their flow or who may come in cannot be read. */
  readonly workshops: readonly CohortId[]
  /** Single streams of the other workshops. */
  readonly streams: readonly StreamId[]
}

/** Without these two a workshop cannot be opened. */
const isVital = (stream: StreamId) => stream.startsWith('flow/') || stream.startsWith('access/')
/** People go on writing to these; a tombstone would refuse it for ever. Others are shown as deleted. */
const goesOn = (stream: StreamId) => stream.startsWith('box/') || stream.startsWith('book/')

/**
 * @param keys path of the file of keys; null: there is none
 * @throws KeysAmiss when the copy is locked and these are not its keys, or are older than it
 */
export function lostOf(file: string, keys: string | null): Lost {
  const locked = lockedIn(file)
  if (locked.store === null) return { isLocked: false, workshops: [], streams: [] }
  const known = keys === null ? null : readKeys(keys)
  if (known === null) throw new KeysAmiss('absent')
  assertSame(locked, known)
  const missing = locked.used.filter(({ key }) => known.find(key) === undefined).map(({ stream }) => stream)
  const workshops = new Set(missing.filter(isVital).map(cohortOfStream))
  return {
    isLocked: true,
    workshops: [...workshops],
    streams: missing.filter((stream) => !workshops.has(cohortOfStream(stream))),
  }
}

/** Takes out of a file that nobody has open what is lost, so that the rest can be opened. */
export function dropLost(file: string, { workshops, streams }: Lost): void {
  const data = new SqliteFile(file, prepare, {})
  try {
    data.write((sql) => {
      for (const stream of streams) empty(sql, stream, goesOn(stream))
      for (const stream of allOf(sql)) if (workshops.includes(cohortOfStream(stream))) empty(sql, stream, false)
    })
    data.truncate()
  } finally {
    data.close()
  }
}

const allOf = (sql: Statements) => sql.streams.all('', '\u{10ffff}').map((row) => row['stream'] as StreamId)

function empty(sql: Statements, stream: StreamId, isAlive: boolean): void {
  const head = sql.stream.get(stream)?.['head'] as number
  sql.setStream.run(stream, isAlive ? head : null, null)
  sql.dropSnapshot.run(stream)
  sql.dropEntries.run(stream, Number.MAX_SAFE_INTEGER)
}
