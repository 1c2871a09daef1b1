/**
 * One process per data file: a second one would believe its own memory and write past the first.
 *
 * The lock is a separate, empty SQLite file held by an exclusive transaction for as long as the process lives; the
 * system frees it even after kill -9. It is separate because a lock held on a file is lost when the same process opens
 * and closes that file in another way (POSIX), as a backup or an export would; nothing ever reads this one.
 * Should the lock be lost all the same, the epoch in every write still keeps an old owner out.
 */
import { DatabaseSync } from 'node:sqlite'
import { Occupied } from './log.ts'
import { codeOf, sqlite } from './sqlite-errors.ts'

/** The garbage collector closes a handle that nobody refers to, and the lock would go with it. */
const held = new Set<DatabaseSync>()

/**
 * @param path of the lock file, which exists
 * @returns the function that lets go
 * @throws Occupied at once, without waiting, when another process (or this one) holds it
 */
export function holdLock(path: string): () => void {
  const db = new DatabaseSync(path, { timeout: 0 })
  try {
    // Nothing is ever written to it: the journal mode only keeps SQLite from preparing to.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    held.add(db)
  } catch (error) {
    db.close()
    if (codeOf(error) === sqlite.busy) throw new Occupied(`Another Fourfold is running on ${path}`, { cause: error })
    throw error
  }
  return () => {
    held.delete(db)
    db.close()
  }
}
