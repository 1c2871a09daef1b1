import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocClose } from '../../../shared/wire/doc.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { wordsOf } from '../../../server/doc/board-words.ts'
import { updateFrame, step2Frame, readFrame } from '../../../server/doc/frames.ts'
import { boardServer, doc, stream, type BoardClient, type BoardServer } from './board-server.ts'

let server: BoardServer
afterEach(() => server.close())

const everyoneEqual = async (clients: readonly BoardClient[]) => {
  const [first] = clients
  if (first === undefined) throw new Error('nobody')
  for (const client of clients) await client.until(() => client.saved)
  for (const client of clients)
    await client.until(() => JSON.stringify(client.content()) === JSON.stringify(first.content()))
}
const resetOf = (frame: Uint8Array) => (frame[0] === 66 ? Buffer.from(frame.subarray(2)).toString() : null)

describe('honest people', () => {
  test('[CNV1][CNV6] typing letter by letter through cuts, everyone ends with every letter and nobody is reset', async () => {
    server = await boardServer()
    const seed = 20261123
    console.log(`seed ${seed}`)
    const random = seededRandom(seed)
    const people = ['maya', 'luis', 'noor', 'ben'].map((name) => server.client(name))
    for (const person of people) await person.until(() => person.provider.synced)
    people.forEach((person, i) => person.add(`card-${i}`, ''))
    await everyoneEqual(people)
    const sentence = 'Nobody retells a story that is not theirs, and nobody has to explain a silence.'
    for (let i = 0; i < sentence.length; i++) {
      people.forEach((person, p) => person.text(`card-${p}`).insert(i, sentence[i] as string))
      // One shared card too: everyone writes at its end.
      const one = people[random(people.length)] as BoardClient
      one.text('first').insert(one.text('first').length, '.')
      if (random(12) === 0) server.cutAll()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await everyoneEqual(people)
    for (const [i, person] of people.entries()) {
      expect(person.text(`card-${i}`).toString()).toBe(sentence)
      expect(person.resets).toEqual([])
    }
    expect(people[0]?.text('first').toString()).toBe(`One voice at a time${'.'.repeat(sentence.length)}`)
  })

  test('[CNV3][CNV4] a join without edits appends nothing, and a board begins once', async () => {
    server = await boardServer()
    const before = server.appends()
    const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => server.client(name))
    for (const person of people) await person.until(() => person.provider.synced && person.text('first').length > 0)
    for (const person of people) await person.until(() => person.saved)
    expect(server.appends()).toBe(before)
    const { entries } = await server.log.load(stream)
    expect(entries.length).toBe(1)
    expect(Object.keys(people[0]?.content() ?? {})).toEqual(['first'])
  })

  test('[CNV5] a compacted board is the same for everyone, and its owners are known after a restart', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    await maya.until(() => maya.provider.synced)
    maya.add('hers', '')
    for (let i = 0; i < 520; i++) {
      maya.text('hers').insert(i, 'x')
      if (i % 4 === 0) await maya.until(() => maya.saved)
    }
    await maya.until(() => maya.saved)
    const content = maya.content()
    const settled = await server.hub.settle(doc)
    expect(settled.cards.find((card) => card.id === 'hers')?.text).toBe('x'.repeat(520))
    await server.restart()
    const luis = server.client('luis')
    await luis.until(() => luis.provider.synced && JSON.stringify(luis.content()) === JSON.stringify(content))
    await maya.until(() => maya.saved)
    maya.text('hers').insert(0, 'again ')
    await luis.until(() => luis.text('hers').toString().startsWith('again '))
    expect(maya.resets).toEqual([])
  })

  test('[DUR3] when the store cannot save, nothing is shown or said to be saved, and it follows once it can', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    const luis = server.client('luis')
    for (const person of [maya, luis]) await person.until(() => person.provider.synced)
    server.failing(true)
    maya.add('late', 'not yet')
    await maya.until(() => !maya.provider.wsconnected)
    expect(maya.saved).toBe(false)
    expect(luis.content()).not.toHaveProperty('late')
    server.failing(false)
    await luis.until(() => Object.hasOwn(luis.content() as object, 'late'))
    await maya.until(() => maya.saved)
    expect(maya.resets).toEqual([])
  })

  test('[BD1] others see who writes where, by name and never by clientID, and nobody sees themselves', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    const luis = server.client('luis')
    for (const person of [maya, luis]) await person.until(() => person.provider.synced)
    maya.provider.awareness.setLocalState({ card: 'first', index: 3, user: 'Luis', name: 'LUIS' })
    await luis.until(() => luis.peers.some((peer) => peer.card === 'first'))
    expect(luis.peers).toEqual([
      { id: expect.any(String) as string, member: 'maya', name: 'MAYA', card: 'first', index: 3 },
    ])
    expect(JSON.stringify(luis.peers)).not.toContain(String(maya.doc.clientID))
    await maya.until(() => maya.peers.length === 1)
    expect(maya.peers[0]?.member).toBe('luis')
  })
})

