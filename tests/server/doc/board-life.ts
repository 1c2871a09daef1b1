/** A life of one board in memory, from a seed: people who type, drop, reload and return, and a server that judges in batches. */
import { expect } from 'vitest'
import * as Y from 'yjs'
import type { BoardLayout } from '../../../shared/boards/board.ts'
import type { RandomInt } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { admit } from '../../../server/doc/admit.ts'
import { Replica } from '../../../server/doc/replica.ts'
import { addCard, addList } from './board-acts.ts'

/** What one person does next on a document; asked anew for each page they open. */
export type Behaviour = (doc: Y.Doc, random: RandomInt) => () => void

/** Under a clientID that is always the same, so that a seed tells the whole story. */
function begun(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  for (const [i, title] of ['From the circles', 'We want', 'We leave out'].entries()) addList(doc, `l${i}`, title)
  addCard(doc, 'first', 'One voice at a time')
  return Y.encodeStateAsUpdate(doc)
}

/** The board's server without wires and disk: judges in batches, applies, hands out one merged update. */
export class Judge {
  readonly errors: unknown[] = []
  readonly replica = new Replica('wall', (error) => this.errors.push(error))
  /** The same updates as the clients sent them, for comparison. */
  readonly raw = new Y.Doc()
  admitted = 0
  #head = 1

  constructor(seed: Uint8Array) {
    this.replica.append([{ member: '', update: seed }], this.#head)
    Y.applyUpdate(this.raw, seed)
  }

  batch(frames: readonly Frame[], layout: BoardLayout): Uint8Array | null {
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
  readonly #behave: Behaviour
  doc!: Y.Doc
  act!: () => void
  isOnline = false
  hadStep2 = false
  up: Frame[] = []
  down: Uint8Array[] = []

  constructor(member: string, random: RandomInt, behave: Behaviour) {
    this.member = member
    this.#random = random
    this.#behave = behave
    this.reload(false)
  }

  /** A new page; with what was there, as the device keeps it, or without. */
  reload(keeps: boolean): void {
    const kept = keeps ? Y.encodeStateAsUpdate(this.doc) : null
    this.doc = new Y.Doc()
    this.doc.clientID = this.#random(2 ** 32)
    if (kept !== null) Y.applyUpdate(this.doc, kept, 'server')
    this.act = this.#behave(this.doc, this.#random)
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

export interface Lived {
  readonly judge: Judge
  readonly resent: number
  /** The documents of the people in the end, when everyone has heard everything. */
  readonly docs: readonly Y.Doc[]
}

export function live(seed: number, layout: BoardLayout, behave: Behaviour, turns: number): Lived {
  const random = seededRandom(seed)
  const judge = new Judge(begun())
  const peers = ['maya', 'luis', 'noor', 'ben'].map((member) => new Peer(member, random, behave))
  const hand = (merged: Uint8Array | null) => {
    if (merged !== null) for (const peer of peers) if (peer.isOnline) peer.down.push(merged)
  }
  let resent = 0
  for (let turn = 0; turn < turns; turn++) {
    const peer = peers[random(peers.length)] ?? new Peer('nobody', random, behave)
    const act = random(20)
    if (act < 11) peer.act()
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
      hand(judge.batch(frames, layout))
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
        layout,
      ),
    )
  for (const peer of peers) while (peer.down.length > 0) peer.receive()
  expect(judge.errors).toEqual([])
  return { judge, resent, docs: peers.map(({ doc }) => doc) }
}
