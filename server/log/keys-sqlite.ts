/**
 * The keys in a SQLite file of their own (`KEYS_FILE`), which is written through at each commit, as the data is.
 *
 * `pad` is as in sqlite-schema.ts: without it a key that was destroyed would stay in the gaps of a page.
 */
import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { assertSame, KeysAmiss, type Key, type Keyring, type Locked } from './keys.ts'
import { Occupied } from './log.ts'
import { meaningOf } from './sqlite-errors.ts'
import { SqliteFile, type SqliteOptions } from './sqlite-file.ts'
import { holdLock } from './sqlite-lock.ts'
import { createPrivately, inlineBytes, type Schema } from './sqlite-schema.ts'

export const keysSchema: Schema = {
  format: 1,
  tables: `
    CREATE TABLE store (
      one  INTEGER PRIMARY KEY CHECK (one = 1),
      id   TEXT NOT NULL,
      made INTEGER NOT NULL       -- keys ever made
    ) STRICT;

    CREATE TABLE keys (
      id     INTEGER PRIMARY KEY,
      pad    BLOB NOT NULL,
      secret BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
  upgrades: [],
}

const secretBytes = 32
const storeBytes = 16
/** A safe integer, and never 0. */
const idBytes = 6
/** Made in one commit when one is wanted: a new stream seldom waits for a second fsync. */
export const keysAtOnce = 16

type Statements = ReturnType<typeof prepare>

const prepare = (db: DatabaseSync) => ({
  store: db.prepare('SELECT id, made FROM store'),
  setStore: db.prepare(
    'INSERT INTO store (one, id, made) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET made = excluded.made',
  ),
  all: db.prepare('SELECT id, secret FROM keys'),
  add: db.prepare(`INSERT INTO keys (id, pad, secret) VALUES (?, zeroblob(${inlineBytes}), ?)`),
  destroy: db.prepare('DELETE FROM keys WHERE id = ?'),
})

/** As it is in the file; the tables are STRICT. */
function read(sql: Pick<Statements, 'store' | 'all'>) {
  const store = sql.store.get() as { id: string; made: number } | undefined
  const rows = sql.all.all() as unknown as readonly { id: number; secret: Uint8Array }[]
  return { store: store ?? null, keys: new Map<number, Key>(rows.map((key) => [key.id, key])) }
}

/**
 * Opens the file of keys, or makes it where nothing is locked yet, and holds it for this process alone.
 *
 * @param locked what the data says of its keys
 * @throws KeysAmiss when these are not the keys of this data, or another process holds them, Unavailable
 */
export function openKeyring(file: string, locked: Locked, options: SqliteOptions = {}): Keyring {
  if (locked.store !== null && !existsSync(file)) throw new KeysAmiss('absent')
  const lock = `${file}.lock`
  createPrivately(file)
  createPrivately(lock)
  const letGo = held(lock)
  try {
    const opened = new SqliteFile(file, prepare, options, keysSchema)
    try {
      const ring = new SqliteKeyring(opened, letGo, locked.store === null)
      assertSame(locked, ring)
      if (locked.used.some(({ key: id }) => ring.find(id) === undefined)) throw new KeysAmiss('destroyed')
      return ring
    } catch (error) {
      opened.close()
      throw error
    }
  } catch (error) {
    letGo()
    throw error
  }
}

function held(lock: string): () => void {
  try {
    return holdLock(lock)
  } catch (error) {
    if (error instanceof Occupied) throw new KeysAmiss('taken')
    throw error
  }
}

/** What a file of keys holds, also while another process has it open; null: no keys were ever made in it. @throws Unavailable */
export function readKeys(file: string): Pick<Keyring, 'store' | 'made' | 'find'> | null {
  try {
    const db = new DatabaseSync(file, { readOnly: true })
    try {
      const { store, keys } = read({
        store: db.prepare('SELECT id, made FROM store'),
        all: db.prepare('SELECT id, secret FROM keys'),
      })
      return store === null ? null : { store: store.id, made: store.made, find: (id) => keys.get(id) }
    } finally {
      db.close()
    }
  } catch (error) {
    throw meaningOf(error)
  }
}

/** Puts keys into a copy that lacks them. */
export function addKeys(file: string, keys: readonly Key[]): void {
  const db = new DatabaseSync(file)
  try {
    const { add } = prepare(db)
    for (const { id, secret } of keys) add.run(id, secret)
  } catch (error) {
    throw meaningOf(error)
  } finally {
    db.close()
  }
}

class SqliteKeyring implements Keyring {
  readonly store: string
  readonly #file: SqliteFile<Statements>
  readonly #letGo: () => void
  readonly #keys: Map<number, Key>
  #made: number
  /** Nothing is locked with them. */
  #spare: Key[] = []
  /** To be destroyed, and perhaps still in a file. */
  readonly #doomed = new Set<number>()

  constructor(file: SqliteFile<Statements>, letGo: () => void, mayBegin: boolean) {
    this.#file = file
    this.#letGo = letGo
    const { store, keys } = file.read(read)
    if (store === null && !mayBegin) throw new KeysAmiss('absent')
    const id = store?.id ?? randomBytes(storeBytes).toString('hex')
    if (store === null) file.write((sql) => sql.setStore.run(id, 0))
    this.store = id
    this.#made = store?.made ?? 0
    this.#keys = keys
  }

  get made(): number {
    return this.#made
  }

  readonly find = (id: number): Key | undefined => this.#keys.get(id)

  ids(): readonly number[] {
    return [...this.#keys.keys()]
  }

  take(count: number): readonly Key[] {
    if (this.#spare.length < count) this.#make(Math.max(keysAtOnce, count - this.#spare.length))
    return this.#spare.splice(0, count)
  }

  giveBack(keys: readonly Key[]): void {
    this.#spare.push(...keys)
  }

  destroy(ids: readonly number[]): void {
    for (const id of ids) {
      this.#keys.get(id)?.secret.fill(0)
      this.#keys.delete(id)
      this.#doomed.add(id)
    }
    if (this.#doomed.size === 0) return
    this.#file.write((sql) => {
      for (const id of this.#doomed) sql.destroy.run(id)
    })
    this.#file.truncate()
    this.#doomed.clear()
  }

  close(): void {
    this.#file.close()
    this.#letGo()
  }

  #make(count: number): void {
    const fresh = Array.from({ length: count }, () => this.#fresh())
    const made = this.#made + count
    this.#file.write((sql) => {
      for (const { id, secret } of fresh) sql.add.run(id, secret)
      sql.setStore.run(this.store, made)
    })
    this.#made = made
    for (const key of fresh) this.#keys.set(key.id, key)
    this.#spare.push(...fresh)
  }

  #fresh(): Key {
    const id = randomBytes(idBytes).readUIntBE(0, idBytes)
    return id === 0 || this.#keys.has(id) ? this.#fresh() : { id, secret: randomBytes(secretBytes) }
  }
}
