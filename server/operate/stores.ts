/** Which files of a data folder hold what people wrote: one place for backup, restore and doctor. */
import { join } from 'node:path'

export type StoreKind = 'data' | 'keys'

export const dataFile = (dataDir: string) => join(dataDir, 'fourfold.db')

/** The keys that open what is stored, where KEYS_FILE does not say another place: best a file on another disk. */
export const keysFile = (dataDir: string) => join(dataDir, 'keys', 'keys.db')

/** What SQLite keeps beside a file; all of them together are the file. */
export const beside = ['', '-wal', '-shm', '-journal'] as const
