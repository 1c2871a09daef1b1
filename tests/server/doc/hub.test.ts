/** The hub with everything in hand: the clock, the store, and the speed of each reader. */
import { expect, test, describe, beforeEach, afterEach } from 'vitest'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { DocClose, docLimits, DocMessage } from '../../../shared/wire/doc.ts'
import { entryBody } from '../../../server/doc/stored.ts'
import { readFrame, step1Frame, step2Frame, updateFrame } from '../../../server/doc/frames.ts'
import type { DocHub } from '../../../server/doc/hub.ts'
import { Fenced, Gone, Unavailable } from '../../../server/log/log.ts'
import { addCard, cardsOf, changeOf, contentOf, textOf, type } from './board-acts.ts'
import { BoardStore, calm, cohort, doc, kinds, ManualClock, Peer, stream, TestWire } from './board-hub.ts'

let clock: ManualClock
let store: BoardStore
let hub: DocHub

beforeEach(async () => {
  clock = new ManualClock()
  store = await BoardStore.begin(clock)
  hub = store.hub()
})
afterEach(() => {
  expect(store.errors).toEqual([])
})

async function people(...names: string[]): Promise<Peer[]> {
  const peers = names.map((name) => new Peer(hub, name))
  await calm()
  return peers
}

const person = async (name: string): Promise<Peer> => {
  const [peer] = await people(name)
  if (peer === undefined) throw new Error('nobody')
  return peer
}

const stored = async () => (await store.log.load(stream)).head

const pointing = (client: number, state: unknown, count = 1) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, DocMessage.awareness)
    const payload = encoding.encode((inner) => {
      encoding.writeVarUint(inner, count)
      for (let i = 0; i < count; i++) {
        encoding.writeVarUint(inner, client + i)
        encoding.writeVarUint(inner, 1)
        encoding.writeVarString(inner, JSON.stringify(state))
      }
    })
    encoding.writeVarUint8Array(encoder, payload)
  })

describe('durable before visible', () => {
  test('[DUR2] until it is durable, nobody else sees it and its writer is not told it is saved', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    store.hold()
    addCard(maya.doc, 'hers', 'mine')
    await calm()
    expect([cardsOf(luis.doc).has('hers'), maya.isSaved]).toEqual([false, false])
    const late = await person('late')
    expect(cardsOf(late.doc).has('hers')).toBe(false)
    store.release()
    await calm()
    expect([luis, late].map((peer) => textOf(peer.doc, 'hers').toString())).toEqual(['mine', 'mine'])
    expect(maya.isSaved).toBe(true)
  })

  test('[DUR1] what was said to be saved is there when another process opens the same log', async () => {
    const maya = await person('maya')
    for (const letter of 'Nobody retells') type(maya.doc, 'first', 0, letter)
    await calm()
    expect(maya.isSaved).toBe(true)
    // No goodbye: the first process is simply gone.
    maya.connect(store.hub())
    await calm()
    const other = new Peer(store.hub(), 'luis')
    await calm()
    expect(contentOf(other.doc)).toBe(contentOf(maya.doc))
  })

  test('[DUR3] a failed commit shows and acknowledges nothing, leaves no hole, and what was typed follows', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    const before = await stored()
    store.failing = new Unavailable('disk full')
    addCard(maya.doc, 'hers', 'not yet')
    await calm()
    expect([maya.wire.code, luis.wire.code]).toEqual([DocClose.unavailable, null])
    expect(cardsOf(luis.doc).has('hers')).toBe(false)
    store.failing = null
    type(luis.doc, 'first', 0, 'on ')
    maya.connect()
    await calm()
    expect(textOf(luis.doc, 'hers').toString()).toBe('not yet')
    expect(contentOf(maya.doc)).toBe(contentOf(luis.doc))
    expect([maya.resets, await stored()]).toEqual([[], before + 2])
    expect(store.errors.splice(0)).toHaveLength(1)
  })

  test('[DUR3] what repeats an earlier frame of the same batch is saved when that one is, and not before', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    type(maya.doc, 'first', 0, 'twice')
    await calm()
    store.failing = new Unavailable('disk full')
    for (const peer of [maya, luis]) textOf(peer.doc, 'first').delete(0, 3)
    await calm()
    expect([maya, luis].map(({ isSaved, wire }) => [isSaved, wire.code])).toEqual([
      [false, DocClose.unavailable],
      [false, DocClose.unavailable],
    ])
    store.failing = null
    for (const peer of [maya, luis]) peer.connect()
    await calm()
    expect([maya.isSaved, luis.isSaved]).toEqual([true, true])
    const late = await person('late')
    expect(contentOf(late.doc)).toBe(contentOf(maya.doc))
    expect(store.errors.splice(0)).toHaveLength(1)
  })

  test('[DUR4] an ordered stop stores and acknowledges every received frame, then asks to come back', async () => {
    const maya = await person('maya')
    store.hold()
    // More than the pace allows at once: even what waits behind it was received.
    for (let i = 0; i < 300; i++) type(maya.doc, 'first', 0, 'x')
    const closed = hub.close()
    store.release()
    await closed
    expect(maya.wire.code).toBe(DocClose.restarting)
    // Only what never left the sender's side of the wire is missing.
    expect(maya.sent - maya.saved).toBe(maya.wire.waiting)
    const again = new Peer(store.hub(), 'luis')
    await calm()
    expect(textOf(again.doc, 'first').length).toBe(textOf(maya.doc, 'first').length - maya.wire.waiting)
  })

  test('[DUR4] a stop does not wait longer than 5 s for a store that hangs', async () => {
    const maya = await person('maya')
    store.hold()
    addCard(maya.doc, 'hers', 'x')
    await calm()
    const closed = hub.close()
    await clock.advance(5_000)
    await closed
    expect([maya.wire.code, maya.isSaved]).toEqual([DocClose.restarting, false])
  })

  test('[BD11] saved counts frames in order: none while an earlier one waits, also if it is refused', async () => {
    const maya = await person('maya')
    const before = maya.saved
    store.hold()
    addCard(maya.doc, 'hers', 'x')
    await calm()
    // Nothing new, so it is handled at once; it must wait its turn all the same.
    maya.send(step2Frame(Uint8Array.of(0, 0)))
    maya.send(updateFrame(Uint8Array.of(0, 0, 9)))
    await calm()
    expect([maya.saved, maya.resets]).toEqual([before, []])
    store.release()
    await calm()
    expect([maya.saved, maya.resets]).toEqual([before + 3, ['malformed']])
  })

  test('[CNV3] a join without edits appends nothing', async () => {
    const before = await stored()
    const [maya] = (await people('maya', 'luis', 'noor')) as [Peer]
    expect(textOf(maya.doc, 'first').length).toBeGreaterThan(0)
    maya.connect()
    await calm()
    expect([await stored(), maya.isSaved]).toEqual([before, true])
  })
})

