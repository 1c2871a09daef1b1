/** One connection to one board: reads frames, keeps to the person's rights and pace, and tells what is durable. */
import * as Y from 'yjs'
import type { MemberId } from '../../shared/lib/ids.ts'
import { DocClose, docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import {
  readFrame,
  resetFrame,
  roleFrame,
  savedFrame,
  step1Frame,
  step2Frame,
  updateFrame,
  type Received,
} from './frames.ts'
import type { Present } from './presence.ts'
import type { Reader, Room, Writer } from './room.ts'
import type { Wire } from './wire.ts'

export type Rights = 'none' | 'read' | 'write'

/** Before it is behind this much, in bytes, a reader gets every frame; after that one difference once it has caught up. */
const laggingBytes = 256 * 1024
const caughtUpBytes = 16 * 1024
const laggingMostMs = 15_000
const lookAgainMs = 100
/** Frames that may wait while the board is being opened. */
const waitingMost = 64

export interface ConnParts {
  readonly member: MemberId | null
  rights(): Rights
  presenceAllowed(): boolean
  now(): number
}

export class Conn implements Reader, Present {
  readonly member: MemberId | null
  readonly #wire: Wire
  readonly #parts: ConnParts
  readonly #writer: Writer | null
  #room: Room | null = null
  #waiting: Uint8Array[] = []
  #rights: Rights
  #closed = false
  #saved = 0
  #sawStep2 = false
  #behind: { readonly vector: Uint8Array; readonly since: number } | null = null
  #tokens: number = docLimits.frameBurst
  #tokensAt: number

  constructor(wire: Wire, parts: ConnParts) {
    this.member = parts.member
    this.#wire = wire
    this.#parts = parts
    this.#rights = parts.rights()
    this.#tokensAt = parts.now()
    const { member } = parts
    this.#writer =
      member === null
        ? null
        : {
            member,
            handled: () => this.#handled(),
            refused: (why, early) => this.#refused(why, early),
            unavailable: () => this.close(DocClose.unavailable, 'not stored'),
          }
    wire.onFrame((frame) => this.#frame(frame))
  }

  get keepsUp(): boolean {
    return this.#behind === null && !this.#closed
  }

  /** The board is open: its state is asked for and offered, and what came meanwhile is read. */
  open(room: Room): void {
    if (this.#closed) return
    this.#room = room
    room.readers.set(this, this.#writer)
    if (this.#parts.presenceAllowed()) room.presence.add(this)
    this.#wire.send(roleFrame(this.#rights === 'write' ? 'write' : 'read'))
    this.#wire.send(step1Frame(Y.encodeStateVector(room.doc)))
    const waiting = this.#waiting
    this.#waiting = []
    for (const frame of waiting) this.#read(frame)
  }

  /** After every change of the flow: rights may have changed. */
  recheck(): void {
    const rights = this.#parts.rights()
    if (rights === this.#rights || this.#closed) return
    this.#rights = rights
    if (rights === 'none') this.close(DocClose.forbidden, 'rights withdrawn')
    else this.#wire.send(roleFrame(rights))
  }

  send(frame: Uint8Array): void {
    if (this.#closed || this.#behind !== null) return
    if (this.#wire.buffered > laggingBytes && this.#room !== null) {
      this.#behind = { vector: Y.encodeStateVector(this.#room.doc), since: this.#parts.now() }
      // The vector already holds what this frame says: take the one before it by sending the frame still.
      this.#wire.send(frame)
      this.#lookAgain()
      return
    }
    this.#wire.send(frame)
  }

  /** Also the sign of life that the client waits for. */
  keepAlive(): void {
    if (this.keepsUp && this.#room !== null) this.#wire.send(savedFrame(this.#saved))
  }

  close(code: number, reason: string): void {
    if (this.#closed) return
    this.left()
    this.#wire.close(code, reason)
  }

  /** The socket is gone. */
  left(): void {
    this.#closed = true
    this.#waiting = []
    this.#room?.presence.remove(this)
    this.#room?.readers.delete(this)
  }

  #frame(frame: Uint8Array): void {
    if (this.#closed) return
    this.#slowDown()
    if (this.#room !== null) this.#read(frame)
    else if (this.#waiting.length < waitingMost) this.#waiting.push(frame)
    else this.close(DocClose.tooSlow, 'too much before the board was open')
  }

  #read(frame: Uint8Array): void {
    const received = readFrame(frame)
    if (received === null) this.close(DocClose.malformed, 'not understood')
    else this.#take(received)
  }

  #take(received: Received): void {
    const room = this.#room
    if (room === null || this.#closed) return
    if (received.kind === 'step1') {
      try {
        this.#wire.send(step2Frame(room.missing(received.vector)))
      } catch {
        this.close(DocClose.malformed, 'not a state vector')
      }
    } else if (received.kind === 'cursor') {
      if (this.#rights === 'write') room.presence.point(this, received.cursor)
    } else if (received.kind === 'step2' || received.kind === 'update') this.#write(room, received)
  }

  #write(room: Room, { kind, update }: { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }): void {
    if (kind === 'step2') this.#sawStep2 = true
    const early = !this.#sawStep2
    const most = kind === 'step2' ? docLimits.step2Bytes : docLimits.updateBytes
    // The right is asked for each frame: a frame that was on its way when the board closed is not admitted.
    const rights = this.#parts.rights()
    if (update.length > most) this.#refused('too_big', early)
    else if (this.#writer !== null && rights === 'write') room.receive(this.#writer, update, early)
    else if (isEmpty(update)) this.#handled()
    else if (kind === 'step2' && holdsNothingNew(room.doc, update)) this.#handled()
    else this.#refused('read_only', early)
  }

  #handled(): void {
    this.#saved += 1
    if (!this.#closed) this.#wire.send(savedFrame(this.#saved))
  }

  #refused(why: ResetReason, early: boolean): void {
    if (this.#closed) return
    this.#handled()
    // People type while they reconnect: an update may come before the step 2 that holds its base, and comes again with it.
    if (why === 'gap' && early) return
    this.#wire.send(resetFrame(why))
  }

  /** More than a person can type waits at its sender; nothing is dropped. */
  #slowDown(): void {
    const now = this.#parts.now()
    const refilled = ((now - this.#tokensAt) * docLimits.framesPerSecond) / 1000
    this.#tokens = Math.min(docLimits.frameBurst, this.#tokens + Math.max(0, refilled)) - 1
    this.#tokensAt = now
    if (this.#tokens >= 0) return
    this.#wire.pause()
    setTimeout(() => this.#wire.resume(), (-this.#tokens * 1000) / docLimits.framesPerSecond + 1).unref()
  }

  #lookAgain(): void {
    setTimeout(() => {
      const behind = this.#behind
      const room = this.#room
      if (behind === null || room === null || this.#closed) return
      if (this.#parts.now() - behind.since > laggingMostMs) return this.close(DocClose.tooSlow, 'too slow')
      if (this.#wire.buffered > caughtUpBytes) return this.#lookAgain()
      this.#behind = null
      this.send(updateFrame(Y.encodeStateAsUpdate(room.doc, behind.vector)))
      this.keepAlive()
    }, lookAgainMs).unref()
  }
}

/** Two zero bytes: no structs and no deletions. */
const isEmpty = (update: Uint8Array) => update.length === 2 && update[0] === 0 && update[1] === 0

/** A reader's step 2 repeats what everyone has; that is no attempt to write. */
function holdsNothingNew(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    const known = structs.every(({ id, length }) => id.clock + length <= Y.getState(doc.store, id.client))
    const probe = Y.createDeleteSetFromStructStore(doc.store)
    const gone = [...ds.clients].every(([client, ranges]) =>
      ranges.every(({ clock, len }) =>
        (probe.clients.get(client) ?? []).some(
          (range) => range.clock <= clock && range.clock + range.len >= clock + len,
        ),
      ),
    )
    return known && gone
  } catch {
    return false
  }
}
