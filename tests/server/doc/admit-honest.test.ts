/** Honest traffic, at random: nothing of it is ever refused, and what is written anew says the same. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RandomInt } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { admit } from '../../../server/doc/admit.ts'
import { seedUpdate } from '../../../server/doc/board-words.ts'
import { Replica } from '../../../server/doc/replica.ts'
import { readUpdate } from '../../../server/doc/read-update.ts'
import { writeUpdate } from '../../../server/doc/write-update.ts'
import { actAtRandom, contentOf, undoOf, words, type Habits } from './board-acts.ts'

/** The board's server without wires and disk: judges in batches, applies, hands out one merged update. */
class Judge {
  readonly errors: unknown[] = []
  readonly replica = new Replica((error) => this.errors.push(error))
  /** The same updates as the clients sent them, for comparison. */
  readonly raw = new Y.Doc()
  admitted = 0
  #head = 1

  constructor(seed: Uint8Array) {
    this.replica.append([{ member: '', update: seed }], this.#head)
    Y.applyUpdate(this.raw, seed)
  }

  batch(frames: readonly Frame[], { layout }: Habits): Uint8Array | null {
    const known = this.replica.known()
    const updates = []
    for (const { update, peer, isEarly } of frames) {
      const verdict = admit(known, update, { member: peer.member, layout, room: this.replica.room })
      if (!verdict.ok) {
        expect({ why: verdict.why, isEarly }).toEqual({ why: 'gap', isEarly: true })
        continue
      }
      Y.applyUpdate(this.raw, update)
      if (verdict.news === null) continue
      known.top.take(verdict.news.layer)
      updates.push({ member: peer.member, update: verdict.news.update })
    }
    this.admitted += updates.length
    this.#head += updates.length
    return this.replica.append(updates, this.#head)
  }
}

interface Frame {
  readonly peer: Peer
  readonly update: Uint8Array
  readonly isEarly: boolean
}

class Peer {
  readonly member: string
  readonly #random: RandomInt
  doc!: Y.Doc
  undo!: Y.UndoManager
  isOnline = false
  hadStep2 = false
  up: Frame[] = []
  down: Uint8Array[] = []

  constructor(member: string, random: RandomInt) {
    this.member = member
    this.#random = random
    this.reload(false)
  }

  /** A new page; with what was there, as the device keeps it, or without. */
  reload(keeps: boolean): void {
    const kept = keeps ? Y.encodeStateAsUpdate(this.doc) : null
    this.doc = new Y.Doc()
    this.doc.clientID = this.#random(2 ** 32)
    if (kept !== null) Y.applyUpdate(this.doc, kept, 'server')
    this.undo = undoOf(this.doc)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server' && this.isOnline) this.up.push({ peer: this, update, isEarly: !this.hadStep2 })
    })
  }

  drop(): void {
    this.isOnline = false
    this.hadStep2 = false
    this.up = []
    this.down = []
  }

  /** `whole`: says everything it has instead of only what the server lacks. */
  connect(judge: Judge, whole: boolean): void {
    this.drop()
    this.isOnline = true
    this.down.push(judge.replica.since(Y.encodeStateVector(this.doc)))
    this.#vector = whole ? undefined : judge.replica.vector()
  }

  #vector: Uint8Array | undefined

  step2(): void {
    if (!this.isOnline || this.hadStep2) return
    this.hadStep2 = true
    this.up.push({ peer: this, update: Y.encodeStateAsUpdate(this.doc, this.#vector), isEarly: false })
  }

  receive(): void {
    const update = this.down.shift()
    if (update === undefined) return
    Y.applyUpdate(this.doc, update, 'server')
    expect(this.doc.store.pendingStructs).toBeNull()
  }
}

function live(seed: number, habits: Habits, turns: number): { judge: Judge; resent: number } {
  const random = seededRandom(seed)
  const judge = new Judge(seedUpdate(words))
  const peers = ['maya', 'luis', 'noor', 'ben'].map((member) => new Peer(member, random))
  const hand = (merged: Uint8Array | null) => {
    if (merged !== null) for (const peer of peers) if (peer.isOnline) peer.down.push(merged)
  }
  let resent = 0
  for (let turn = 0; turn < turns; turn++) {
    const peer = peers[random(peers.length)] ?? new Peer('nobody', random)
    const act = random(20)
    if (act < 11) actAtRandom(peer.doc, peer.undo, random, habits)
    else if (act < 13) peer.receive()
    else if (act === 13) peer.step2()
    else if (act === 14 && !peer.isOnline) {
      resent++
      peer.connect(judge, random(2) === 0)
    } else if (act === 15 && random(4) === 0) {
      peer.drop()
      if (random(2) === 0) peer.reload(true)
    } else {
      const frames = peers.flatMap((one) => one.up.splice(0, random(5)))
      hand(judge.batch(frames, habits))
    }
  }
  for (const peer of peers) {
    if (!peer.isOnline) peer.connect(judge, false)
    peer.step2()
  }
  while (peers.some((peer) => peer.up.length > 0))
    hand(
      judge.batch(
        peers.flatMap((peer) => peer.up.splice(0, 3)),
        habits,
      ),
    )
  for (const peer of peers) while (peer.down.length > 0) peer.receive()
  if (!habits.restoresCards) for (const peer of peers) expect(contentOf(peer.doc)).toBe(contentOf(judge.replica.doc))
  expect(contentOf(judge.raw)).toBe(contentOf(judge.replica.doc))
  expect(judge.errors).toEqual([])
  return { judge, resent }
}

function check(habits: Habits): void {
  let admitted = 0
  let resent = 0
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const lived = live(seed, habits, 300)
      admitted += lived.judge.admitted
      resent += lived.resent
    }),
    { numRuns: 60, seed: 20261123 },
  )
  // The runs did reach what they are for.
  expect(admitted).toBeGreaterThan(2_000)
  expect(resent).toBeGreaterThan(200)
}

for (const layout of ['columns', 'wall'] as const) {
  test(`[CNV1][CNV6] on ${layout}, with any typing, moving, undoing and reloading, nothing is refused or pending and all are equal`, () => {
    check({ layout, restoresCards: false })
  })
  test(`[CNV6] on ${layout}, not even what Yjs makes of restored cards is refused, and the server has what Yjs has`, () => {
    check({ layout, restoresCards: true })
  })
}

test('[BD5] an update written anew says what was read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const bytes = live(seed, { layout: 'wall', restoresCards: true }, 120).judge.replica.encoded()
      const read = readUpdate(bytes)
      if (!read.ok) throw new Error(read.why)
      const written = writeUpdate(read.update)
      expect(readUpdate(written)).toEqual(read)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, written)
      const same = new Y.Doc()
      Y.applyUpdate(same, bytes)
      expect(contentOf(doc)).toBe(contentOf(same))
      expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(same))
    }),
    { numRuns: 25, seed: 20261123 },
  )
})
