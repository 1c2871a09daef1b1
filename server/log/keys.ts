/**
 * The keys of what is stored, in a store of their own. Every stream has one; who destroys it has destroyed the stream, in
 * every copy of the data that was ever made.
 *
 * It is no protection from whoever runs the server: by default the keys lie on the same disk.
 */
import type { StreamId } from '../../shared/lib/ids.ts'

/** Ids are random and never given twice, so that they tell nothing of the order in which keys were made. */
export interface Key {
  readonly id: number
  /** 256 bits */
  readonly secret: Uint8Array
}

export interface Keyring {
  /** Names this store of keys in the data that is locked with it. */
  readonly store: string
  /** How many keys it ever made: data that has seen more of them belongs to a newer state of this store. */
  readonly made: number
  readonly find: (id: number) => Key | undefined
  ids(): readonly number[]
  /**
   * So many keys that nothing is locked with, durable when this returns.
   * @throws Unavailable when they cannot be stored
   */
  take(count: number): readonly Key[]
  /** Of keys that were taken: certainly nothing was stored under them. */
  giveBack(keys: readonly Key[]): void
  /**
   * No byte of them is in any file when this returns.
   * @throws Unavailable, after which bytes may be left; the next call, and the next start, try again
   */
  destroy(ids: readonly number[]): void
  close(): void
}

export interface Used {
  readonly stream: StreamId
  readonly key: number
}

/** What data says of the keys it is locked with. */
export interface Locked {
  /** null: nothing in it was ever locked. */
  readonly store: string | null
  readonly made: number
  readonly used: readonly Used[]
}

/** Why keys and data cannot be used together. */
export type Amiss =
  /** The data is locked, and there are no keys. */
  | 'absent'
  /** The keys are of other data. */
  | 'foreign'
  /** The data has been locked with keys made after these. */
  | 'older'
  /** Keys of this data were destroyed since: it is an older copy. */
  | 'destroyed'
  /** Another process has them open: they are of another data folder. */
  | 'taken'

export class KeysAmiss extends Error {
  override readonly name = 'KeysAmiss'
  readonly why: Amiss
  constructor(why: Amiss) {
    super(`The keys do not belong to this data: ${why}`)
    this.why = why
  }
}

/** @throws KeysAmiss when these are not the keys of this data, or are of an earlier moment than it */
export function assertSame({ store, made }: Locked, keys: Pick<Keyring, 'store' | 'made'>): void {
  // Where nothing is locked yet, keys that lock something are of another place: here they would be destroyed as unused.
  if (store === null ? keys.made > 0 : store !== keys.store) throw new KeysAmiss('foreign')
  if (made > keys.made) throw new KeysAmiss('older')
}
