/**
 * One open board: `admit → append → durable → apply → fan out`.
 *
 * One append in flight; what arrives meanwhile is the next batch. A batch is judged against the document as it stands
 * after the one before, stored, applied in one transaction, and sent as one frame to everyone but its only author.
 * The room is the only writer of its stream but for the server's seeds, which it notices and takes in.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DocLayout } from '../../shared/boards/schema.ts'
import { type DocId, docStream } from '../../shared/lib/ids.ts'
import type { PageWords } from '../../shared/pages/page.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'
import { Fenced, Gone, Unavailable, type Loaded, type Snapshot, type Write } from '../log/log.ts'
import { admit, type Admission } from './admit.ts'
import { wordsOf } from './board-words.ts'
import { updateFrame } from './frames.ts'
import type { Known } from './known.ts'
import { pageWordsOf } from './page-words.ts'
import type { Pending, Reader } from './pending.ts'
import type { PresenceTable } from './presence.ts'
import { Replica } from './replica.ts'
import { entryBody, type StoredUpdate } from './stored.ts'

export interface RoomParts {
  readonly id: DocId
  readonly layout: () => DocLayout
  readonly presence: PresenceTable
  /** @param after entries up to this one are known; more than asked for does no harm */
  load(after: number): Promise<Loaded>
  /** @returns the head of the stream right after these writes, once durable */
  commit(writes: readonly Write[]): Promise<number>
  compact(snapshot: Snapshot): Promise<void>
  report(error: unknown): void
  /** Nobody can go on here: the stream was purged (Gone), another process owns it now (Fenced), or we are at fault. */
  lost(why: unknown): void
}

interface Judged {
  readonly accepted: readonly Pending[]
  /** Nothing new in them, perhaps because an earlier frame of the batch says it already: they are saved when that one is. */
  readonly repeated: readonly Pending[]
  readonly updates: readonly StoredUpdate[]
}

/** So many frames, or so many bytes, are judged in one turn of the event loop; the rest is the next batch. */
const batchFrames = 128
const batchBytes = 256 * 1024

export class Room {
  readonly readers = new Set<Reader>()
  readonly presence: PresenceTable
  readonly #parts: RoomParts
  readonly #replica: Replica
  #queue: Pending[] = []
  #running: Promise<void> | null = null
  #batch: Promise<void> | null = null
  #settled = false
  #closed = false
  /** The stream has entries beyond the replica's head that could not be loaded yet. */
  #isBehind = false

  constructor(parts: RoomParts) {
    this.#parts = parts
    this.presence = parts.presence
    this.#replica = new Replica(parts.layout(), parts.report)
  }

  async open(): Promise<void> {
    this.#replica.load(await this.#parts.load(0))
  }

  vector(): Uint8Array {
    return this.#replica.vector()
  }

  since(vector: Uint8Array): Uint8Array {
    return this.#replica.since(vector)
  }

