/**
 * Updates of a board that are not yet durable at the server, kept in the browser's database so that a killed tab loses
 * nothing. One database for each grant and board; what the server has is erased at once.
 */
import type { DocId } from '../../shared/lib/ids.ts'

export interface UnsavedStore {
  load(): Promise<ReadonlyMap<string, Uint8Array>>
  put(key: string, update: Uint8Array): void
  remove(keys: readonly string[]): void
  /** Erases everything; the store stays usable. */
  wipe(): void
  close(): void
}

const table = 'updates'

export const unsavedName = (grant: string, doc: DocId) => `ff/${grant}/${doc}`

const settled = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(table)
  const db = await settled(request)
  // Another tab erases the database: let go, or it would wait for ever.
  db.onversionchange = () => db.close()
  return db
}

/** A browser without a database (some private windows) keeps what it can: the tab itself. */
export function unsavedStore(name: string): UnsavedStore {
  const database = open(name).catch(() => null)
  // Transactions of one store run in the order they are made, so a removal never overtakes its put.
  const write = async (act: (updates: IDBObjectStore) => void) => {
    const db = await database
    if (db !== null) act(db.transaction(table, 'readwrite').objectStore(table))
  }
  return {
    async load() {
      const db = await database
      if (db === null) return new Map()
      const updates = db.transaction(table).objectStore(table)
      const [keys, bodies] = await Promise.all([settled(updates.getAllKeys()), settled(updates.getAll())])
      return new Map(keys.map((key, index) => [String(key), bodies[index] as Uint8Array]))
    },
    put: (key, update) => void write((updates) => updates.put(update, key)).catch(() => undefined),
    remove: (keys) => void write((updates) => keys.forEach((key) => updates.delete(key))).catch(() => undefined),
    wipe: () => void write((updates) => updates.clear()).catch(() => undefined),
    close: () => void database.then((db) => db?.close()),
  }
}

/** Erases a board's database, also one that is not open. */
export const eraseUnsaved = (name: string) => void globalThis.indexedDB?.deleteDatabase(name)
