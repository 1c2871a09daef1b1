/** Open boards: opened when first asked for, shared by everyone who has them open, forgotten a minute after the last has left. */
import { randomBytes } from 'node:crypto'
import type { DocLayout } from '../../shared/boards/schema.ts'
import type { Rights } from '../../shared/flow/access.ts'
import {
  authorOfPage,
  cohortOfDoc,
  docStream,
  type CohortId,
  type DocId,
  type MemberId,
  type StreamId,
} from '../../shared/lib/ids.ts'
import type { PageWords } from '../../shared/pages/page.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'
import { DocClose, docLimits } from '../../shared/wire/doc.ts'
import { Gone, type Loaded, type Snapshot, type Write } from '../log/log.ts'
import { seedUpdate } from './board-words.ts'
import { realClock, type Clock } from '../clock.ts'
import { Conn } from './conn.ts'
import { PresenceTable } from './presence.ts'
import { Room } from './room.ts'
import { entryBody } from './stored.ts'
import type { Wire } from './wire.ts'

/** What the hub asks of others: who may do what, and where bytes are kept. All but the store answers at once. */
export interface HubParts {
  /** @param member null for a wall */
  rights(doc: DocId, member: MemberId | null): Rights
  name(doc: DocId, member: MemberId): string
  /** null: there is no such board */
  layout(doc: DocId): DocLayout | null
  /** Default: always. */
  presenceAllowed?(doc: DocId): boolean
  /** @param after entries up to this one are known; more than asked for does no harm */
  load(stream: StreamId, after?: number): Promise<Loaded>
  /** @returns the head of the written stream right after these writes, once durable */
  commit(cohort: CohortId, doc: DocId, writes: readonly Write[]): Promise<number>
  compact(cohort: CohortId, stream: StreamId, snapshot: Snapshot): Promise<void>
  /** Default: the machine's. */
  readonly clock?: Clock
  report(error: unknown): void
}

interface Opened {
  readonly room: Room
  readonly ready: Promise<void>
  readonly conns: Set<Conn>
  stopLeaving: (() => void) | null
}

/** Everything received is to be durable within this time of an ordered stop, in ms (rule DUR4). */
const stopMs = 5_000

export class DocHub {
  readonly #parts: HubParts
  readonly #clock: Clock
  readonly #open = new Map<DocId, Opened>()
  #stopping = false
  #dropped = 0

  constructor(parts: HubParts) {
    this.#parts = parts
    this.#clock = parts.clock ?? realClock
  }

