/** Open boards: opened when first asked for, shared by everyone who has them open, forgotten a minute after the last has left. */
import type { BoardLayout } from '../../shared/boards/board.ts'
import {
  cohortOfDoc,
  docStream,
  type CohortId,
  type DocId,
  type MemberId,
  type StreamId,
} from '../../shared/lib/ids.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'
import { DocClose, docLimits } from '../../shared/wire/doc.ts'
import type { Loaded, Snapshot, Write } from '../log/log.ts'
import { seedUpdate } from './board-words.ts'
import { Conn, type Rights } from './conn.ts'
import { Room } from './room.ts'
import { entryBody } from './stored.ts'
import type { Wire } from './wire.ts'

/** What the hub asks of others: who may do what, and where bytes are kept. */
export interface HubParts {
  rights(doc: DocId, member: MemberId | null): Rights
  name(doc: DocId, member: MemberId): string
  layout(doc: DocId): BoardLayout | null
  load(stream: StreamId): Promise<Loaded>
  /** @returns the head of the written stream */
  commit(cohort: CohortId, writes: readonly Write[]): Promise<number>
  compact(cohort: CohortId, stream: StreamId, snapshot: Snapshot): Promise<void>
  now(): number
  report(error: unknown): void
}

interface Opened {
  readonly room: Promise<Room>
  readonly conns: Set<Conn>
  leaving: NodeJS.Timeout | null
}

export class DocHub {
  readonly #parts: HubParts
  readonly #open = new Map<DocId, Opened>()
  readonly #alive: NodeJS.Timeout

  constructor(parts: HubParts) {
    this.#parts = parts
    this.#alive = setInterval(() => this.#keepAlive(), docLimits.keepAliveMs)
    this.#alive.unref()
  }

  /** A socket that has shown its ticket. Rights are asked again here and on every frame. */
  connect(wire: Wire, doc: DocId, member: MemberId | null): void {
    const { rights, now } = this.#parts
    if (rights(doc, member) === 'none') return wire.close(DocClose.forbidden, 'no right to this board')
    const conn = new Conn(wire, { member, rights: () => rights(doc, member), presenceAllowed: () => true, now })
    const opened = this.#opened(doc)
    opened.conns.add(conn)
    wire.onClose(() => {
      conn.left()
      opened.conns.delete(conn)
      this.#forgetLater(doc, opened)
    })
    opened.room.then(
      (room) => conn.open(room),
      (error: unknown) => {
        this.#parts.report(error)
        conn.close(DocClose.unavailable, 'cannot be opened')
      },
    )
  }

  async settle(doc: DocId): Promise<BoardWords> {
    const opened = this.#opened(doc)
    try {
      return await (await opened.room).settle()
    } finally {
      this.#forgetLater(doc, opened)
    }
  }

  unsettle(doc: DocId): void {
    void this.#open.get(doc)?.room.then((room) => {
      if (this.#parts.layout(doc) === null) return
      room.unsettle()
    })
  }

  /** The first entry of a new board. */
  seed(doc: DocId, words: BoardWords): Write {
    return { stream: docStream(doc), bodies: [entryBody({ member: '', update: seedUpdate(words) })], expect: 0 }
  }

  recheck(cohort: CohortId): void {
    for (const [doc, { conns }] of this.#open) {
      if (cohortOfDoc(doc) === cohort) for (const conn of [...conns]) conn.recheck()
    }
  }

  /** Closes a board for everybody and forgets it; whoever still has it is told to wipe it. */
  async drop(doc: DocId): Promise<void> {
    const opened = this.#open.get(doc)
    if (opened === undefined) return
    this.#open.delete(doc)
    if (opened.leaving !== null) clearTimeout(opened.leaving)
    for (const conn of [...opened.conns]) conn.close(DocClose.purged, 'deleted')
    const room = await opened.room.catch(() => null)
    room?.refuseWaiting()
    await room?.idle()
    room?.close()
  }

  /** Ordered stop: what was received is stored, then everyone is asked to come back. */
  async close(): Promise<void> {
    clearInterval(this.#alive)
    for (const { room } of this.#open.values()) await (await room.catch(() => null))?.idle()
    for (const { conns, leaving } of this.#open.values()) {
      if (leaving !== null) clearTimeout(leaving)
      for (const conn of [...conns]) conn.close(DocClose.restarting, 'restarting')
    }
    for (const { room } of this.#open.values()) (await room.catch(() => null))?.close()
    this.#open.clear()
  }

  #opened(doc: DocId): Opened {
    const known = this.#open.get(doc)
    if (known !== undefined) {
      if (known.leaving !== null) clearTimeout(known.leaving)
      known.leaving = null
      return known
    }
    const opened: Opened = { room: this.#load(doc), conns: new Set(), leaving: null }
    this.#open.set(doc, opened)
    // A board that could not be opened is tried again by the next who comes.
    opened.room.catch(() => this.#open.delete(doc))
    return opened
  }

  async #load(doc: DocId): Promise<Room> {
    const { load, commit, compact, name, layout } = this.#parts
    const cohort = cohortOfDoc(doc)
    const stream = docStream(doc)
    const store = {
      commit: (writes: readonly Write[]) => commit(cohort, writes),
      compact: (snapshot: Snapshot) => compact(cohort, stream, snapshot),
    }
    return new Room(doc, layout(doc) ?? 'columns', store, (member) => name(doc, member), await load(stream))
  }

  #forgetLater(doc: DocId, opened: Opened): void {
    if (opened.conns.size > 0 || opened.leaving !== null || this.#open.get(doc) !== opened) return
    opened.leaving = setTimeout(() => void this.#forget(doc, opened).catch(this.#parts.report), docLimits.idleEvictMs)
    opened.leaving.unref()
  }

  async #forget(doc: DocId, opened: Opened): Promise<void> {
    const room = await opened.room
    await room.compact()
    if (opened.conns.size > 0 || this.#open.get(doc) !== opened) return
    this.#open.delete(doc)
    room.close()
  }

  #keepAlive(): void {
    for (const { conns } of this.#open.values()) for (const conn of conns) conn.keepAlive()
  }
}