describe('opening and forgetting', () => {
  test('[CNV4] a board is loaded once, however many come at the same moment, and keeps what they send meanwhile', async () => {
    const loads = store.loads
    const peers = Array.from({ length: 25 }, (_, i) => new Peer(hub, `m${i}`))
    for (const [i, peer] of peers.entries()) addCard(peer.doc, `c${i}`, 'early')
    await calm()
    expect(store.loads).toBe(loads + 1)
    await clock.advance(1_000)
    for (const peer of peers) {
      expect(cardsOf(peer.doc).size).toBe(26)
      expect([peer.isSaved, peer.resets]).toEqual([true, []])
    }
  })

  test('[CNV4] a board that exists cannot be seeded again', async () => {
    const seed = hub.seed(doc, { lists: [], cards: [] })
    await expect(store.log.append([seed], await store.log.lease(cohort, 'test'))).rejects.toThrow()
  })

  test('[BND4] a board leaves memory 60 s after the last person, compacted; whoever returns before finds it open', async () => {
    const maya = await person('maya')
    addCard(maya.doc, 'hers', 'mine')
    await calm()
    maya.wire.cut()
    await clock.advance(docLimits.idleEvictMs - 1)
    expect(hub.stats().boards).toBe(1)
    maya.connect()
    await calm()
    maya.wire.cut()
    const loads = store.loads
    await clock.advance(docLimits.idleEvictMs - 1)
    expect(hub.stats().boards).toBe(1)
    await clock.advance(1)
    expect(hub.stats()).toMatchObject({ boards: 0, connections: 0 })
    const { snapshot, entries } = await store.log.load(stream)
    expect([snapshot?.seq, entries.length]).toEqual([2, 0])
    maya.connect()
    await calm()
    expect([store.loads, maya.isSaved]).toEqual([loads + 1, true])
  })

  test('[BND4] leaving and returning a hundred times within a second loses nothing', async () => {
    const maya = await person('maya')
    for (let i = 0; i < 100; i++) {
      addCard(maya.doc, `c${i}`, 'x')
      maya.wire.cut()
      await clock.advance(10)
      maya.connect()
      if (i % 3 === 0) await calm()
    }
    await clock.advance(5_000)
    const luis = await person('luis')
    expect([cardsOf(luis.doc).size, maya.isSaved, maya.resets]).toEqual([101, true, []])
  })

  test('[CNV5] after 500 entries the stream is compacted, and says the same with the same owners', async () => {
    const maya = await person('maya')
    addCard(maya.doc, 'hers', '')
    for (let i = 0; i < 520; i++) {
      type(maya.doc, 'hers', 0, i % 2 === 0 ? 'secret' : 'x')
      maya.doc.transact(() => textOf(maya.doc, 'hers').delete(0, 6))
      if (i % 40 === 0) await clock.advance(2_000)
    }
    await clock.advance(20_000)
    const { snapshot, entries } = await store.log.load(stream)
    expect(store.compactions).toBeGreaterThan(0)
    expect(entries.length).toBeLessThan(502)
    expect(Buffer.from(snapshot?.body ?? new Uint8Array()).includes('secret')).toBe(false)
    const other = store.hub()
    const luis = new Peer(other, 'luis')
    await calm()
    expect(contentOf(luis.doc)).toBe(contentOf(maya.doc))
    const forged = changeOf(Y.encodeStateAsUpdate(luis.doc), (replica) => addCard(replica, 'f', ''), maya.doc.clientID)
    luis.send(updateFrame(forged))
    await calm()
    expect(luis.resets).toEqual(['not_owner'])
  })

  test('[BD12] a board that cannot be opened is retried; one that was purged is wiped', async () => {
    await store.log.purge(stream, await store.log.lease(cohort, 'test'))
    const maya = new Peer(hub, 'maya')
    await calm()
    expect(maya.wire.code).toBe(DocClose.purged)
    expect(store.errors.splice(0)).toEqual([expect.any(Gone)])
    expect(hub.stats().boards).toBe(0)
  })

  test('[BD12] when another process owns the cohort, everyone goes there', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    store.failing = new Fenced('another owner')
    addCard(maya.doc, 'hers', 'x')
    await calm()
    expect([maya.wire.code, luis.wire.code]).toEqual([DocClose.unavailable, DocClose.unavailable])
    expect(hub.stats().boards).toBe(0)
    store.errors.length = 0
  })

  test('[BD12] a deleted board closes for everybody with the word to wipe it', async () => {
    const [maya, wall] = (await people('maya', 'wall')) as [Peer, Peer]
    await hub.drop(doc)
    expect([maya.wire.code, wall.wire.code]).toEqual([DocClose.purged, DocClose.purged])
    expect(hub.stats()).toMatchObject({ boards: 0, connections: 0 })
  })

  test('[BD12] the late goodbye of an old connection does not end the new one', async () => {
    const maya = await person('maya')
    const old = maya.wire
    maya.connect()
    await calm()
    old.cut()
    await calm()
    addCard(maya.doc, 'hers', 'x')
    await calm()
    expect([maya.isSaved, hub.stats().connections]).toEqual([true, 1])
  })
})

