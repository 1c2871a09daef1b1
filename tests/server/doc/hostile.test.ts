/** Hostile frames over a real socket, with somebody else on the same board: they notice nothing. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as fc from 'fast-check'
import * as Y from 'yjs'
import { DocClose, DocMessage, docLimits } from '../../../shared/wire/doc.ts'
import { readFrame, step1Frame, step2Frame, updateFrame } from '../../../server/doc/frames.ts'
import { addCard, cardsOf, changeOf, contentOf, listsOf, textOf, type, words } from './board-acts.ts'
import { BoardServer, type BoardClient, type RawClient } from './board-server.ts'
import { doc, read, stream } from './board-hub.ts'

let server: BoardServer
let maya: BoardClient

beforeEach(async () => {
  server = await BoardServer.start()
  const [client] = await server.synced('maya')
  if (client === undefined) throw new Error('nobody')
  maya = client
  addCard(maya.doc, 'hers', 'mine')
  await maya.until(() => maya.isSaved)
})

afterEach(async () => {
  // Whatever was sent: Maya writes on, is not reset, has nothing pending, and a newcomer gets the same.
  type(maya.doc, 'hers', 4, ' still')
  await maya.until(() => maya.isSaved)
  expect(textOf(maya.doc, 'hers').toString()).toBe('mine still')
  expect([...listsOf(maya.doc).keys()].sort()).toEqual(words.lists.map(({ id }) => id))
  const [late] = await server.synced('late')
  expect(late && contentOf(late.doc)).toBe(contentOf(maya.doc))
  for (const client of [maya, late]) {
    expect(client?.doc.store.pendingStructs ?? client?.doc.store.pendingDs ?? null).toBeNull()
    expect(client?.resets).toEqual([])
  }
  expect(server.store.errors).toEqual([])
  await server.close()
})

const stored = async () => (await server.store.log.load(stream)).head

/** A stranger's connection that has already exchanged its state. */
async function mallory(): Promise<{ raw: RawClient; current: Uint8Array }> {
  const raw = await server.raw('mallory')
  raw.send(step1Frame(Uint8Array.of(0)))
  const frame = await raw.until((one) => readFrame(one)?.kind === 'step2')
  const received = readFrame(frame)
  if (received?.kind !== 'step2') throw new Error('No step 2')
  raw.send(step2Frame(Uint8Array.of(0, 0)))
  return { raw, current: received.update }
}

const isReset = (frame: Uint8Array) => frame[0] === DocMessage.reset
const reasonOf = (frame: Uint8Array) => read(frame).text()

const frames: Record<string, { why: string; make: (current: Uint8Array) => Uint8Array }> = {
  'somebody else’s clientID': {
    why: 'not_owner',
    make: (current) => updateFrame(changeOf(current, (replica) => addCard(replica, 'forged', 'x'), maya.doc.clientID)),
  },
  'a gap': {
    why: 'gap',
    make: (current) => {
      const replica = new Y.Doc()
      Y.applyUpdate(replica, current)
      addCard(replica, 'one', 'x')
      const vector = Y.encodeStateVector(replica)
      // Its deletion would be applied and its insertion held (yjs#461).
      replica.transact(() => cardsOf(replica).get('first')?.set('pos', 'a5'))
      return updateFrame(Y.encodeStateAsUpdate(replica, vector))
    },
  },
  'an unknown root': {
    why: 'schema',
    make: (current) => updateFrame(changeOf(current, (replica) => replica.getMap('hidden').set('a', 'b'))),
  },
  'a key that objects trip over': {
    why: 'schema',
    make: (current) => updateFrame(changeOf(current, (replica) => addCard(replica, '__proto__', 'x'))),
  },
  'bytes that are no update': { why: 'malformed', make: () => updateFrame(new Uint8Array(9).fill(255)) },
  'the bytes that hang a decoder of the second encoding': {
    why: 'malformed',
    make: () => updateFrame(Uint8Array.from([...new Array<number>(20).fill(0xff), 0x7f])),
  },
  'an update beyond the limit': { why: 'too_big', make: () => updateFrame(new Uint8Array(docLimits.updateBytes + 1)) },
  'a step 2 beyond the limit': { why: 'too_big', make: () => step2Frame(new Uint8Array(docLimits.step2Bytes + 1)) },
}

for (const [name, { why, make }] of Object.entries(frames)) {
  test(`[PRV3][BD2] ATK-17 ATK-19 ${name} is refused with a code`, async () => {
    const { raw, current } = await mallory()
    const before = await stored()
    raw.send(make(current))
    expect(reasonOf(await raw.until(isReset))).toBe(why)
    // After its reset the connection may send what it likes; none of it is even looked at.
    raw.send(updateFrame(changeOf(current, (replica) => addCard(replica, 'after', 'x'))))
    await raw.until((frame) => frame[0] === DocMessage.saved && read(frame).number() === 4)
    expect([await stored(), server.hub.stats().dropped]).toEqual([before, 1])
    raw.socket.close()
  })
}

test('[BD2] ATK-22 of all message types only four are understood; the others end the connection with a code', async () => {
  for (let message = 0; message < 256; message++) {
    const raw = await server.raw('mallory')
    raw.send(message < 128 ? Uint8Array.of(message, 9, 9, 9) : Uint8Array.of(message, 1, 9, 9))
    expect([message, await raw.closed]).toEqual([message, DocClose.malformed])
  }
})

