/** A frame on its way into a board, and who hears of it. */
import type { ResetReason } from '../../shared/wire/doc.ts'

/** One received step 2 or update, waiting for its fate; exactly one of the three answers comes. */
export interface Pending {
  readonly from: Reader
  readonly member: string | null
  readonly update: Uint8Array
  /** Asked when the batch is formed, not when the frame came: rights may be gone by then. */
  mayWrite(): boolean
  /** Stored, or there was nothing new in it. */
  handled(): void
  refused(why: ResetReason): void
  /** The store cannot: nothing is acknowledged, and the writer comes again later. */
  unavailable(): void
}

/** Whoever gets what is new, once they have the state it builds on. */
export interface Reader {
  /** @param before the board's state vector without this update */
  tellUpdate(frame: Uint8Array, before: Uint8Array): void
}
