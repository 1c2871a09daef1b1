/** What boards have promised, judged from the disk alone: a replica of each, made of nothing but durable entries. */
import * as Y from 'yjs'
import { rightsTo } from '../../shared/flow/access.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import type { DocId, MemberId, StreamId } from '../../shared/lib/ids.ts'
import { readFrame } from '../../server/doc/frames.ts'
import { readUpdate } from '../../server/doc/read-update.ts'
import { readEntryBody, readSnapshotBody } from '../../server/doc/stored.ts'
import type { Snapshot, Write } from '../../server/log/log.ts'
import { contentOf } from '../server/doc/board-acts.ts'
import type { Verdicts } from './verdicts.ts'

interface Board {
  readonly doc: Y.Doc
  readonly owners: Map<number, string>
  changes: number
  snapshot: Y.Snapshot | null
  seeds: number
}

export const docOfStream = (stream: StreamId) => stream.slice('doc/'.length) as DocId

export class BoardChecks {
  readonly #boards = new Map<DocId, Board>()
  readonly #dropped = new Set<DocId>()
  readonly #verdicts: Verdicts

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts
  }

  docs(): readonly DocId[] {
    return [...this.#boards.keys()]
  }

  /** It was there and is no more: the room has gone on, and its pages will hear of it. */
  isDropped(id: DocId): boolean {
    return this.#dropped.has(id)
  }

  doc(id: DocId): Y.Doc {
    return this.#board(id).doc
  }

  /** The clientIDs under which others than this person have written. */
  othersOn(id: DocId, member: MemberId | null): readonly number[] {
    return [...this.#board(id).owners].filter(([, owner]) => owner !== member).map(([client]) => client)
  }

  /** Everything in the update is durable. */
  holds(id: DocId, update: Uint8Array): boolean {
    const board = this.#board(id)
    board.snapshot ??= Y.snapshot(board.doc)
    return Y.snapshotContainsUpdate(board.snapshot, update)
  }

  /** A process asks for it. @param states what it knew when it could have judged the frame at the earliest, and now */
  asked({ stream, bodies }: Write, states: readonly FlowState[]): void {
    const doc = docOfStream(stream)
    for (const { member } of bodies.map(readEntryBody)) {
      if (member === '') continue
      const may = states.some((state) => rightsTo(state, { as: 'person', member: member as MemberId }, doc) === 'write')
      this.#verdicts.hold('PRV-1', may, () => `${member} has no right to write on ${doc}, and it is stored`)
    }
  }

  /** Written under no person's name. */
  isNobodys({ bodies }: Write): boolean {
    return bodies.some((body) => readEntryBody(body).member === '')
  }

  appended({ stream, bodies }: Write): void {
    const board = this.#board(docOfStream(stream))
    for (const body of bodies) {
      const { member, update } = readEntryBody(body)
      const read = readUpdate(update)
      this.#verdicts.hold('calm', read.ok, () => `${stream} holds what cannot be read`)
      for (const client of read.ok ? read.update.structs.keys() : []) {
        const owner = board.owners.get(client) ?? member
        board.owners.set(client, owner)
        this.#verdicts.hold('PRV-3', owner === member, () => `${member} has written as ${owner} on ${stream}`)
      }
      if (member === '') {
        board.seeds++
        const isFirst = board.seeds === 1 && board.changes === 0
        this.#verdicts.hold('CNV-4', isFirst, () => `${stream} is begun ${board.seeds} times`)
      }
      const before = board.changes
      Y.applyUpdate(board.doc, update)
      this.#verdicts.hold('CNV-3', board.changes > before, () => `an entry of ${stream} changes nothing`)
      const { pendingStructs, pendingDs } = board.doc.store
      this.#verdicts.hold('CNV-1', pendingStructs === null && pendingDs === null, () => `${stream} waits for something`)
    }
  }

  compacted(stream: StreamId, snapshot: Snapshot): void {
    const board = this.#boards.get(docOfStream(stream))
    if (board === undefined) return
    const { update, owners } = readSnapshotBody(snapshot.body)
    const compact = new Y.Doc()
    Y.applyUpdate(compact, update)
    const sameOwners = [...board.owners].every(([client, member]) => owners.get(client) === member)
    const equal =
      contentOf(compact) === contentOf(board.doc) && Y.equalSnapshots(Y.snapshot(compact), Y.snapshot(board.doc))
    compact.destroy()
    this.#verdicts.hold('CNV-5', equal && sameOwners, () => `${stream} is another board when compacted`)
  }

  purged(stream: StreamId): void {
    this.#boards.get(docOfStream(stream))?.doc.destroy()
    this.#boards.delete(docOfStream(stream))
    this.#dropped.add(docOfStream(stream))
  }

  /** A frame leaves for a reader. */
  told(id: DocId, frame: Uint8Array): void {
    const received = readFrame(frame)
    if (received?.kind !== 'step2' && received?.kind !== 'update') return
    this.#verdicts.hold('DUR-2', this.holds(id, received.update), () => `somebody is sent what is not durable of ${id}`)
  }

  #board(id: DocId): Board {
    const known = this.#boards.get(id)
    if (known !== undefined) return known
    const board: Board = { doc: new Y.Doc(), owners: new Map(), changes: 0, snapshot: null, seeds: 0 }
    board.doc.getMap('cards')
    board.doc.getMap('lists')
    board.doc.on('update', () => {
      board.changes++
      board.snapshot = null
    })
    this.#boards.set(id, board)
    return board
  }
}
