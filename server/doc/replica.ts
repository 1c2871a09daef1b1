/**
 * The live document of one board, and what its stream says about it: who owns which clientID, and up to which entry.
 *
 * Only what is durable is ever applied here. Deleted text is collected (gc), so it is in no snapshot and no frame.
 */
import * as Y from 'yjs'
import { rootsOf, type DocLayout } from '../../shared/boards/schema.ts'
import { docLimits } from '../../shared/wire/doc.ts'
import type { Loaded, Snapshot } from '../log/log.ts'
import { eraseLetters } from './erase-letters.ts'
import { Known } from './known.ts'
import { rootOf } from './live-doc.ts'
import { readUpdate } from './read-update.ts'
import { readEntryBody, readSnapshotBody, snapshotBody, type StoredUpdate } from './stored.ts'

/** A fault in admission: harmless for the board, worth a look. */
export class Pending extends Error {
  override readonly name = 'Pending'
}

const compactAfterEntries = 500
const compactAfterBytes = 256 * 1024

export class Replica {
  readonly doc = new Y.Doc()
  readonly #owners = new Map<number, string>()
  #head = 0
  #entries = 0
  #bytes = 0
  /** At least as large as the encoded board. */
  #size = 0
  #encoded: Uint8Array | null = null
  #merged: Uint8Array | null = null
  readonly #report: (error: unknown) => void

  constructor(layout: DocLayout, report: (error: unknown) => void) {
    this.#report = report
    for (const name of rootsOf(layout)) rootOf(this.doc, name)
    this.doc.on('update', (update: Uint8Array) => (this.#merged = update))
  }

  /** The stream's entries up to this one are in here. */
  get head(): number {
    return this.#head
  }

  get isCompact(): boolean {
    return this.#entries === 0
  }

  get needsCompacting(): boolean {
    return this.#entries >= compactAfterEntries || this.#bytes >= compactAfterBytes
  }

  /** Bytes by which the board may still grow, at least: letters that were taken back count until it is measured. */
  get room(): number {
    return docLimits.boardBytes - this.#size
  }

  /** Makes {@link room} exact. Cost: an encoding, up to 20 ms, once per change of the board. */
  measure(): void {
    this.#size = this.encoded().length
  }

  /** What an update is judged against. */
  known(): Known {
    return new Known(this.doc, this.#owners)
  }

  /** The whole board as one update; encoded once for everyone who joins meanwhile. */
  encoded(): Uint8Array {
    this.#encoded ??= Y.encodeStateAsUpdate(this.doc)
    return this.#encoded
  }

  /** Deletes cards by their ids, on a copy. @returns null when none is there */
  without(isGone: (card: string) => boolean): Uint8Array | null {
    const gone = [...this.doc.getMap('cards').keys()].filter(isGone)
    if (gone.length === 0) return null
    return this.#onCopy((copy) => copy.transact(() => gone.forEach((card) => copy.getMap('cards').delete(card))))
  }

  /** Takes out what one person wrote, on a copy. @returns null for somebody who never wrote here */
  withoutLettersOf(member: string): Uint8Array | null {
    const clients = new Set([...this.#owners].flatMap(([client, owner]) => (owner === member ? [client] : [])))
    return clients.size === 0 ? null : this.#onCopy((copy) => eraseLetters(copy, clients))
  }

  /** The ids under which they wrote stay used up, like the server's own: whose they were is forgotten. */
  disown(member: string): void {
    for (const [client, owner] of this.#owners) if (owner === member) this.#owners.set(client, '')
  }

  /** @returns the change as an update */
  #onCopy(change: (copy: Y.Doc) => void): Uint8Array {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, this.encoded())
    const before = Y.encodeStateVector(copy)
    change(copy)
    const update = Y.encodeStateAsUpdate(copy, before)
    copy.destroy()
    return update
  }

  vector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  since(vector: Uint8Array): Uint8Array {
    return vector.length <= 1 ? this.encoded() : Y.encodeStateAsUpdate(this.doc, vector)
  }

  /**
   * Applies what the stream holds beyond `head`, in one transaction; what is here already does no harm.
   * @returns one update with everything that is new, null when nothing is
   * @throws Unreadable for a stored form that this Fourfold does not know
   */
  load({ snapshot, entries, head }: Loaded): Uint8Array | null {
    const missing = entries.filter((entry) => entry.seq > this.#head).map((entry) => readEntryBody(entry.body))
    const board = snapshot !== null && snapshot.seq > this.#head ? readSnapshotBody(snapshot.body) : null
    for (const [client, member] of board?.owners ?? []) this.#own(client, member)
    for (const { member, update } of missing) this.#ownAll(member, update)
    const merged = this.#apply([...(board === null ? [] : [board.update]), ...missing.map(({ update }) => update)])
    this.#count(missing, head)
    return merged
  }

  /**
   * Applies updates that are durable now as the stream's last entries, in one transaction.
   * @returns one update with everything that is new, null when nothing is
   */
  append(updates: readonly StoredUpdate[], head: number): Uint8Array | null {
    for (const { member, update } of updates) this.#ownAll(member, update)
    const merged = this.#apply(updates.map(({ update }) => update))
    this.#count(updates, head)
    return merged
  }

  /** The present state; with {@link head} as its seq it replaces all entries so far. */
  snapshot(): Snapshot {
    this.#entries = 0
    this.#bytes = 0
    return { seq: this.#head, body: snapshotBody({ owners: this.#owners, update: this.encoded() }) }
  }

  close(): void {
    this.doc.destroy()
  }

  #count(updates: readonly StoredUpdate[], head: number): void {
    this.#head = Math.max(this.#head, head)
    this.#entries += updates.length
    this.#bytes += updates.reduce((sum, { update }) => sum + update.length, 0)
  }

  /** First claimant owns, in the order of the stream; the server (no member) too, so that nobody writes under its ids. */
  #ownAll(member: string, update: Uint8Array): void {
    const read = readUpdate(update)
    if (!read.ok) return
    for (const client of read.update.structs.keys()) this.#own(client, member)
  }

  #own(client: number, member: string): void {
    if (!this.#owners.has(client)) this.#owners.set(client, member)
  }

  #apply(updates: readonly Uint8Array[]): Uint8Array | null {
    this.#merged = null
    this.doc.transact(() => {
      for (const update of updates) this.#applyOne(update)
    })
    this.#dropPending()
    const merged: Uint8Array | null = this.#merged
    if (merged === null) return null
    this.#encoded = null
    this.#size += updates.reduce((sum, update) => sum + update.length, 0)
    return merged
  }

  /** An update that Yjs cannot apply is left out: the rest of the board must still open. */
  #applyOne(update: Uint8Array): void {
    try {
      Y.applyUpdate(this.doc, update)
    } catch (error) {
      this.#report(error)
    }
  }

  /** Admission lets nothing in that has to wait for something else; if it ever did, joiners must not get it. */
  #dropPending(): void {
    const { store } = this.doc
    if (store.pendingStructs === null && store.pendingDs === null) return
    store.pendingStructs = null
    store.pendingDs = null
    this.#report(new Pending('An admitted update was left pending'))
  }
}
