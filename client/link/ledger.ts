/**
 * Which of this device's updates are durable at the server.
 *
 * The server counts the sync frames of a connection that it has handled and stored, and says the number (SAVED). So an
 * update is durable when the count reaches the frame it left in: its own, or the step 2 of a later connection, which
 * holds everything the server lacks.
 */
import { DocMessage } from '../../shared/wire/doc.ts'

/** Second varuint of a sync frame, as y-protocols writes it. */
const step2 = 1
const update = 2

export class Ledger {
  #sent = 0
  #saved = 0
  #exchanged = false
  /** Update → number of the frame it left in; null: in none of this connection. */
  readonly #unsaved = new Map<string, number | null>()

  /** @param key of an update made here, or kept from before */
  wrote(key: string): void {
    this.#unsaved.set(key, null)
  }

  /** A frame leaves on the present connection. */
  left(frame: Uint8Array): void {
    if (frame[0] !== DocMessage.sync) return
    this.#sent++
    this.#exchanged ||= frame[1] === step2
    // Before step 2 an update may reach the server with a gap, and is then ignored; step 2 holds it again.
    if (!this.#exchanged || (frame[1] !== step2 && frame[1] !== update)) return
    for (const [key, at] of this.#unsaved) if (at === null) this.#unsaved.set(key, this.#sent)
  }

  /** The server has so many frames of this connection. @returns the updates that are durable since */
  saved(frames: number): readonly string[] {
    this.#saved = frames
    const durable = [...this.#unsaved].filter(([, at]) => at !== null && at <= frames).map(([key]) => key)
    for (const key of durable) this.#unsaved.delete(key)
    return durable
  }

  /** The connection is gone: both sides count from zero on the next. */
  lost(): void {
    this.#sent = 0
    this.#saved = 0
    this.#exchanged = false
    for (const key of this.#unsaved.keys()) this.#unsaved.set(key, null)
  }

  forget(): void {
    this.lost()
    this.#unsaved.clear()
  }

  /** Everything that left is durable, and nothing waits to leave. */
  get settled(): boolean {
    return this.#exchanged && this.#saved === this.#sent && this.#unsaved.size === 0
  }

  get empty(): boolean {
    return this.#unsaved.size === 0
  }
}
