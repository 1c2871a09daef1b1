/**
 * A copy of a data file at one moment, taken beside a server that is at work.
 *
 * `VACUUM INTO` reads inside one transaction, so that the copy is the file as it was when it began, with everything
 * that was acknowledged by then, its write-ahead log included. It writes only what is alive: no free page, no stale
 * copy of a row, nothing that was deleted. SQLite's page-by-page copy would bring those along, and would begin anew
 * with every commit of the server.
 */
import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StreamId } from '../../shared/lib/ids.ts'
import type { Locked } from './keys.ts'
import type { Entry } from './log.ts'
import { meaningOf } from './sqlite-errors.ts'
import { lockedOf, ofKeys as sql } from './sqlite-statements.ts'

/** A commit of the server holds the file shorter than this, in ms. */
const patienceMs = 10_000

/**
 * @param to does not exist yet; mode 0600 from its first byte, and on the disk when this returns
 * @throws Unavailable when the file cannot be read or the copy not be written
 */
export function copyDatabase(from: string, to: string): void {
  closeSync(openSync(to, 'wx', 0o600))
  try {
    const db = new DatabaseSync(from, { readOnly: true, timeout: patienceMs })
    try {
      db.prepare('VACUUM INTO ?').run(to)
    } finally {
      db.close()
    }
  } catch (error) {
    throw meaningOf(error)
  }
  chmodSync(to, 0o600)
  // SQLite does not wait for the disk here.
  syncToDisk(to)
}

/** The file and its name are on the disk when this returns. */
export function syncToDisk(path: string): void {
  for (const each of [path, dirname(path)]) {
    const handle = openSync(each, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  }
}

export interface Examined {
  /** Number of its format; 0: nothing was ever stored in it. */
  readonly format: number
  /** As SQLite calls it; `wal` in a data file, `delete` in a copy. */
  readonly journal: string
  /** What is damaged in it, in SQLite's words; null: nothing. */
  readonly damage: string | null
}

/** Reads a data file or a copy through, whoever has it open. @throws Unavailable when it is no such file, or cannot be read */
export function examineDatabase(path: string): Examined {
  return reading(path, (db) => {
    const ask = (pragma: string) => Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
    const found = String(ask('quick_check(1)'))
    return {
      format: Number(ask('user_version')),
      journal: String(ask('journal_mode')),
      damage: found === 'ok' ? null : found,
    }
  })
}

/** What a data file or a copy says of its keys. @throws Unavailable when it cannot be read */
export const lockedIn = (path: string): Locked =>
  reading(path, (db) => {
    // Before format 2 nothing was locked.
    if (Number(db.prepare('PRAGMA user_version').get()?.['user_version']) < 2) return { store: null, made: 0, used: [] }
    return lockedOf({ keyring: db.prepare(sql.keyring), used: db.prepare(sql.used) })
  })

export interface StoredEntry extends Entry {
  readonly stream: StreamId
}

/** The newest entry of each stream whose id begins with `prefix`, as it is stored. @throws Unavailable when the file cannot be read */
export const newestEntries = (path: string, prefix: string) =>
  reading(path, (db) =>
    db
      .prepare('SELECT stream, max(seq) AS seq, body FROM entries WHERE stream >= ? AND stream < ? GROUP BY stream')
      .all(prefix, `${prefix}\u{10ffff}`),
  ) as unknown as readonly StoredEntry[]

function reading<T>(path: string, act: (db: DatabaseSync) => T): T {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: patienceMs })
    try {
      return act(db)
    } finally {
      db.close()
    }
  } catch (error) {
    throw meaningOf(error)
  }
}