describe('in step with the flow', () => {
  test('[BD13] a settled board holds what comes and keeps its words; then it goes on', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    store.hold()
    type(maya.doc, 'first', 0, 'In flight. ')
    await calm()
    const settling = hub.settle(doc)
    type(maya.doc, 'first', 0, 'Late. ')
    store.release()
    const words = await settling
    expect(words.cards[0]?.text).toBe('In flight. One voice at a time')
    await calm()
    expect([textOf(luis.doc, 'first').toString(), maya.isSaved]).toEqual(['In flight. One voice at a time', false])
    hub.unsettle(doc)
    await calm()
    expect(textOf(luis.doc, 'first').toString()).toBe('Late. In flight. One voice at a time')
    expect([maya.isSaved, maya.resets]).toEqual([true, []])
  })

  test('[BD13] what waits while a board closes is refused by its new rights, and its writer keeps the words', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    await hub.settle(doc)
    type(maya.doc, 'first', 0, 'Late. ')
    await calm()
    store.rights.set('maya', 'read')
    hub.recheck(cohort)
    hub.unsettle(doc)
    await calm()
    expect([maya.role, maya.resets, luis.resets]).toEqual(['read', ['read_only'], []])
    expect(textOf(luis.doc, 'first').toString()).toBe('One voice at a time')
  })

  test('[BD13] what the flow appends itself is taken in and shown, also while a commit is in flight', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    const from = (id: string) => {
      const replica = new Y.Doc()
      addCard(replica, id, 'unsigned')
      return entryBody({ member: '', update: Y.encodeStateAsUpdate(replica) })
    }
    await store.append(from('released'))
    await hub.adopt(doc)
    expect(textOf(luis.doc, 'released').toString()).toBe('unsigned')
    store.hold()
    type(maya.doc, 'first', 0, 'a')
    await calm()
    // The hub is not told of this one; it finds it by the number of its own.
    await store.append(from('second'))
    store.release()
    await calm()
    expect(textOf(luis.doc, 'second').toString()).toBe('unsigned')
    addCard(maya.doc, 'more', 'on')
    await calm()
    expect(contentOf(maya.doc)).toBe(contentOf(luis.doc))
    const other = new Peer(store.hub(), 'noor')
    await calm()
    expect([contentOf(other.doc), maya.isSaved]).toEqual([contentOf(maya.doc), true])
  })

  test('[PRV1] ATK-24 a frame that waits when rights are withdrawn is not accepted any more', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    store.hold()
    type(luis.doc, 'first', 0, 'L')
    await calm()
    type(maya.doc, 'first', 0, 'M')
    store.rights.set('maya', 'none')
    hub.recheck(cohort)
    expect(maya.wire.code).toBe(DocClose.forbidden)
    store.release()
    await calm()
    expect(textOf(luis.doc, 'first').toString()).toBe('LOne voice at a time')
    expect(luis.isSaved).toBe(true)
  })

  test('[PRV2] ATK-24 a reader and a wall change nothing, are told so once, and may say what everyone knows', async () => {
    store.rights.set('eve', 'read')
    const eve = await person('eve')
    expect([eve.role, eve.isSaved, eve.resets]).toEqual(['read', true, []])
    const before = await stored()
    type(eve.doc, 'first', 0, 'no ')
    addCard(eve.doc, 'hers', 'no')
    eve.doc.transact(() => cardsOf(eve.doc).delete('first'))
    await calm()
    expect([eve.resets, eve.isSaved, await stored()]).toEqual([['read_only'], true, before])
    const wall = new TestWire()
    hub.connect(wall, doc, null)
    await calm()
    wall.put(step1Frame(Uint8Array.of(0)))
    wall.put(step2Frame(Y.encodeStateAsUpdate(eve.doc)))
    await calm()
    expect([wall.code, kinds(wall.received).at(-1), await stored()]).toEqual([null, DocMessage.saved, before])
    expect(kinds(wall.received)).toContain(DocMessage.reset)
  })
})

