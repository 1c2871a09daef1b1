/**
 * The data file: its tables, its settings, its format number. The file of keys (keys-sqlite.ts) has the same settings.
 *
 * `pad` is what makes deleting exact. `secure_delete` overwrites a deleted row with zeros, but not the stale copies that
 * SQLite leaves in the gaps of a page when it moves rows between pages: deleted text was found there, byte by byte. Rows
 * longer than `inlineBytes` keep only their beginning in such a page and the rest in overflow pages, which are never
 * moved and are zeroed when they are freed (https://sqlite.org/fileformat2.html#cell_payload_overflow_pages).
 * The padding is as long as the longest beginning, so that no byte of a body is ever in a page that can be copied.
 */
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What a file of ours holds, and how one of an earlier format becomes one of this. */
export interface Schema {
  readonly format: number
  readonly tables: string
  /** The first makes format 2 of format 1, and so on. */
  readonly upgrades: readonly string[]
}

/** 2: each stream says under which key it is, and the file which keys it is locked with. */
export const format = 2

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

const keyring = `
  CREATE TABLE keyring (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL,      -- of the keys that open this file
    made  INTEGER NOT NULL    -- keys that store had made when one of them was last used here
  ) STRICT;
`

const tables = `
  CREATE TABLE leases (
    cohort TEXT PRIMARY KEY,
    owner  TEXT,             -- null: released
    epoch  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE streams (
    stream TEXT PRIMARY KEY,
    head   INTEGER,          -- last seq ever given, kept through compaction; null: purged
    key    INTEGER           -- its bodies are under this key; null: all of them are plain
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

  ${keyring}
`

export const dataSchema: Schema = {
  format,
  tables,
  upgrades: [`ALTER TABLE streams ADD COLUMN key INTEGER; ${keyring}`],
}

/** Makes an empty file that only its owner may read, in a folder that only its owner may enter. */
export function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    // Exclusively: opening an existing file and closing it again would drop the locks this process holds on it.
    closeSync(openSync(path, 'wx', 0o600))
    // The names, too, outlive a power cut: a file of keys that is gone takes everything with it.
    for (const folder of [dirname(path), dirname(dirname(path))]) syncFolder(folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    chmodSync(path, 0o600)
  }
}

function syncFolder(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * @param limitBytes the data file grows no further than this; 0 = as far as the disk allows
 * @throws Error when the file is of a newer format
 */
export function openDatabase(path: string, limitBytes: number, schema: Schema = dataSchema): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    refuseNewer(path, formatOf(db), schema.format)
    db.exec(settings)
    if (pragma(db, 'journal_mode') !== 'wal') throw new Error(`The disk of ${path} cannot hold a write-ahead log`)
    if (limitBytes > 0) db.exec(`PRAGMA max_page_count = ${Math.floor(limitBytes / pageBytes)}`)
    bring(db, schema)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const pragma = (db: DatabaseSync, name: string) => db.prepare(`PRAGMA ${name}`).get()?.[name]

const formatOf = (db: DatabaseSync) => Number(pragma(db, 'user_version'))

/** Makes the tables, or what they lack; whole or not at all. */
function bring(db: DatabaseSync, { format, tables, upgrades }: Schema): void {
  const found = formatOf(db)
  if (found === format) return
  const steps = found === 0 ? tables : upgrades.slice(found - 1).join('\n')
  db.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${format}; COMMIT`)
}

function refuseNewer(path: string, found: number, known: number): void {
  if (found <= known) return
  throw new Error(`${path} was written by a newer Fourfold (format ${found}; this one reads up to ${known})`)
}
