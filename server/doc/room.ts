/**
 * One open board: `admit → append → durable → apply → fan out`.
 *
 * One append in flight; what arrives meanwhile is the next batch. A batch is judged against the document as it stands
 * after the one before, stored, applied in one transaction, and sent as one frame to everyone but its only author.
 */
import * as Y from 'yjs'
import type { BoardLayout } from '../../shared/boards/board.ts'
import { type DocId, docStream, type MemberId } from '../../shared/lib/ids.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'
import { docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import type { Loaded, Snapshot, Write } from '../log/log.ts'
import { admit } from './admit.ts'
import { wordsOf } from './board-words.ts'
import { updateFrame } from './frames.ts'
import { Known } from './known.ts'
import { PresenceTable } from './presence.ts'
import { entryBody, readEntryBody, readSnapshotBody, snapshotBody } from './stored.ts'

/** A writer, as the room needs it. */
export interface Writer {
  readonly member: MemberId
  /** One sync frame of this writer is handled: stored, or it held nothing new. */
  handled(): void
  /** @param early it came before the connection's first step 2 */
  refused(why: ResetReason, early: boolean): void
  /** The store cannot: nothing is acknowledged, the writer comes back later. */
  unavailable(): void
}

export interface Reader {
  send(frame: Uint8Array): void
}

export interface RoomStore {
  commit(writes: readonly Write[]): Promise<number>
  compact(snapshot: Snapshot): Promise<void>
}

interface Pending {
  readonly writer: Writer
  readonly update: Uint8Array
  readonly early: boolean
}

/** Merged updates of more than this grow superlinearly in cost. */
const batchMost = 64
const compactAfterEntries = 500
const compactAfterBytes = 256 * 1024

export class Room {
  readonly id: DocId
  readonly layout: BoardLayout
  readonly doc = new Y.Doc()
  readonly presence: PresenceTable
  readonly readers = new Map<Reader, Writer | null>()
  readonly #store: RoomStore
  readonly #owners = new Map<number, string>()
  #queue: Pending[] = []
  #running: Promise<void> | null = null
  #settled = false
  #head = 0
  #entries = 0
  #bytes = 0
  #size = 0
  #encoded: Uint8Array | null = null

  constructor(id: DocId, layout: BoardLayout, store: RoomStore, name: (member: MemberId) => string, loaded: Loaded) {
    this.id = id
    this.layout = layout
    this.#store = store
    this.presence = new PresenceTable(name)
    this.#load(loaded)
  }

  /** Everything that is stored, for a joiner; encoded once for all who join meanwhile. */
  encoded(): Uint8Array {
    this.#encoded ??= Y.encodeStateAsUpdate(this.doc)
    return this.#encoded
  }

  missing(vector: Uint8Array): Uint8Array {
    return vector.length <= 1 ? this.encoded() : Y.encodeStateAsUpdate(this.doc, vector)
  }

  /** Takes an update of a writer who has the right to write; the writer hears of its fate. */
  receive(writer: Writer, update: Uint8Array, early: boolean): void {
    this.#queue.push({ writer, update, early })
    this.#start()
  }

  /** Finishes what was received, then admits no more, and gives the words as they stay. */
  async settle(): Promise<BoardWords> {
    await this.idle()
    this.#settled = true
    return wordsOf(this.doc)
  }

  unsettle(): void {
    this.#settled = false
    this.#start()
  }

  /** Everything waiting is refused: the board was closed. */
  refuseWaiting(): void {
    const waiting = this.#queue
    this.#queue = []
    for (const { writer, early } of waiting) writer.refused('read_only', early)
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Rewrites the stream as the present state: what was deleted is in no file. */
  async compact(): Promise<void> {
    await this.idle()
    if (this.#entries === 0) return
    const body = snapshotBody({ owners: this.#owners, update: this.encoded() })
    await this.#store.compact({ seq: this.#head, body })
    this.#entries = 0
    this.#bytes = 0
  }

  close(): void {
    this.presence.close()
    this.doc.destroy()
  }

  #load({ snapshot, entries, head }: Loaded): void {
    this.#head = head
    this.#entries = entries.length
    this.doc.transact(() => {
      if (snapshot !== null) {
        const { owners, update } = readSnapshotBody(snapshot.body)
        for (const [client, member] of owners) this.#owners.set(client, member)
        Y.applyUpdate(this.doc, update)
      }
      for (const { body } of entries) {
        const { member, update } = readEntryBody(body)
        if (member !== '') this.#claim(update, member)
        Y.applyUpdate(this.doc, update)
      }
    })
    this.#size = this.encoded().length
  }

  /** First claimant owns: the same rule as at admission, over the stored order. */
  #claim(update: Uint8Array, member: string): void {
    for (const { id } of Y.decodeUpdate(update).structs) {
      if (!this.#owners.has(id.client) && Y.getState(this.doc.store, id.client) === 0)
        this.#owners.set(id.client, member)
    }
  }

  #start(): void {
    if (this.#settled || this.#queue.length === 0) return
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    try {
      while (this.#queue.length > 0 && !this.#settled) await this.#batch(this.#queue.splice(0, batchMost))
    } finally {
      this.#running = null
    }
  }

  async #batch(batch: readonly Pending[]): Promise<void> {
    const { admitted, known, idle } = this.#judge(batch)
    if (admitted.length > 0) {
      const bodies = admitted.map(({ writer, update }) => entryBody({ member: writer.member, update }))
      try {
        this.#head = await this.#store.commit([{ stream: docStream(this.id), bodies }])
      } catch {
        // Not durable: nothing is shown. Whoever waits behind may build on it and goes the same way.
        for (const { writer } of [...batch, ...this.#queue.splice(0)]) writer.unavailable()
        return
      }
      for (const [client, member] of known.claims) this.#owners.set(client, member)
      this.#fanOut(admitted)
      this.#entries += bodies.length
      this.#bytes += bodies.reduce((sum, body) => sum + body.length, 0)
    }
    for (const { writer } of [...admitted, ...idle]) writer.handled()
    if (this.#entries >= compactAfterEntries || this.#bytes >= compactAfterBytes) this.#compactSoon()
  }

  #judge(batch: readonly Pending[]) {
    let known = new Known(this.doc, this.#owners)
    const admitted: Pending[] = []
    const idle: Pending[] = []
    for (const pending of batch) {
      const { writer, update, early } = pending
      const full = this.#size + update.length > docLimits.boardBytes
      const verdict = admit(known, update, writer.member, this.layout)
      if (verdict.ok && full && verdict.news) writer.refused('too_big', early)
      else if (verdict.ok) (verdict.news ? admitted : idle).push(pending)
      else writer.refused(verdict.why, early)
      if (!verdict.ok || (full && verdict.news)) {
        // A refused update may have left half of itself in what is known: begin again with those that were admitted.
        known = new Known(this.doc, this.#owners)
        for (const before of admitted) admit(known, before.update, before.writer.member, this.layout)
      }
    }
    return { admitted, known, idle }
  }

  #fanOut(admitted: readonly Pending[]): void {
    const merged: Uint8Array[] = []
    const collect = (update: Uint8Array) => void merged.push(update)
    this.doc.on('update', collect)
    this.doc.transact(() => {
      for (const { update } of admitted) Y.applyUpdate(this.doc, update)
    })
    this.doc.off('update', collect)
    this.#encoded = null
    const [update] = merged
    if (update === undefined) return
    this.#size += update.length
    const authors = new Set(admitted.map(({ writer }) => writer))
    const frame = updateFrame(update)
    for (const [reader, writer] of this.readers) {
      const onlyAuthor = authors.size === 1 && writer !== null && authors.has(writer)
      if (!onlyAuthor) reader.send(frame)
    }
  }

  #compactSoon(): void {
    this.#entries = 0
    this.#bytes = 0
    const body = snapshotBody({ owners: this.#owners, update: this.encoded() })
    // A failed compaction costs space, never words; the next one tries again.
    this.#store.compact({ seq: this.#head, body }).catch(() => undefined)
  }
}