test('[BD2] frames that are cut, doubled, empty or text end the connection with a code', async () => {
  const update = changeOf((await mallory()).current, (replica) => addCard(replica, 'x', 'x'))
  const whole = updateFrame(update)
  const junk = [
    Uint8Array.of(),
    Uint8Array.of(0),
    Uint8Array.of(0, 3, 0),
    whole.subarray(0, whole.length - 1),
    new Uint8Array([...whole, ...whole]),
    Uint8Array.of(1, 3, 1, 2),
    new Uint8Array(12).fill(255),
  ]
  const before = await stored()
  for (const bytes of junk) {
    const raw = await server.raw('mallory')
    raw.send(bytes)
    expect(await raw.closed).toBe(DocClose.malformed)
  }
  expect(await stored()).toBe(before)
})

test('[BD2] ATK-23 what is queued behind a frame that ended the connection is not taken', async () => {
  const { raw, current } = await mallory()
  const before = await stored()
  const good = updateFrame(changeOf(current, (replica) => addCard(replica, 'behind', 'x')))
  const chunk = [Uint8Array.of(9), good, good]
  for (const frame of chunk) raw.send(frame)
  expect(await raw.closed).toBe(DocClose.malformed)
  await server.hub.settle(doc)
  server.hub.unsettle(doc)
  expect([await stored(), raw.frames.some(isReset)]).toEqual([before, false])
})

test('[BD2] a length that points beyond its frame reads nobody else’s bytes', async () => {
  const { raw } = await mallory()
  // ws slices small frames out of one large buffer, in which other people's words lie.
  raw.send(Uint8Array.of(0, 2, 0xff, 0x7f, 1, 1, 7, 0, 4))
  expect(await raw.closed).toBe(DocClose.malformed)
})

test('[BND3] ATK-17 a flood of updates whose base is missing costs next to nothing and leaves nothing pending', async () => {
  const { raw, current } = await mallory()
  const replica = new Y.Doc()
  Y.applyUpdate(replica, current)
  addCard(replica, 'base', '')
  const orphans = Array.from({ length: 2_000 }, (_, i) => {
    const vector = Y.encodeStateVector(replica)
    addCard(replica, `o${i}`, 'orphan')
    return updateFrame(Y.encodeStateAsUpdate(replica, vector))
  })
  const before = await stored()
  for (const orphan of orphans) raw.send(orphan)
  type(maya.doc, 'first', 0, 'quick ')
  await maya.until(() => maya.isSaved)
  await raw.until(isReset)
  // One is judged and answered; the others wait for their pace or are not even looked at. What is stored is Maya's.
  expect([raw.frames.filter(isReset).length, await stored()]).toEqual([1, before + 1])
  expect(cardsOf(maya.doc).has('o1')).toBe(false)
  raw.socket.terminate()
})

test('[BD3] what builds on words the server has not seen yet is dropped before step 2, counted, and comes again with it', async () => {
  const { current } = await mallory()
  const replica = new Y.Doc()
  Y.applyUpdate(replica, current)
  addCard(replica, 'base', '')
  const vector = Y.encodeStateVector(replica)
  addCard(replica, 'more', '')
  const raw = await server.raw('honest')
  raw.send(updateFrame(Y.encodeStateAsUpdate(replica, vector)))
  await raw.until((frame) => frame[0] === DocMessage.saved && read(frame).number() === 1)
  expect([raw.frames.some(isReset), server.hub.stats().dropped]).toEqual([false, 1])
  raw.send(step2Frame(Y.encodeStateAsUpdate(replica)))
  await raw.until((frame) => frame[0] === DocMessage.saved && read(frame).number() === 2)
  expect(raw.frames.some(isReset)).toBe(false)
  expect((await server.hub.settle(doc)).cards.map((card) => card.id).sort()).toEqual(['base', 'first', 'hers', 'more'])
  server.hub.unsettle(doc)
  raw.socket.close()
})

test('[BD2] ATK-64 random frames: the server lives and nobody notices', async () => {
  const { raw, current } = await mallory()
  const honest = [
    updateFrame(changeOf(current, (replica) => addCard(replica, 'x', 'x'))),
    step2Frame(current),
    step1Frame(current),
  ]
  const mutated = fc.tuple(fc.constantFrom(...honest), fc.nat(), fc.nat(255)).map(([frame, at, value]) => {
    const copy = new Uint8Array(frame)
    copy[at % copy.length] = value
    return copy
  })
  const any = fc.oneof(fc.uint8Array({ maxLength: 60 }), mutated)
  raw.socket.close()
  for (const bytes of fc.sample(any, { numRuns: 300, seed: 20261123 })) {
    const one = await server.raw('mallory')
    one.send(bytes)
    one.send(step1Frame(Uint8Array.of(0)))
    await Promise.race([one.closed, one.until((frame) => readFrame(frame)?.kind === 'step2')])
    one.socket.terminate()
  }
  // A member may write in a card or remove it, and random bytes can say just that: Maya's words are put back.
  const [other] = await server.synced('other')
  await maya.until(() => other !== undefined && contentOf(maya.doc) === contentOf(other.doc))
  addCard(maya.doc, 'hers', 'mine')
})