  /** Counts without content, for health and tests. `dropped`: early gaps, and frames after a reset. */
  stats(): { readonly boards: number; readonly connections: number; readonly dropped: number } {
    const connections = [...this.#open.values()].reduce((sum, { conns }) => sum + conns.size, 0)
    return { boards: this.#open.size, connections, dropped: this.#dropped }
  }

  /** A socket that has shown its ticket. Rights are asked again here and on every frame. */
  connect(wire: Wire, doc: DocId, member: MemberId | null): void {
    if (this.#stopping) return wire.close(DocClose.restarting, 'restarting')
    const rights = () => this.#parts.rights(doc, member)
    if (rights() === 'none') return wire.close(DocClose.forbidden, 'no right to this board')
    const opened = this.#opened(doc)
    const conn = new Conn({
      wire,
      clock: this.#clock,
      member,
      rights,
      dropped: () => this.#dropped++,
      closed: () => {
        opened.conns.delete(conn)
        this.#forgetLater(doc, opened)
      },
    })
    opened.conns.add(conn)
    opened.ready.then(
      () => conn.start(opened.room),
      (error: unknown) => conn.close(...closeFor(error)),
    )
  }

  /** Stops admitting, waits for what is in flight. @returns the words as they will stay until {@link unsettle} */
  async settle(doc: DocId): Promise<BoardWords> {
    const opened = this.#opened(doc)
    await opened.ready
    this.#forgetLater(doc, opened)
    return opened.room.settle()
  }

  /** A page as it stands, for the file that its author takes along. */
  async read(doc: DocId): Promise<PageWords> {
    const opened = this.#opened(doc)
    await opened.ready
    this.#forgetLater(doc, opened)
    return opened.room.pageWords()
  }

  /** Takes out what one person wrote, everywhere and in every file. Their rights have ended before. */
  async erase(doc: DocId, member: MemberId): Promise<void> {
    const opened = this.#opened(doc)
    await opened.ready
    this.#forgetLater(doc, opened)
    await opened.room.erase(member)
  }

  /** After every settle, whether the move happened or not: what waited is judged by the rights of this moment. */
  unsettle(doc: DocId): void {
    this.#open.get(doc)?.room.unsettle()
  }

  /** The first entry of a new board, for the flow's own append; refused there (Conflict) if the board has begun. */
  seed(doc: DocId, words: BoardWords): Write {
    return { stream: docStream(doc), bodies: [entryBody({ member: '', update: seedUpdate(words) })], expect: 0 }
  }

  /** Takes in what the flow has appended to a board that may be open. */
  async adopt(doc: DocId): Promise<void> {
    const opened = this.#open.get(doc)
    if (opened === undefined) return
    await opened.ready
    await opened.room.adopt()
  }

  /** After each change of the flow: rights, names and presence may have changed. */
  recheck(cohort: CohortId): void {
    for (const [doc, { room, conns, ready }] of this.#open) {
      if (cohortOfDoc(doc) !== cohort) continue
      for (const conn of [...conns]) conn.recheck()
      room.presence.changed()
      void ready.then(() => this.#takeDown(doc, room)).catch(() => undefined)
    }
  }

  /** Closes a board for everybody and forgets it; whoever still has it is told to wipe it. */
  async drop(doc: DocId): Promise<void> {
    const opened = this.#open.get(doc)
    if (opened === undefined) return
    this.#forget(doc, opened, DocClose.purged, 'deleted')
    await opened.ready.catch(() => undefined)
    opened.room.unsettle()
    await opened.room.idle()
    opened.room.close()
  }

  /** Ordered stop: everything received is stored and acknowledged, then everyone is asked to come back. */
  async close(): Promise<void> {
    this.#stopping = true
    const all = [...this.#open]
    const stored = all.map(async ([, { ready, room, conns }]) => {
      await ready.catch(() => undefined)
      for (const conn of conns) conn.finish()
      room.unsettle()
      await room.idle()
    })
    await Promise.race([Promise.all(stored), new Promise<void>((resolve) => this.#clock.after(stopMs, resolve))])
    for (const [doc, opened] of all) {
      this.#forget(doc, opened, DocClose.restarting, 'restarting')
      opened.room.close()
    }
  }

  #opened(doc: DocId): Opened {
    const known = this.#open.get(doc)
    if (known !== undefined) {
      known.stopLeaving?.()
      known.stopLeaving = null
      return known
    }
    const room = this.#room(doc)
    const opened: Opened = { room, ready: room.open(), conns: new Set(), stopLeaving: null }
    this.#open.set(doc, opened)
    // Somebody may have been removed just before this server stopped.
    void opened.ready.then(() => this.#takeDown(doc, room)).catch(() => undefined)
    opened.ready.catch((error: unknown) => {
      // A page that its author has deleted is no fault: another of their devices may still ask for it.
      if (authorOfPage(doc) === null || !(error instanceof Gone)) this.#parts.report(error)
      // Whoever comes next tries again.
      this.#forget(doc, opened, ...closeFor(error))
    })
    return opened
  }

  /** Whoever has no right to the board has no line on it. */
  #takeDown(doc: DocId, room: Room): void {
    room.takeDown((author) => this.#parts.rights(doc, author as MemberId) === 'none')
  }

  #room(doc: DocId): Room {
    const { load, commit, compact, name, layout, presenceAllowed, report } = this.#parts
    const cohort = cohortOfDoc(doc)
    const stream = docStream(doc)
    const presence = new PresenceTable({
      clock: this.#clock,
      name: (member) => name(doc, member),
      allowed: () => presenceAllowed?.(doc) ?? true,
      newId: () => randomBytes(9).toString('base64url'),
    })
    return new Room({
      id: doc,
      layout: () => layout(doc) ?? 'columns',
      presence,
      load: (after) => load(stream, after),
      commit: (writes) => commit(cohort, doc, writes),
      compact: (snapshot) => compact(cohort, stream, snapshot),
      report,
      lost: (why) => {
        report(why)
        const opened = this.#open.get(doc)
        if (opened === undefined) return
        this.#forget(doc, opened, ...closeFor(why))
        opened.room.close()
      },
    })
  }

  /** From here on nobody finds it; its connections end. */
  #forget(doc: DocId, opened: Opened, code: number, reason: string): void {
    opened.stopLeaving?.()
    if (this.#open.get(doc) === opened) this.#open.delete(doc)
    for (const conn of [...opened.conns]) conn.close(code, reason)
  }

  #forgetLater(doc: DocId, opened: Opened): void {
    if (opened.conns.size > 0 || opened.stopLeaving !== null || this.#open.get(doc) !== opened) return
    opened.stopLeaving = this.#clock.after(docLimits.idleEvictMs, () => {
      opened.stopLeaving = null
      void this.#evict(doc, opened)
    })
  }

  async #evict(doc: DocId, opened: Opened): Promise<void> {
    // Forgetting is only leaving memory: what is not compacted now will be next time.
    await opened.room.compact().catch(this.#parts.report)
    if (opened.conns.size > 0 || opened.stopLeaving !== null || this.#open.get(doc) !== opened) return
    this.#open.delete(doc)
    opened.room.close()
  }
}

const closeFor = (error: unknown): [code: number, reason: string] =>
  error instanceof Gone ? [DocClose.purged, 'deleted'] : [DocClose.unavailable, 'not available']
