/** The real y-websocket client against the real server: what Fourfold relies on in it, and people typing through cuts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { DocClose } from '../../../shared/wire/doc.ts'
import { step2Frame, updateFrame } from '../../../server/doc/frames.ts'
import { addCard, cardsOf, contentOf, textOf, type } from './board-acts.ts'
import { BoardServer, type BoardClient } from './board-server.ts'
import { cohort, doc } from './board-hub.ts'

describe('what we rely on in y-websocket 3.1.0', () => {
  /** A server of the bare protocol, and one client of it. */
  async function bare(greet: (socket: WebSocket) => void) {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    server.on('connection', greet)
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const replica = new Y.Doc()
    const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, 'x', replica, { disableBc: true })
    const close = () => {
      provider.destroy()
      replica.destroy()
      for (const socket of server.clients) socket.terminate()
      server.close()
    }
    return { provider, replica, close }
  }

  test('[BD14] it reads one message per frame and ignores what stands behind it', async () => {
    const source = new Y.Doc()
    const updates: Uint8Array[] = []
    source.on('update', (update: Uint8Array) => updates.push(updateFrame(update)))
    source.getMap('m').set('first', 1)
    source.getMap('m').set('second', 2)
    const { replica, provider, close } = await bare((socket) => {
      socket.send(Buffer.concat(updates))
      socket.send(step2Frame(Uint8Array.of(0, 0)))
    })
    await new Promise((resolve) => provider.once('sync', resolve))
    expect(replica.getMap('m').toJSON()).toEqual({ first: 1 })
    close()
  })

  test('[BD14] codes 4400 to 4499 are final, all others are tried again', async () => {
    for (const [code, isFinal] of [
      [DocClose.malformed, true],
      [DocClose.forbidden, true],
      [DocClose.purged, true],
      [DocClose.ticket, false],
      [DocClose.unavailable, false],
      [DocClose.tooSlow, false],
      [DocClose.restarting, false],
      [1006, false],
    ] as const) {
      let connections = 0
      const { provider, close } = await bare((socket) => {
        connections++
        if (code === 1006) socket.terminate()
        else socket.close(code)
      })
      if (isFinal) await new Promise((resolve) => provider.once('closed', resolve))
      else {
        await new Promise((resolve) => provider.once('connection-close', resolve))
        await new Promise((resolve) => provider.once('connection-close', resolve))
      }
      expect([code, provider.shouldConnect, connections]).toEqual([code, !isFinal, isFinal ? 1 : 2])
      close()
    }
  })

  test('[BD14] it leaves a server that has said nothing for 30 s, whatever pings arrive', async () => {
    const { provider, close } = await bare((socket) => socket.ping())
    await new Promise<void>((resolve) => provider.on('status', ({ status }) => status === 'connected' && resolve()))
    const closed = new Promise((resolve) => provider.once('connection-close', resolve))
    // It looks every 3 s by the machine's clock: make the last message old instead of waiting.
    provider.wsLastMessageReceived -= 27_500
    await closed
    close()
  })
})