describe('rights', () => {
  test('[PRV1] rights withdrawn close the board for that person at once, and settled words stay', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    await maya.until(() => maya.provider.synced && maya.role === 'write')
    server.rights.set('maya', 'none')
    const closed = new Promise<number>((resolve) =>
      maya.provider.on('connection-close', (event) => resolve((event as CloseEvent).code)),
    )
    server.hub.recheck('2222222222' as never)
    expect(await closed).toBe(DocClose.forbidden)
    maya.text('first').insert(0, 'no ')
    expect((await server.hub.settle(doc)).cards[0]?.text).toBe('One voice at a time')
  })

  test('[PRV2] whoever may only read changes nothing, and is told to keep their text elsewhere', async () => {
    server = await boardServer()
    server.rights.set('eve', 'read')
    const eve = server.client('eve')
    await eve.until(() => eve.provider.synced && eve.role === 'read')
    const before = server.appends()
    eve.add('mine', 'hello')
    await eve.until(() => eve.resets.length > 0)
    expect(eve.resets).toEqual(['read_only'])
    expect(server.appends()).toBe(before)
    expect((await server.hub.settle(doc)).cards.map((card) => card.id)).toEqual(['first'])
  })
})

describe('hostile frames', () => {
  /** An update of a fresh replica of what stands on the board. */
  const made = (current: Uint8Array, change: (replica: Y.Doc) => void, clientID?: number): Uint8Array => {
    const replica = new Y.Doc()
    Y.applyUpdate(replica, current)
    if (clientID !== undefined) replica.clientID = clientID
    const vector = Y.encodeStateVector(replica)
    change(replica)
    return Y.encodeStateAsUpdate(replica, vector)
  }
  const standing = async () => {
    const { entries } = await server.log.load(stream)
    expect(entries.length).toBeGreaterThan(0)
    const raw = await server.raw('reader')
    raw.send(Uint8Array.of(0, 0, 1, 0))
    const step2 = await raw.until((frame) => frame[0] === 0 && frame[1] === 1)
    raw.socket.close()
    const read = readFrame(step2)
    if (read?.kind !== 'step2') throw new Error('no step 2')
    return read.update
  }

  const attacks: Record<string, (current: Uint8Array, victim: number) => { frames: Uint8Array[]; why: string }> = {
    'somebody else’s clientID': (current, victim) => ({
      frames: [updateFrame(made(current, (r) => r.getMap('cards').set('forged', new Y.Map()), victim))],
      why: 'not_owner',
    }),
    'a piece under a clientID that mutes its owner': (_current, victim) => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, victim)
      encoding.writeVarUint(encoder, 0)
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 2 ** 40)
      encoding.writeVarUint(encoder, 0)
      return { frames: [updateFrame(encoding.toUint8Array(encoder))], why: 'not_owner' }
    },
    'an unknown root': (current) => ({
      frames: [updateFrame(made(current, (r) => r.getMap('hidden').set('a', 'b')))],
      why: 'schema',
    }),
    'a forbidden key': (current) => ({
      frames: [updateFrame(made(current, (r) => r.getMap('cards').set('__proto__', new Y.Map())))],
      why: 'schema',
    }),
    'a plain value where a card belongs': (current) => ({
      frames: [updateFrame(made(current, (r) => r.getMap('cards').set('x', { admin: true })))],
      why: 'schema',
    }),
    'a deep nest': (current) => ({
      frames: [
        updateFrame(
          made(current, (r) => {
            let map = r.getMap<unknown>('cards')
            for (let i = 0; i < 12; i++) {
              const inner = new Y.Map<unknown>()
              map.set(`n${i}`, inner)
              map = inner
            }
          }),
        ),
      ],
      why: 'schema',
    }),
    'a heading of the columns renamed': (current) => ({
      frames: [
        updateFrame(
          made(current, (r) => ((r.getMap('lists').get('l1') as Y.Map<unknown>).get('title') as Y.Text).insert(0, 'X')),
        ),
      ],
      why: 'schema',
    }),
    'a heading of the columns deleted': (current) => ({
      frames: [updateFrame(made(current, (r) => r.getMap('lists').delete('l1')))],
      why: 'schema',
    }),
    'an update with a gap': (current) => {
      const replica = new Y.Doc()
      Y.applyUpdate(replica, current)
      replica.getMap('cards').set('one', new Y.Map())
      const vector = Y.encodeStateVector(replica)
      replica.getMap('cards').set('two', new Y.Map())
      return { frames: [updateFrame(Y.encodeStateAsUpdate(replica, vector))], why: 'gap' }
    },
    'a deletion of what nobody wrote': () => {
      const encoder = encoding.createEncoder()
      for (const n of [0, 1, 77, 1, 0, 1_000_000]) encoding.writeVarUint(encoder, n)
      return { frames: [updateFrame(encoding.toUint8Array(encoder))], why: 'gap' }
    },
    'bytes that are no update': () => ({
      frames: [updateFrame(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255))],
      why: 'malformed',
    }),
    'an update that is too big': (current) => ({
      frames: [
        updateFrame(
          made(current, (r) =>
            ((r.getMap('cards').get('first') as Y.Map<unknown>).get('text') as Y.Text).insert(0, 'x'.repeat(70_000)),
          ),
        ),
      ],
      why: 'too_big',
    }),
  }

  for (const [name, attack] of Object.entries(attacks)) {
    test(`[PRV3][BD2] ${name} is refused and harms nobody`, async () => {
      server = await boardServer()
      const maya = server.client('maya')
      await maya.until(() => maya.provider.synced)
      maya.add('hers', 'mine')
      await maya.until(() => maya.saved)
      const { frames, why } = attack(await standing(), maya.doc.clientID)
      const appends = server.appends()
      const mallory = await server.raw('mallory')
      mallory.send(step2Frame(Uint8Array.of(0, 0)))
      for (const frame of frames) mallory.send(frame)
      const answer = await mallory.until((frame) => resetOf(frame) !== null)
      expect(resetOf(answer)).toBe(why)
      expect(server.appends()).toBe(appends)
      maya.text('hers').insert(4, ' still')
      await maya.until(() => maya.saved)
      expect(wordsOf(maya.doc).cards.find((card) => card.id === 'hers')?.text).toBe('mine still')
      expect(maya.resets).toEqual([])
      mallory.socket.close()
    })
  }

  test('[BD2] the second encoding is never decoded: read as the first it changes nothing', async () => {
    server = await boardServer()
    const replica = new Y.Doc()
    Y.applyUpdate(replica, await standing())
    replica.getMap('cards').set('v2', new Y.Map())
    const before = server.appends()
    const raw = await server.raw('mallory')
    raw.send(step2Frame(Uint8Array.of(0, 0)))
    raw.send(updateFrame(Y.encodeStateAsUpdateV2(replica)))
    await raw.until((frame) => frame[0] === 64 && frame[1] === 2)
    expect(server.appends()).toBe(before)
    expect((await server.hub.settle(doc)).cards.map((card) => card.id)).toEqual(['first'])
    raw.socket.close()
  })

  test('[BD2] unknown message types close the connection with a code, for all of them', async () => {
    server = await boardServer()
    for (const type of [2, 4, 5, 63, 64, 65, 66, 67, 100, 127]) {
      const raw = await server.raw('mallory')
      raw.send(Uint8Array.of(type, 1, 2, 3))
      expect(await raw.closed).toBe(DocClose.malformed)
    }
    for (const junk of [
      Uint8Array.of(),
      Uint8Array.of(0),
      Uint8Array.of(0, 9, 1, 1),
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
    ]) {
      const raw = await server.raw('mallory')
      raw.send(junk)
      expect(await raw.closed).toBe(DocClose.malformed)
    }
  })

  test('[BND3] a flood of orphan updates leaves nothing pending and does not slow others', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    await maya.until(() => maya.provider.synced)
    const replica = new Y.Doc()
    Y.applyUpdate(replica, await standing())
    replica.getMap('cards').set('base', new Y.Map())
    const mallory = await server.raw('mallory')
    mallory.send(step2Frame(Uint8Array.of(0, 0)))
    for (let i = 0; i < 200; i++) {
      const vector = Y.encodeStateVector(replica)
      replica.getMap('cards').set(`o${i}`, new Y.Map())
      mallory.send(updateFrame(Y.encodeStateAsUpdate(replica, vector)))
    }
    maya.add('hers', 'here')
    await maya.until(() => maya.saved)
    const late = server.client('late')
    await late.until(() => late.provider.synced)
    expect(late.doc.store.pendingStructs).toBeNull()
    expect(Object.keys(late.content()).sort()).toEqual(['first', 'hers'])
    mallory.socket.close()
  })

  test('[BD3] a reconnecting person’s early update without its base is no strike', async () => {
    server = await boardServer()
    const replica = new Y.Doc()
    Y.applyUpdate(replica, await standing())
    replica.getMap('cards').set('base', new Y.Map())
    const vector = Y.encodeStateVector(replica)
    replica.getMap('cards').set('more', new Y.Map())
    const raw = await server.raw('honest')
    raw.send(updateFrame(Y.encodeStateAsUpdate(replica, vector)))
    raw.send(step2Frame(Y.encodeStateAsUpdate(replica)))
    await raw.until((frame) => frame[0] === 64 && frame[1] === 2)
    expect(raw.frames.some((frame) => frame[0] === 66)).toBe(false)
    expect((await server.hub.settle(doc)).cards.map((card) => card.id).sort()).toEqual(['base', 'first', 'more'])
    raw.socket.close()
  })

  test('[BD4] twice as fast as the fastest typist meets no limit', async () => {
    server = await boardServer()
    const maya = server.client('maya')
    await maya.until(() => maya.provider.synced)
    maya.add('hers', '')
    const letters = 300
    for (let i = 0; i < letters; i++) {
      maya.text('hers').insert(i, 'a')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await maya.until(() => maya.saved)
    expect((await server.hub.settle(doc)).cards.find((card) => card.id === 'hers')?.text.length).toBe(letters)
    expect(maya.resets).toEqual([])
  })
})
