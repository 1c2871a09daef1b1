/** A whole group on one board, seeded: people drop and return, phones stall, disks fail, processes die. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../shared/lib/rng.ts'
import type { DocHub } from '../../server/doc/hub.ts'
import { Unavailable } from '../../server/log/log.ts'
import { actAtRandom, contentOf, undoOf } from '../server/doc/board-acts.ts'
import { BoardStore, calm, doc, ManualClock, Peer } from '../server/doc/board-hub.ts'

interface Counts {
  acts: number
  drops: number
  failures: number
  crashes: number
  stalls: number
}

async function live(seed: number, layout: 'columns' | 'wall', turns: number): Promise<Counts> {
  const random = seededRandom(seed)
  const clock = new ManualClock()
  const store = await BoardStore.begin(clock)
  store.layout = layout
  let hub: DocHub = store.hub()
  const replica = () => {
    const made = new Y.Doc()
    made.clientID = random(2 ** 32)
    return made
  }
  const peers = Array.from({ length: 8 }, (_, i) => new Peer(hub, `m${i}`, replica()))
  const undos = new Map(peers.map((peer) => [peer, undoOf(peer.doc)]))
  const counts: Counts = { acts: 0, drops: 0, failures: 0, crashes: 0, stalls: 0 }
  await calm()

  for (let turn = 0; turn < turns; turn++) {
    const peer = peers[random(peers.length)]
    const undo = peer && undos.get(peer)
    if (peer === undefined || undo === undefined) continue
    const act = random(100)
    if (act < 70) {
      counts.acts++
      actAtRandom(peer.doc, undo, random, { layout, restoresCards: false })
    } else if (act < 80) await clock.advance(random(200))
    else if (act < 86) {
      counts.drops++
      peer.wire.cut()
    } else if (act < 92 && peer.wire.code !== null) peer.connect(hub)
    else if (act === 92) {
      counts.stalls++
      peer.wire.stalled = !peer.wire.stalled
      peer.wire.buffered = peer.wire.stalled ? 300_000 : 0
    } else if (act === 93) {
      counts.failures++
      store.failing = new Unavailable('disk full')
      await clock.advance(50)
      store.failing = null
    } else if (act === 94 && random(4) === 0) {
      counts.crashes++
      // kill -9: nothing more comes from the old process; whatever it had in flight may or may not be stored.
      for (const one of peers) one.wire.cut()
      hub = store.hub()
    } else await calm()
  }

  for (const peer of peers) {
    peer.wire.stalled = false
    peer.wire.buffered = 0
    if (peer.wire.code !== null) peer.connect(hub)
  }
  await clock.advance(40_000)
  for (const peer of peers) {
    if (peer.wire.code !== null) peer.connect(hub)
  }
  await clock.advance(40_000)
  const [first] = peers
  const content = first === undefined ? '' : contentOf(first.doc)
  for (const peer of peers) {
    expect([peer.resets, peer.isSaved]).toEqual([[], true])
    expect([peer.doc.store.pendingStructs, peer.doc.store.pendingDs]).toEqual([null, null])
    expect(contentOf(peer.doc)).toBe(content)
  }
  // What the log says is what everyone sees, compacted or not.
  const other = new Peer(store.hub(), 'late')
  await calm()
  expect(contentOf(other.doc)).toBe(content)
  await hub.close()
  const { entries } = await store.log.load(`doc/${doc}`)
  expect(new Set(entries.map(({ seq }) => seq)).size).toBe(entries.length)
  expect(store.errors.every((error) => error instanceof Unavailable)).toBe(true)
  return counts
}

for (const layout of ['columns', 'wall'] as const) {
  test(`[CNV1][CNV6] eight people on ${layout}, through drops, failures, stalls and crashes: all equal, all saved, nobody reset`, async () => {
    const total: Counts = { acts: 0, drops: 0, failures: 0, crashes: 0, stalls: 0 }
    for (let seed = 1; seed <= 25; seed++) {
      try {
        const counts = await live(seed, layout, 260)
        for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += counts[key]
      } catch (error) {
        console.log(`seed ${seed} on ${layout}`)
        throw error
      }
    }
    // The runs did reach what they are for.
    expect(total.acts).toBeGreaterThan(3_000)
    for (const reached of [total.drops, total.failures, total.stalls]) expect(reached).toBeGreaterThan(20)
    expect(total.crashes).toBeGreaterThan(5)
  })
}
