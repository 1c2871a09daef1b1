/**
 * One open data file: transactions that are stored whole or not at all, and a handle that heals.
 *
 * SQLite rolls back by itself after some errors and stays inside the transaction after others; a handle left inside
 * would refuse every BEGIN from then on. So: after any error ROLLBACK if needed, and if that fails, a new handle.
 */
import type { DatabaseSync } from 'node:sqlite'
import { Unavailable } from './log.ts'
import { isBreaking, meaningOf } from './sqlite-errors.ts'
import { dataSchema, openDatabase, type Schema } from './sqlite-schema.ts'

export interface SqliteOptions {
  /** Largest size of the data file in bytes; beyond it appends get Unavailable. Default 0: as far as the disk allows. */
  readonly limitBytes?: number
  /** Called once, after an I/O error or damage: nothing can be written from here on, and the process should end. */
  readonly onBroken?: (cause: unknown) => void
}

interface Open<Statements> {
  readonly db: DatabaseSync
  readonly statements: Statements
}

export class SqliteFile<Statements> {
  readonly #path: string
  readonly #prepare: (db: DatabaseSync) => Statements
  readonly #options: SqliteOptions
  readonly #schema: Schema
  #open: Open<Statements> | null = null
  #ended: 'closed' | 'broken' | null = null

  /** @throws Unavailable when the file cannot be opened; Error when it is of a newer format */
  constructor(
    path: string,
    prepare: (db: DatabaseSync) => Statements,
    options: SqliteOptions,
    schema: Schema = dataSchema,
  ) {
    this.#path = path
    this.#schema = schema
    this.#prepare = prepare
    this.#options = options
    this.#guard(() => this.#handle())
  }

  /** Everything `work` does is durable when this returns, and undone when it throws. */
  write<T>(work: (statements: Statements) => T): T {
    return this.#guard(() => {
      const { db, statements } = this.#handle()
      try {
        db.exec('BEGIN IMMEDIATE')
        const result = work(statements)
        db.exec('COMMIT')
        return result
      } catch (error) {
        this.#rollBack(db)
        throw error
      }
    })
  }

  read<T>(work: (statements: Statements) => T): T {
    return this.#guard(() => work(this.#handle().statements))
  }

  /**
   * Moves the WAL into the data file and cuts it to nothing. Until then it still holds what was deleted.
   * @throws Unavailable when a reader (a backup, a shell of the operator) keeps it in use; can be tried again
   */
  truncate(): void {
    this.#guard(() => {
      const result = this.#handle().db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
      if (result?.['busy'] !== 0) throw new Unavailable('Another program is reading the data file')
    })
  }

  close(): void {
    // Closing would write once more; a broken file is left as it is until the process ends.
    if (this.#ended === 'broken') return
    this.#ended = 'closed'
    this.#drop()
  }

  #handle(): Open<Statements> {
    if (this.#open) return this.#open
    const db = openDatabase(this.#path, this.#options.limitBytes ?? 0, this.#schema)
    this.#open = { db, statements: this.#prepare(db) }
    return this.#open
  }

  #guard<T>(work: () => T): T {
    if (this.#ended) throw new Unavailable(`The data file is ${this.#ended}`)
    try {
      return work()
    } catch (error) {
      if (isBreaking(error)) this.#break(error)
      throw meaningOf(error)
    }
  }

  #rollBack(db: DatabaseSync): void {
    try {
      if (db.isTransaction) db.exec('ROLLBACK')
    } catch {
      this.#drop()
    }
  }

  #break(cause: unknown): void {
    this.#ended = 'broken'
    this.#options.onBroken?.(cause)
  }

  /** The next use opens a new handle. */
  #drop(): void {
    const db = this.#open?.db
    this.#open = null
    if (db?.isOpen) db.close()
  }
}