describe('readers of every speed', () => {
  test('[CNV2] nobody gets an update before the state it builds on', async () => {
    const maya = await person('maya')
    const slow = new TestWire()
    hub.connect(slow, doc, 'slow' as never)
    await calm()
    addCard(maya.doc, 'hers', 'x')
    await calm()
    expect(slow.received.map((frame) => readFrame(frame)?.kind)).toEqual([undefined, 'step1'])
    slow.put(step1Frame(Uint8Array.of(0)))
    await calm()
    expect(slow.received.map((frame) => readFrame(frame)?.kind)).toContain('step2')
  })

  test('[BND1] ATK-51 a stalled reader costs a bounded memory, others run at full speed, and it catches up by one difference', async () => {
    const [maya, luis, phone] = (await people('maya', 'luis', 'phone')) as [Peer, Peer, Peer]
    phone.wire.stalled = true
    const frames = phone.wire.received.length
    let most = 0
    for (let i = 0; i < 250; i++) {
      addCard(maya.doc, `c${i}`, 'x'.repeat(1_900))
      if (i % 5 === 0) maya.doc.transact(() => cardsOf(maya.doc).delete(`c${i}`))
      await clock.advance(40)
      // It reads a little now and then: slow is not gone.
      phone.wire.buffered = Math.max(0, phone.wire.buffered - 100)
      if (i % 100 === 0) phone.wire.buffered = Math.max(0, phone.wire.buffered - 20_000)
      most = Math.max(most, phone.wire.buffered)
    }
    expect(contentOf(luis.doc)).toBe(contentOf(maya.doc))
    expect(most).toBeLessThan(docLimits.bufferedBytes / 4)
    expect(cardsOf(phone.doc).size).toBeLessThan(cardsOf(maya.doc).size)
    const before = phone.wire.received.slice(frames).filter((frame) => frame[0] === 0).length
    phone.wire.buffered = 0
    phone.wire.stalled = false
    await clock.advance(200)
    const after = phone.wire.received.slice(frames).filter((frame) => frame[0] === 0).length
    expect(after).toBe(before + 1)
    expect([phone.wire.code, contentOf(phone.doc)]).toEqual([null, contentOf(maya.doc)])
  })

  test('[BND1] asking again and again without reading costs nothing more, and ends', async () => {
    const maya = await person('maya')
    for (let i = 0; i < 150; i++) addCard(maya.doc, `c${i}`, 'x'.repeat(1_900))
    await clock.advance(30_000)
    const greedy = new TestWire()
    hub.connect(greedy, doc, 'greedy' as never)
    await calm()
    greedy.stalled = true
    for (let i = 0; i < 300; i++) greedy.put(step1Frame(Uint8Array.of(0)))
    let most = 0
    for (let i = 0; i < 400 && greedy.code === null; i++) {
      await clock.advance(100)
      most = Math.max(most, greedy.buffered)
    }
    expect(most).toBeLessThan(docLimits.bufferedBytes)
    expect(greedy.code).toBe(DocClose.tooSlow)
  })

  test('[BD4] a flood waits at its sender: nothing is dropped, and nobody else waits', async () => {
    const [mallory, maya] = (await people('mallory', 'maya')) as [Peer, Peer]
    addCard(mallory.doc, 'flood', '')
    await calm()
    for (let i = 0; i < 600; i++) type(mallory.doc, 'flood', 0, 'x')
    await calm()
    expect(mallory.wire.isPaused).toBe(true)
    type(maya.doc, 'first', 0, 'M')
    await calm()
    expect(maya.isSaved).toBe(true)
    await clock.advance(10_000)
    expect(textOf(maya.doc, 'flood').length).toBe(600)
    expect([mallory.isSaved, mallory.resets, mallory.wire.isPaused]).toEqual([true, [], false])
  })

  test('[BD10] after ten silent seconds the server says something, for the client leaves after thirty', async () => {
    const maya = await person('maya')
    // Alone, and the list of who is here is told at once.
    await clock.advance(0)
    const count = maya.wire.received.length
    await clock.advance(9_900)
    expect(maya.wire.received.length).toBe(count)
    await clock.advance(200)
    expect(kinds(maya.wire.received).slice(count)).toEqual([DocMessage.saved])
    await clock.advance(100_000)
    expect(maya.wire.received.length).toBe(count + 11)
    expect(maya.isSaved).toBe(true)
  })
})

