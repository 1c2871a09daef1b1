/**
 * One connection to one board: reads frames, keeps to the person's rights and pace, and says what is durable.
 *
 * Frames are taken strictly in order. SAVED(n) means that the first n sync frames of this connection are handled: none
 * of them is counted while an earlier one still waits for its commit.
 */
import { decodeStateVector } from 'yjs'
import type { Rights } from '../../shared/flow/access.ts'
import type { MemberId } from '../../shared/lib/ids.ts'
import { DocClose, docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import type { Clock } from '../clock.ts'
import { readFrame, resetFrame, roleFrame, savedFrame, step1Frame, type Received } from './frames.ts'
import { Outbox } from './outbox.ts'
import { Pace } from './pace.ts'
import type { Present } from './presence.ts'
import type { Pending, Reader } from './pending.ts'
import type { Room } from './room.ts'
import type { Wire } from './wire.ts'

export interface ConnParts {
  readonly wire: Wire
  readonly clock: Clock
  /** null: a wall. It reads, and nobody is shown to be there. */
  readonly member: MemberId | null
  /** Asked on every frame. */
  rights(): Rights
  /** An early gap, or a frame after a reset: counted, and nothing else. */
  dropped(): void
  closed(): void
}

/** Who is here is told again on request, at most this often, in ms. */
const askedAgainMs = 5_000
/** Received and not yet handled, in bytes: beyond this the socket waits. */
const openBytesMost = 512 * 1024

type Change = Extract<Received, { readonly kind: 'step2' | 'update' }>

export class Conn implements Reader {
  readonly #parts: ConnParts
  readonly #outbox: Outbox
  readonly #pace: Pace
  #room: Room | null = null
  /** Read from the wire and not yet looked at: the board is still opening, or the pace is too fast. */
  #inbox: Uint8Array[] = []
  #isPaused = false
  #isReading = false
  #isFinishing = false
  #stopWaiting: (() => void) | null = null
  #isClosed = false
  #rights: Rights
  /** Sync frames received, and those of them that are not handled yet, in order. */
  #received = 0
  readonly #open = new Map<number, number>()
  #openBytes = 0
  #told = 0
  #hadStep2 = false
  /** It was told to throw its replica away: what still comes builds on what was refused. */
  #isReset = false
  #awarenessClient: number | null = null
  #askedAt = -Infinity
  #present: Present | null = null
  #stopKeepAlive = (): void => undefined

  constructor(parts: ConnParts) {
    const { wire, clock } = parts
    this.#parts = parts
    this.#rights = parts.rights()
    this.#pace = new Pace(() => clock.now())
    this.#outbox = new Outbox(
      wire,
      clock,
      (vector) => this.#room?.since(vector) ?? new Uint8Array([0, 0]),
      (code, reason) => this.close(code, reason),
    )
    wire.onFrame((frame) => {
      if (this.#isClosed) return
      this.#inbox.push(frame)
      this.#readInbox()
    })
    wire.onClose(() => {
      // Whoever closes the lid behind their last word has sent it.
      this.finish()
      this.#left()
    })
    this.#pause()
  }

  /** The board is open: its state is asked for, and what came meanwhile is read. */
  start(room: Room): void {
    if (this.#isClosed) return
    this.#room = room
    this.#outbox.send(roleFrame(this.#rights === 'write' ? 'write' : 'read'))
    this.#outbox.send(step1Frame(room.vector()))
    const { member } = this.#parts
    if (member !== null) {
      this.#present = { member, tellPresence: (frame) => this.#outbox.spare(frame) }
      room.presence.add(this.#present)
    }
    this.#keepAlive()
    this.#readInbox()
  }

  /** Something in the flow has changed: rights, perhaps. */
  recheck(): void {
    const rights = this.#parts.rights()
    if (this.#isClosed || rights === this.#rights) return
    this.#rights = rights
    if (rights === 'none') this.close(DocClose.forbidden, 'rights withdrawn')
    else if (this.#room !== null) this.#outbox.send(roleFrame(rights))
  }

  tellUpdate(frame: Uint8Array, before: Uint8Array): void {
    this.#outbox.update(frame, before)
  }

  /** Everything read from the wire so far goes to the room, whatever the pace; nothing more is read. */
  finish(): void {
    this.#isFinishing = true
    this.#pause()
    this.#readInbox()
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    // First, so that nothing that was queued behind the reason is still taken.
    this.#left()
    this.#parts.wire.close(code, reason)
  }

  #left(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#inbox = []
    this.#outbox.close()
    this.#stopKeepAlive()
    this.#stopWaiting?.()
    this.#room?.readers.delete(this)
    if (this.#present !== null) this.#room?.presence.remove(this.#present)
    this.#parts.closed()
  }

  /** As many frames as the pace allows; the others wait, first here and then at their sender. */
  #readInbox(): void {
    if (this.#room === null || this.#isClosed || this.#isReading) return
    this.#isReading = true
    while (this.#inbox.length > 0 && this.#mayRead()) {
      const frame = this.#inbox.shift()
      if (frame !== undefined) this.#take(frame)
    }
    this.#isReading = false
    if (this.#inbox.length > 0) this.#pause()
    else if (!this.#isFinishing) this.#resume()
  }

  #mayRead(): boolean {
    if (this.#isFinishing) return true
    const wait = this.#pace.wait
    if (wait > 0)
      this.#stopWaiting ??= this.#parts.clock.after(wait, () => {
        this.#stopWaiting = null
        this.#readInbox()
      })
    return wait === 0 && this.#openBytes <= openBytesMost
  }

  #resume(): void {
    if (!this.#isPaused || this.#isClosed) return
    this.#isPaused = false
    this.#parts.wire.resume()
  }

  #pause(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#parts.wire.pause()
  }

  #take(frame: Uint8Array): void {
    const room = this.#room
    if (room === null || this.#isClosed) return
    this.#pace.spend(frame.length)
    const received = readFrame(frame)
    if (received === null) return this.close(DocClose.malformed, 'not understood')
    this.recheck()
    if (this.#isClosed) return
    if (received.kind === 'step1') this.#answer(room, received.vector)
    else if (received.kind === 'cursor') this.#point(room, received)
    else if (received.kind === 'query') this.#tellPresence(room)
    else if (received.kind !== 'nothing') this.#change(room, received)
  }

  #answer(room: Room, vector: Uint8Array): void {
    if (!isVector(vector)) return this.close(DocClose.malformed, 'not a state vector')
    const number = this.#receive(0)
    const isFirst = !room.readers.has(this)
    // From here on every update builds on what the reader has.
    room.readers.add(this)
    this.#pace.spend(this.#outbox.answer(vector))
    if (isFirst) this.#tellPresence(room)
    this.#settle(number)
  }

  #change(room: Room, { kind, update }: Change): void {
    const number = this.#receive(update.length)
    const isEarly = !this.#hadStep2 && kind === 'update'
    this.#hadStep2 ||= kind === 'step2'
    if (this.#isReset) return this.#drop(number)
    if (update.length > (kind === 'step2' ? docLimits.step2Bytes : docLimits.updateBytes))
      return this.#reset(number, 'too_big')
    const pending: Pending = {
      from: this,
      member: this.#parts.member,
      update,
      mayWrite: () => this.#parts.rights() === 'write',
      handled: () => this.#settle(number),
      // People type while they reconnect: what builds on something the server has not seen yet comes again in step 2.
      refused: (why) => (this.#isReset || (why === 'gap' && isEarly) ? this.#drop(number) : this.#reset(number, why)),
      unavailable: () => this.close(DocClose.unavailable, 'not stored'),
    }
    room.receive(pending)
  }

  #point(room: Room, { client, cursor }: Extract<Received, { readonly kind: 'cursor' }>): void {
    this.#awarenessClient ??= client
    if (this.#present !== null && client === this.#awarenessClient) room.presence.point(this.#present, cursor)
  }

  #tellPresence(room: Room): void {
    const now = this.#parts.clock.now()
    if (this.#present === null || now - this.#askedAt < askedAgainMs) return
    this.#askedAt = now
    room.presence.tellOne(this.#present)
  }

  #receive(bytes: number): number {
    this.#received += 1
    this.#open.set(this.#received, bytes)
    this.#openBytes += bytes
    return this.#received
  }

  #drop(number: number): void {
    this.#parts.dropped()
    this.#settle(number)
  }

  /** The frame is handled, and so is its refusal: the reset says the rest. */
  #reset(number: number, why: ResetReason): void {
    this.#isReset = true
    if (!this.#isClosed) this.#outbox.send(resetFrame(why))
    this.#settle(number)
  }

  #settle(number: number): void {
    this.#openBytes -= this.#open.get(number) ?? 0
    this.#open.delete(number)
    if (this.#isClosed) return
    if (this.#saved !== this.#told) this.#tellSaved()
    if (this.#isPaused) this.#readInbox()
  }

  /** Everything before the first frame that still waits. */
  get #saved(): number {
    const [first] = this.#open.keys()
    return first === undefined ? this.#received : first - 1
  }

  #tellSaved(): void {
    this.#told = this.#saved
    this.#outbox.send(savedFrame(this.#told))
  }

  /** The client leaves a server that says nothing for 30 s, and does not count pings. */
  #keepAlive(): void {
    const { clock } = this.#parts
    const silent = clock.now() - this.#outbox.lastSentAt
    if (silent >= docLimits.keepAliveMs) this.#tellSaved()
    const wait = silent >= docLimits.keepAliveMs ? docLimits.keepAliveMs : docLimits.keepAliveMs - silent
    this.#stopKeepAlive = clock.after(wait, () => this.#keepAlive())
  }
}

function isVector(bytes: Uint8Array): boolean {
  try {
    decodeStateVector(bytes)
    return true
  } catch {
    return false
  }
}
