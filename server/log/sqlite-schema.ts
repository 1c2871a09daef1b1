/**
 * The data file: its tables, its settings, its format number.
 *
 * `pad` is what makes deleting exact. `secure_delete` overwrites a deleted row with zeros, but not the stale copies that
 * SQLite leaves in the gaps of a page when it moves rows between pages: deleted text was found there, byte by byte. Rows
 * longer than `inlineBytes` keep only their beginning in such a page and the rest in overflow pages, which are never
 * moved and are zeroed when they are freed (https://sqlite.org/fileformat2.html#cell_payload_overflow_pages).
 * The padding is as long as the longest beginning, so that no byte of a body is ever in a page that can be copied.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const format = 1

/** In bytes. Small, because a padded row takes a page of its own: about 1.1 kB for a body of up to 800 bytes. */
const pageBytes = 1024
/** Longest part of a row that SQLite keeps in the tree, for the index trees of WITHOUT ROWID tables: (U-12)*64/255-23 */
export const inlineBytes = Math.floor(((pageBytes - 12) * 64) / 255) - 23

/** In milliseconds. Longer than a backup or a shell holds the file, shorter than the 5 s after which sockets give up. */
const busyTimeoutMs = 1000

const settings = `
  PRAGMA page_size = ${pageBytes};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON; -- macOS: fsync alone leaves the bytes in the drive's cache
  PRAGMA secure_delete = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA wal_autocheckpoint = 4000; -- pages: the WAL stays at about 4 MB
`

const tables = `
  CREATE TABLE leases (
    cohort TEXT PRIMARY KEY,
    owner  TEXT,             -- null: released
    epoch  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE streams (
    stream TEXT PRIMARY KEY,
    head   INTEGER           -- last seq ever given, kept through compaction; null: purged
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snapshots (
    stream TEXT PRIMARY KEY REFERENCES streams,
    seq    INTEGER NOT NULL,
    pad    BLOB NOT NULL,
    body   BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE entries (
    stream TEXT NOT NULL REFERENCES streams,
    seq    INTEGER NOT NULL,
    pad    BLOB NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
  ) STRICT, WITHOUT ROWID;
`

/** Makes an empty file that only its owner may read, in a folder that only its owner may enter. */
export function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    // Exclusively: opening an existing file and closing it again would drop the locks this process holds on it.
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    chmodSync(path, 0o600)
  }
}

/**
 * @param limitBytes the data file grows no further than this; 0 = as far as the disk allows
 * @throws Error when the file is of a newer format
 */
export function openDatabase(path: string, limitBytes: number): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    refuseNewer(path, Number(pragma(db, 'user_version')))
    db.exec(settings)
    if (pragma(db, 'journal_mode') !== 'wal') throw new Error(`The disk of ${path} cannot hold a write-ahead log`)
    if (limitBytes > 0) db.exec(`PRAGMA max_page_count = ${Math.floor(limitBytes / pageBytes)}`)
    if (pragma(db, 'user_version') === 0) db.exec(`BEGIN IMMEDIATE; ${tables} PRAGMA user_version = ${format}; COMMIT`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const pragma = (db: DatabaseSync, name: string) => db.prepare(`PRAGMA ${name}`).get()?.[name]

function refuseNewer(path: string, found: number): void {
  if (found <= format) return
  throw new Error(`${path} was written by a newer Fourfold (format ${found}; this one reads up to ${format})`)
}