describe('presence', () => {
  test('[BD1] ten times a second at most, newest wins, and nobody is told about themselves', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    await clock.advance(1_000)
    const count = kinds(luis.wire.received).filter((kind) => kind === DocMessage.presence).length
    for (let i = 0; i < 50; i++) {
      maya.send(pointing(5, { card: 'first', index: i, name: 'LUIS', user: { name: 'Luis' } }))
      await clock.advance(20)
    }
    await clock.advance(100)
    const told = kinds(luis.wire.received).filter((kind) => kind === DocMessage.presence).length - count
    expect(told).toBeGreaterThan(8)
    expect(told).toBeLessThanOrEqual(12)
    expect(luis.present).toEqual([
      { id: expect.any(String) as string, member: 'maya', name: 'MAYA', card: 'first', index: 49 },
    ])
    expect(maya.present).toEqual([])
  })

  test('[BD1] ATK-18 others’ entries, crowds, large and strange states are dropped without a word', async () => {
    const [mallory, luis] = (await people('mallory', 'luis')) as [Peer, Peer]
    mallory.send(pointing(5, { card: 'first', index: 1 }))
    await clock.advance(200)
    const { present } = luis
    mallory.send(pointing(6, { card: 'first', index: 2 }))
    mallory.send(pointing(6, null))
    mallory.send(pointing(5, { card: 'first', index: 3 }, 50))
    mallory.send(pointing(5, { card: 'first', index: 4, more: 'x'.repeat(2_000) }))
    await clock.advance(200)
    expect(luis.present).toEqual(present)
    mallory.send(pointing(5, { card: '__proto__', index: -1 }))
    await clock.advance(200)
    expect(luis.present).toMatchObject([{ card: null, index: null }])
    expect(mallory.wire.code).toBe(null)
  })

  test('[BD1] where presence would tell too much there is none, and what was told is taken back', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    maya.send(pointing(5, { card: 'first', index: 1 }))
    await clock.advance(200)
    expect(luis.present).toHaveLength(1)
    store.presenceAllowed = false
    hub.recheck(cohort)
    await clock.advance(200)
    expect(luis.present).toEqual([])
    const count = luis.wire.received.length
    maya.send(pointing(5, { card: 'first', index: 2 }))
    await clock.advance(1_000)
    expect(luis.wire.received.length).toBe(count)
  })

  test('[BD1] who leaves is gone from it', async () => {
    const [maya, luis] = (await people('maya', 'luis')) as [Peer, Peer]
    maya.send(pointing(5, {}))
    await clock.advance(200)
    expect(luis.present).toHaveLength(1)
    maya.wire.cut()
    await clock.advance(200)
    expect(luis.present).toEqual([])
  })
})