  words(): BoardWords {
    return wordsOf(this.#replica.doc)
  }

  pageWords(): PageWords {
    return pageWordsOf(this.#replica.doc)
  }

  receive(pending: Pending): void {
    this.#queue.push(pending)
    this.#start()
  }

  /** On a board of own lines: takes down those of people who are gone. Its own frame, in order with all others. */
  takeDown(isGone: (author: string) => boolean): void {
    if (this.#parts.layout() !== 'own') return
    const update = this.#replica.without(isGone)
    if (update === null) return
    // What was taken down is in no file either. The next change of the room tries again.
    this.#takeOut(update)
      .then(() => this.compact())
      .catch((error: unknown) => {
        if (!(error instanceof Unavailable)) this.#parts.report(error)
      })
  }

  /**
   * Takes out every letter of one person, who has no right to the board any more, and whose they were.
   * @throws Unavailable, Gone, Fenced: then it is to be done again
   */
  async erase(member: string): Promise<void> {
    await this.idle()
    await this.catchUp()
    const update = this.#replica.withoutLettersOf(member)
    if (update === null) return
    await this.#takeOut(update)
    await this.idle()
    this.#replica.disown(member)
    await this.#parts.compact(this.#replica.snapshot())
  }

  /** By the server, in order with all other frames. Resolves when it is durable and shown. */
  #takeOut(update: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.receive({
        from: { tellUpdate: () => undefined },
        member: '',
        update,
        mayWrite: () => true,
        handled: resolve,
        refused: (why) => reject(new Error(`Words could not be taken out: ${why}`)),
        unavailable: () => reject(new Unavailable('A board could not be saved')),
      })
    })
  }

  /** Finishes what is in flight and holds the rest. @returns the words as they stay until {@link unsettle} */
  async settle(): Promise<BoardWords> {
    this.#settled = true
    await this.#batch
    await this.catchUp()
    return this.words()
  }

  unsettle(): void {
    this.#settled = false
    this.#start()
  }

  /** Resolves when everything received is handled; a settled board holds what it has. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Takes in what somebody else (the flow) has appended to the stream, and shows it. */
  async catchUp(): Promise<void> {
    if (!this.#isBehind) return
    const before = this.#replica.vector()
    const merged = this.#replica.load(await this.#parts.load(this.#replica.head))
    this.#isBehind = false
    this.#fanOut(merged, before, null)
  }

  /** The stream has grown by other hands. */
  async adopt(): Promise<void> {
    this.#isBehind = true
    await this.#batch
    await this.catchUp()
  }

  /** Rewrites the stream as the present state: what was deleted is in no file any more. */
  async compact(): Promise<void> {
    await this.idle()
    if (!this.#replica.isCompact && !this.#isBehind) await this.#parts.compact(this.#replica.snapshot())
  }

  /** Nothing more is taken from the queue; what is in flight ends by itself. */
  close(): void {
    this.#closed = true
    this.#queue = []
    this.presence.close()
    this.#replica.close()
  }

  #start(): void {
    if (this.#settled || this.#closed || this.#queue.length === 0 || this.#running !== null) return
    this.#running = this.#run()
      .catch(this.#parts.lost)
      .finally(() => {
        this.#running = null
        this.#start()
      })
  }

  async #run(): Promise<void> {
    // Frames that came in one piece from the network are read in one piece: wait for the last of them.
    await Promise.resolve()
    while (this.#queue.length > 0 && !this.#settled && !this.#closed) {
      this.#batch = this.#next()
      await this.#batch
    }
    this.#batch = null
  }

  async #next(): Promise<void> {
    const { accepted, repeated, updates } = this.#judge()
    // A flood of refused frames, too, lets others have their turn.
    if (updates.length === 0) return nextTurn()
    const bodies = updates.map(entryBody)
    let head: number
    try {
      head = await this.#parts.commit([{ stream: docStream(this.#parts.id), bodies }])
    } catch (error) {
      return this.#failed(error, [...accepted, ...repeated])
    }
    const before = this.#replica.vector()
    const expected = this.#replica.head + updates.length
    // Seeds by other hands stand between: take in all of them in their order, from the stream.
    if (head !== expected) this.#isBehind = true
    const merged = this.#replica.append(updates, this.#isBehind ? this.#replica.head : head)
    this.#fanOut(merged, before, onlyAuthor(accepted))
    for (const pending of [...accepted, ...repeated]) pending.handled()
    if (this.#isBehind) await this.catchUp().catch(this.#parts.report)
    this.#compactSoon()
  }

  /** Decides about the next frames in order; what is refused or holds nothing new is answered here. */
  #judge(): Judged {
    const known = this.#replica.known()
    const accepted: Pending[] = []
    const repeated: Pending[] = []
    const updates: StoredUpdate[] = []
    let grown = 0
    let bytes = 0
    while (this.#queue.length > 0 && accepted.length < batchFrames && bytes < batchBytes) {
      const pending = this.#queue.shift()
      if (pending === undefined) break
      bytes += pending.update.length
      const verdict = this.#admit(pending, known, grown)
      if (!verdict.ok) pending.refused(verdict.why)
      else if (verdict.news === null && updates.length === 0) pending.handled()
      else if (verdict.news === null) repeated.push(pending)
      else {
        known.top.take(verdict.news.layer)
        grown += verdict.news.update.length
        accepted.push(pending)
        updates.push({ member: pending.member ?? '', update: verdict.news.update })
      }
    }
    return { accepted, repeated, updates }
  }

  /** @param grown bytes that earlier frames of the batch add */
  #admit({ member, update, mayWrite }: Pending, known: Known, grown: number): Admission {
    const author = { member: member ?? '', layout: this.#parts.layout() }
    const judged = () => admit(known, update, { ...author, room: this.#replica.room - grown })
    try {
      let verdict = judged()
      if (!verdict.ok && verdict.why === 'too_big' && update.length > this.#replica.room - grown) {
        this.#replica.measure()
        verdict = judged()
      }
      // Readers answer a step 1 too: as long as there is nothing new in it, that is no attempt to write.
      const nothingNew = verdict.ok && verdict.news === null
      return nothingNew || (member !== null && mayWrite()) ? verdict : { ok: false, why: 'read_only' }
    } catch (error) {
      // A fault of ours, found by these bytes: it concerns their sender and nobody else.
      this.#parts.report(error)
      return { ok: false, why: 'malformed' }
    }
  }

  /** Nothing is shown and nothing acknowledged. The writers come again, and their step 2 holds all of it. */
  #failed(error: unknown, writers: readonly Pending[]): void {
    if (error instanceof Gone || error instanceof Fenced) return this.#parts.lost(error)
    this.#parts.report(error)
    for (const pending of writers) pending.unavailable()
  }

  #fanOut(merged: Uint8Array | null, before: Uint8Array, author: Reader | null): void {
    if (merged === null) return
    const frame = updateFrame(merged)
    for (const reader of this.readers) {
      if (reader !== author) reader.tellUpdate(frame, before)
    }
  }

  #compactSoon(): void {
    if (!this.#replica.needsCompacting || this.#isBehind) return
    // A failed compaction costs space, never words; the next one tries again.
    this.#parts.compact(this.#replica.snapshot()).catch(this.#parts.report)
  }
}

/** Whoever wrote all of a batch has it already. */
function onlyAuthor(accepted: readonly Pending[]): Reader | null {
  const authors = new Set(accepted.map(({ from }) => from))
  return authors.size === 1 ? (accepted[0]?.from ?? null) : null
}