describe('people', () => {
  let server: BoardServer
  beforeEach(async () => {
    server = await BoardServer.start()
  })
  afterEach(async () => {
    expect(server.store.errors).toEqual([])
    await server.close()
  })

  const allEqual = async (clients: readonly BoardClient[]) => {
    for (const client of clients) await client.until(() => client.isSaved)
    for (const client of clients)
      await client.until(() => clients.every((other) => contentOf(other.doc) === contentOf(client.doc)))
  }

  test('[CNV1][CNV2][CNV6] typing letter by letter through cuts, everyone ends with every letter', async () => {
    const seed = 20261123
    console.log(`seed ${seed}`)
    const random = seededRandom(seed)
    const people = await server.synced('maya', 'luis', 'noor', 'ben', 'rosa')
    for (const { doc: replica } of people)
      replica.on('update', () => expect(replica.store.pendingStructs ?? replica.store.pendingDs).toBeNull())
    people.forEach((person, i) => addCard(person.doc, `card-${i}`, ''))
    await allEqual(people)
    const sentence = 'Nobody retells a story that is not theirs, and nobody has to explain a silence. 🙂'
    const letters = [...sentence]
    let cuts = 0
    for (const [i, letter] of letters.entries()) {
      people.forEach((person, p) => type(person.doc, `card-${p}`, letters.slice(0, i).join('').length, letter))
      const one = people[random(people.length)]
      if (one !== undefined) type(one.doc, 'first', textOf(one.doc, 'first').length, '.')
      if (random(10) === 0) {
        cuts++
        server.cutAll()
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    await allEqual(people)
    expect(cuts).toBeGreaterThan(3)
    for (const [i, person] of people.entries()) {
      expect(textOf(person.doc, `card-${i}`).toString()).toBe(sentence)
      expect(person.resets).toEqual([])
    }
    const [first] = people
    expect(first && textOf(first.doc, 'first').toString()).toBe(`One voice at a time${'.'.repeat(letters.length)}`)
  })

  test('[CNV3][CNV4] a room of people joins, and the board has begun once and nothing is appended', async () => {
    const before = server.store.appends
    const people = await server.synced(...Array.from({ length: 12 }, (_, i) => `m${i}`))
    for (const person of people) expect([...cardsOf(person.doc).keys()]).toEqual(['first'])
    expect(server.store.appends).toBe(before)
  })

  test('[DUR1] a restart keeps all that was saved, and people go on where they were', async () => {
    const [maya, luis] = (await server.synced('maya', 'luis')) as [BoardClient, BoardClient]
    addCard(maya.doc, 'hers', 'mine')
    await maya.until(() => maya.isSaved)
    await server.restart()
    type(maya.doc, 'hers', 4, ' still')
    await luis.until(() => cardsOf(luis.doc).has('hers') && textOf(luis.doc, 'hers').toString() === 'mine still')
    await allEqual([maya, luis])
    expect(maya.resets).toEqual([])
  })

  test('[DUR3] while nothing can be stored nothing looks saved, and it follows once it can', async () => {
    const [maya, luis] = (await server.synced('maya', 'luis')) as [BoardClient, BoardClient]
    server.store.failing = new Error('disk full')
    addCard(maya.doc, 'late', 'not yet')
    await maya.until(() => !maya.provider.wsconnected)
    expect([maya.isSaved, cardsOf(luis.doc).has('late')]).toEqual([false, false])
    server.store.failing = null
    await luis.until(() => cardsOf(luis.doc).has('late'))
    await maya.until(() => maya.isSaved)
    expect(maya.resets).toEqual([])
    server.store.errors.length = 0
  })

  test('[PRV1] rights withdrawn end the connection for good, and nothing of it is accepted any more', async () => {
    const [maya] = (await server.synced('maya')) as [BoardClient]
    const closed = new Promise<number>((resolve) => maya.provider.on('closed', ({ code }) => resolve(code)))
    server.store.rights.set('maya', 'none')
    server.hub.recheck(cohort)
    type(maya.doc, 'first', 0, 'no ')
    expect(await closed).toBe(DocClose.forbidden)
    expect((await server.hub.settle(doc)).cards[0]?.text).toBe('One voice at a time')
  })

  test('[PRV2] who may only read learns it, sees everything, and changes nothing', async () => {
    server.store.rights.set('eve', 'read')
    const [eve, maya] = (await server.synced('eve', 'maya')) as [BoardClient, BoardClient]
    expect(eve.role).toBe('read')
    type(maya.doc, 'first', 0, 'Yes. ')
    await eve.until(() => textOf(eve.doc, 'first').toString().startsWith('Yes. '))
    type(eve.doc, 'first', 0, 'No. ')
    await eve.until(() => eve.resets.length > 0)
    expect(eve.resets).toEqual(['read_only'])
    expect(textOf(maya.doc, 'first').toString()).toBe('Yes. One voice at a time')
  })

  test('[BD1] others see who writes where, by the name the server knows, and never a clientID', async () => {
    const [maya, luis] = (await server.synced('maya', 'luis')) as [BoardClient, BoardClient]
    maya.provider.awareness.setLocalState({ card: 'first', index: 3, name: 'LUIS', user: { name: 'Luis' } })
    await luis.until(() => luis.peers.some((peer) => peer.card === 'first'))
    expect(luis.peers).toEqual([
      { id: expect.any(String) as string, member: 'maya', name: 'MAYA', card: 'first', index: 3 },
    ])
    expect(JSON.stringify(luis.peers)).not.toContain(String(maya.doc.clientID))
    maya.provider.awareness.setLocalState(null)
    await luis.until(() => luis.peers.length === 0)
  })

  test('[BD4] twice as fast as the fastest typist meets no limit', async () => {
    const [maya] = (await server.synced('maya')) as [BoardClient]
    addCard(maya.doc, 'hers', '')
    for (let i = 0; i < 230; i++) type(maya.doc, 'hers', i, 'a')
    await maya.until(() => maya.isSaved)
    expect((await server.hub.settle(doc)).cards.find((card) => card.id === 'hers')?.text.length).toBe(230)
    expect(maya.resets).toEqual([])
  })
})
