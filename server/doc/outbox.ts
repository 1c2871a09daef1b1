/**
 * What goes out to one reader, whatever the reader's speed.
 *
 * Frames are handed to the wire at once and never queued here. A reader who falls behind gets nothing more of the
 * board until the wire has drained, then one difference for all that was left out (rule BND1).
 */
import { DocClose, docLimits } from '../../shared/wire/doc.ts'
import type { Clock } from '../clock.ts'
import { step2Frame, updateFrame } from './frames.ts'
import type { Wire } from './wire.ts'

/** More than this on its way, in bytes: the reader is behind. */
const behindBytes = 256 * 1024
/** So little left: the reader has caught up. */
const drainedBytes = 16 * 1024
const lookMs = 100
/** A reader who is behind and takes nothing for so long is gone, in ms. A slow one may take its time. */
const stalledMs = 15_000

/** What was left out: everything since a state vector. */
interface Owed {
  readonly vector: Uint8Array
  /** The reader has asked for it and waits for a step 2. */
  readonly asked: boolean
}

export class Outbox {
  readonly #wire: Wire
  readonly #clock: Clock
  readonly #close: (code: number, reason: string) => void
  /** Everything a replica with this state vector lacks, as an update. */
  readonly #since: (vector: Uint8Array) => Uint8Array
  #owed: Owed | null = null
  #least = 0
  #leastAt = 0
  #stopLooking = (): void => undefined
  lastSentAt: number

  constructor(
    wire: Wire,
    clock: Clock,
    since: (vector: Uint8Array) => Uint8Array,
    close: (code: number, reason: string) => void,
  ) {
    this.#wire = wire
    this.#clock = clock
    this.#since = since
    this.#close = close
    this.lastSentAt = clock.now()
  }

  get isBehind(): boolean {
    return this.#owed !== null || this.#wire.buffered > behindBytes
  }

  /** Small and needed: saved, role, reset. */
  send(frame: Uint8Array): void {
    this.lastSentAt = this.#clock.now()
    this.#wire.send(frame)
  }

  /** Presence: the first thing to be left out, and the next one makes up for it. */
  spare(frame: Uint8Array): void {
    if (!this.isBehind) this.send(frame)
  }

  /** @param before the board's state vector without this update */
  update(frame: Uint8Array, before: Uint8Array): void {
    if (this.#owed !== null) return
    if (this.isBehind) this.#owe({ vector: before, asked: false })
    else this.send(frame)
  }

  /**
   * The answer to a step 1; later, if the reader has not even read what came before.
   * @param vector a sound state vector
   * @returns bytes sent now
   */
  answer(vector: Uint8Array): number {
    if (this.isBehind) {
      this.#owe({ vector, asked: true })
      return 0
    }
    const frame = step2Frame(this.#since(vector))
    this.send(frame)
    return frame.length
  }

  close(): void {
    this.#owed = null
    this.#stopLooking()
  }

  #owe(owed: Owed): void {
    const already = this.#owed !== null
    this.#owed = owed
    if (already) return
    this.#least = this.#wire.buffered
    this.#leastAt = this.#clock.now()
    this.#look()
  }

  #look(): void {
    this.#stopLooking = this.#clock.after(lookMs, () => {
      const { buffered } = this.#wire
      if (this.#owed === null) return
      if (buffered <= drainedBytes) return this.#makeUp(this.#owed)
      if (buffered < this.#least - drainedBytes) {
        this.#least = buffered
        this.#leastAt = this.#clock.now()
      }
      const stalled = this.#clock.now() - this.#leastAt > stalledMs
      if (stalled || buffered > docLimits.bufferedBytes) this.#close(DocClose.tooSlow, 'too slow')
      else this.#look()
    })
  }

  #makeUp({ vector, asked }: Owed): void {
    this.#owed = null
    const missed = this.#since(vector)
    this.send(asked ? step2Frame(missed) : updateFrame(missed))
  }
}
