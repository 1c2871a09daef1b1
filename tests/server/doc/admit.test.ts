/** What no client of ours sends, one update each, judged on a board in memory. */
import * as encoding from 'lib0/encoding'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { docLimits, type ResetReason } from '../../../shared/wire/doc.ts'
import { Known } from '../../../server/doc/known.ts'
import type { Content, Id, Struct } from '../../../server/doc/update.ts'
import { writeUpdate } from '../../../server/doc/write-update.ts'
import { addCard, addList, cardsOf, contentOf, listsOf, textOf, type } from './board-acts.ts'
import { Board, crafted, letterOf, lengthOf, letters, numbers, preparedGround, slowUpdates } from './board-judged.ts'

const cardItem = (board: Board, id: string) => board.id((doc) => cardsOf(doc)._map.get(id))
const fieldOf = (board: Board, field: string) => board.id((doc) => cardsOf(doc).get('first')?._map.get(field))

const refusals: Record<string, { why: ResetReason; layout?: 'wall'; make: (board: Board) => Uint8Array }> = {
  'somebody else’s clientID': {
    why: 'not_owner',
    make: (board) => board.change((doc) => addCard(doc, 'forged', 'x'), board.maya),
  },
  'the server’s clientID': {
    why: 'not_owner',
    make: (board) => board.change((doc) => addCard(doc, 'forged', 'x'), letterOf(board).client),
  },
  'a piece that would mute its owner': {
    why: 'not_owner',
    make: (board) => numbers(1, 1, board.maya, Y.getState(board.replica.doc.store, board.maya), 0, 1_000_000, 0),
  },
  'a clock beyond any life': { why: 'malformed', make: () => numbers(1, 1, 7, 0, 0, 2 ** 40, 0) },
  'a bomb of collected pieces': { why: 'too_big', make: () => numbers(1, 1, 7, 0, 0, 200_000, 0) },
  'a piece of no length': { why: 'malformed', make: () => numbers(1, 1, 7, 0, 0, 0, 0) },
  'a skip': { why: 'gap', make: () => numbers(1, 1, 7, 0, 10, 5, 0) },
  'a clock that is not next': { why: 'gap', make: () => numbers(1, 1, 7, 3, 0, 1, 0) },
  'two sections of one client': { why: 'malformed', make: () => numbers(2, 1, 7, 0, 0, 1, 1, 7, 0, 0, 1, 0) },
  'bytes behind the end': { why: 'malformed', make: () => numbers(0, 0, 1) },
  'bytes that end early': { why: 'malformed', make: () => numbers(1, 1, 7, 0, 4) },
  'a length that points beyond the bytes': { why: 'malformed', make: () => numbers(1, 1, 7, 0, 0x84, 1, 0, 200) },
  'a neighbour nobody knows': {
    why: 'gap',
    make: () => crafted([{ content: letters('x'), left: { client: 99, clock: 0 } }]),
  },
  'itself as neighbour': {
    why: 'gap',
    make: () => crafted([{ content: letters('x'), left: { client: 7, clock: 0 } }]),
  },
  'two pieces that wait for each other': {
    why: 'gap',
    make: () => {
      const waiting = (client: number): Struct => ({
        ...{ clock: 0, length: 1, left: { client, clock: 0 }, right: null, parent: null, key: null },
        content: letters('x'),
      })
      return writeUpdate({ structs: new Map([[7, [waiting(8)]], [8, [waiting(7)]]]), deletes: new Map() }) // prettier-ignore
    },
  },
  'a deletion of what nobody wrote': { why: 'gap', make: () => numbers(0, 1, 77, 1, 0, 5) },
  'a deletion beyond what is written': {
    why: 'gap',
    make: (board) => writeUpdate({ structs: new Map(), deletes: new Map([[board.maya, [{ clock: 0, end: 10_000 }]]]) }),
  },
  'an unknown root': { why: 'schema', make: (board) => board.change((doc) => doc.getMap('hidden').set('a', 'b')) },
  'a list where the map is': { why: 'schema', make: () => crafted([{ content: letters('x'), parent: 'cards' }]) },
  'a list in the map of a card': {
    why: 'schema',
    make: (board) => crafted([{ content: letters('x'), parent: cardItem(board, 'first') }]),
  },
  'a key among letters': {
    why: 'schema',
    make: (board) => crafted([{ content: letters('x'), parent: fieldOf(board, 'text'), key: 'bold' }]),
  },
  'letters in a plain value': {
    why: 'schema',
    make: (board) => crafted([{ content: letters('x'), parent: letterOf(board) }]),
  },
  'a plain value where a card belongs': {
    why: 'schema',
    make: (board) => board.change((doc) => doc.getMap('cards').set('x', 'plain')),
  },
  'a value that is no string': {
    why: 'schema',
    make: (board) => board.change((doc) => cardsOf(doc).get('first')?.set('pos', { admin: true })),
  },
  'a plain value in place of a text': {
    why: 'schema',
    make: (board) => crafted([{ content: { is: 'value', value: 'x' }, left: fieldOf(board, 'text') }]),
  },
  'a plain value in place of a text of the same update': {
    why: 'schema',
    make: () =>
      crafted([
        { content: { is: 'map' }, parent: 'cards', key: 'new' },
        { content: { is: 'text' }, parent: { client: 7, clock: 0 }, key: 'text' },
        { content: { is: 'value', value: 'x' }, left: { client: 7, clock: 1 } },
      ]),
  },
  'a text between two texts': {
    why: 'schema',
    make: (board) => {
      const right = board.id((doc) => textOf(doc, 'hers')._start)
      return crafted([{ content: letters('x'), left: letterOf(board), right }])
    },
  },
  'a field no card has': {
    why: 'schema',
    make: (board) => board.change((doc) => cardsOf(doc).get('first')?.set('colour', 'red')),
  },
  'a place of strange letters': {
    why: 'schema',
    make: (board) => board.change((doc) => cardsOf(doc).get('first')?.set('pos', '<b>')),
  },
  'a caption of a page': {
    why: 'schema',
    make: (board) => board.change((doc) => cardsOf(doc).get('first')?.set('from', 'x'.repeat(200))),
  },
  'a deep nest': {
    why: 'schema',
    make: (board) =>
      board.change((doc) => {
        let map = doc.getMap<unknown>('cards')
        for (let i = 0; i < 12; i++) {
          const inner = new Y.Map<unknown>()
          map.set(`n${i}`, inner)
          map = inner
        }
      }),
  },
  'an array': { why: 'schema', make: (board) => board.change((doc) => doc.getMap('cards').set('x', new Y.Array())) },
  'a document within': {
    why: 'schema',
    make: (board) => board.change((doc) => doc.getMap('cards').set('x', new Y.Doc())),
  },
  'bytes within': {
    why: 'schema',
    make: (board) => board.change((doc) => doc.getMap('cards').set('x', new Uint8Array(4))),
  },
  'a picture among letters': {
    why: 'schema',
    make: (board) => board.change((doc) => textOf(doc, 'first').insertEmbed(0, { src: 'https://example.org' })),
  },
  'bold letters': {
    why: 'schema',
    make: (board) => board.change((doc) => textOf(doc, 'first').format(0, 3, { bold: true })),
  },
  'nests 5,000 deep in one value': {
    why: 'schema',
    make: () => {
      const head = numbers(1, 1, 7, 0, 0x28, 1)
      const key = encoding.encode((encoder) => {
        for (const text of ['cards', 'x']) encoding.writeVarString(encoder, text)
      })
      return new Uint8Array([...head, ...key, 1, ...Array.from({ length: 5_000 }, () => [117, 1]).flat(), 0])
    },
  },
  'a heading of the columns renamed': {
    why: 'schema',
    make: (board) =>
      board.change((doc) => {
        const title = listsOf(doc).get('l1')?.get('title')
        if (title instanceof Y.Text) title.insert(0, 'X')
      }),
  },
  'a heading of the columns deleted': {
    why: 'schema',
    make: (board) => board.change((doc) => listsOf(doc).delete('l1')),
  },
  'a column added': { why: 'schema', make: (board) => board.change((doc) => addList(doc, 'mine', 'Mine')) },
  'a card of a book': {
    why: 'too_big',
    make: (board) => board.change((doc) => type(doc, 'first', 0, 'x'.repeat(2_000))),
  },
  'a thousand cards more': {
    why: 'too_big',
    make: () =>
      crafted(Array.from({ length: 1_201 }, (_, i) => ({ content: { is: 'map' }, parent: 'cards', key: `k${i}` }))),
  },
  'more structs than anyone makes': {
    why: 'too_big',
    make: () =>
      crafted(Array.from({ length: docLimits.structs + 1 }, () => ({ content: { is: 'collected' } as const }))),
  },
}
for (const key of ['__proto__', 'constructor', 'prototype', 'UPPER', 'with space', '', 'x'.repeat(33)]) {
  const make = (board: Board) => board.change((doc) => addCard(doc, key, 'x'))
  refusals[`the key ${JSON.stringify(key.slice(0, 12))}`] = { why: 'schema', make }
}

describe('refused', () => {
  for (const [name, { why, layout, make }] of Object.entries(refusals)) {
    test(`[BD2] ${name}`, () => {
      const board = new Board(layout)
      const before = contentOf(board.replica.doc)
      expect(board.judge(make(board))).toEqual({ ok: false, why })
      expect(contentOf(board.replica.doc)).toBe(before)
    })
  }

  test('[BD2] the second encoding is read as the first and is nothing to it', () => {
    const board = new Board()
    const replica = new Y.Doc()
    Y.applyUpdate(replica, board.current)
    addCard(replica, 'v2', 'x')
    const verdict = board.judge(Y.encodeStateAsUpdateV2(replica))
    expect(verdict.ok && verdict.news !== null).toBe(false)
    // The 21 bytes that hang a decoder of the second encoding (yjs#687).
    const hanging = new Uint8Array(21).fill(0xff)
    expect(board.judge(hanging).ok).toBe(false)
  })
})

describe('on a wall people have the lists too', () => {
  test('[BD6] they add, rename and remove clusters; in columns the same is refused', () => {
    const wall = new Board('wall')
    wall.put(wall.change((doc) => addList(doc, 'ours', 'Ours')))
    wall.put(
      wall.change((doc) => listsOf(doc).delete('l0')),
      'luis',
    )
    expect([...listsOf(wall.replica.doc).keys()].sort()).toEqual(['l1', 'l2', 'ours'])
  })
})

describe('only what is new', () => {
  test('[CNV3] saying again everything that is known adds nothing, whoever says it', () => {
    const board = new Board()
    board.put(
      board.change((doc) => textOf(doc, 'hers').delete(0, 2)),
      'luis',
    )
    for (const member of ['maya', 'luis', 'eve']) {
      expect(board.judge(board.current, member)).toEqual({ ok: true, news: null })
    }
  })

  test('[CNV3] saying everything with one letter more adds one letter', () => {
    const board = new Board()
    board.put(
      board.change((doc) => textOf(doc, 'first').delete(0, 4)),
      'luis',
    )
    const replica = new Y.Doc()
    Y.applyUpdate(replica, board.current)
    type(replica, 'first', 0, 'A')
    const whole = Y.encodeStateAsUpdate(replica)
    const verdict = board.judge(whole, 'luis')
    if (!verdict.ok || verdict.news === null) throw new Error('refused')
    expect(verdict.news.update.length).toBeLessThan(40)
    expect(whole.length).toBeGreaterThan(300)
  })

  test('[BD7] a known piece with another neighbour smuggles nothing in: it is not stored, and nothing is pending', () => {
    const board = new Board()
    const { client, clock } = letterOf(board)
    const lie: Struct = {
      ...{ clock, length: 1, left: { client: 4_000_000, clock: 9 }, right: null, parent: null, key: null },
      content: letters('L'),
    }
    const own = crafted([{ content: { is: 'deleted' }, parent: 'cards', key: 'x' }])
    const alone = writeUpdate({ structs: new Map([[client, [lie]]]), deletes: new Map() })
    expect(board.judge(alone)).toEqual({ ok: true, news: null })
    // Applied as they are, these bytes leave a piece pending for ever, and every joiner would get it.
    const naive = new Y.Doc()
    Y.applyUpdate(naive, board.current)
    Y.applyUpdate(naive, alone)
    expect(naive.store.pendingStructs).not.toBeNull()
    board.put(own)
    expect(board.replica.doc.store.pendingStructs).toBeNull()
    expect(board.errors).toEqual([])
  })

  test('[BD8] letters typed into a card that was removed meanwhile are stored nowhere', () => {
    const board = new Board()
    const late = board.change((doc) => type(doc, 'first', 3, 'LATE'))
    board.put(
      board.change((doc) => cardsOf(doc).delete('first')),
      'luis',
    )
    const verdict = board.judge(late)
    if (!verdict.ok || verdict.news === null) throw new Error('refused')
    expect(Buffer.from(verdict.news.update).includes('LATE')).toBe(false)
    board.put(late)
    expect(Buffer.from(board.current).includes('LATE')).toBe(false)
  })
})

describe('a full board', () => {
  test('[BD9] takes no more words, and still lets go of them', () => {
    const board = new Board()
    const more = board.change((doc) => type(doc, 'first', 0, 'more'))
    const less = board.change((doc) => cardsOf(doc).delete('hers'))
    expect(board.judge(more, 'luis', 3)).toEqual({ ok: false, why: 'too_big' })
    expect(board.judge(less, 'luis', 0)).toMatchObject({ ok: true })
  })

  test('[BD9] what was typed and taken back does not fill it', () => {
    const board = new Board()
    const replica = new Y.Doc()
    Y.applyUpdate(replica, board.current)
    const updates: Uint8Array[] = []
    replica.on('update', (update: Uint8Array) => updates.push(update))
    // 1.3 MB of updates, on a board of 1 MB.
    for (let i = 0; i < 900; i++) {
      type(replica, 'first', 0, 'x'.repeat(1_400))
      replica.transact(() => textOf(replica, 'first').delete(0, 1_400))
    }
    for (const update of updates) {
      if (update.length > board.replica.room) board.replica.measure()
      board.put(update, 'luis')
    }
    board.replica.measure()
    expect(board.replica.room).toBeGreaterThan(1_000_000)
  })
})

/** How often the judge looks something up, and how far it walks to do so: the same on every machine. */
function workOf(judge: () => void): number {
  let work = 0
  const kinds = ['next', 'has', 'owner', 'find', 'fresh', 'size', 'crowd'] as const
  const spies = kinds.map((kind) => vi.spyOn(Known.prototype, kind))
  const walks = vi.spyOn(Known.prototype, 'distance')
  const deletions = vi.spyOn(Known.prototype, 'standing')
  judge()
  for (const spy of spies) work += spy.mock.calls.length
  for (const { value } of walks.mock.results) work += Number(value)
  for (const [, ranges] of deletions.mock.calls) for (const { clock, end } of ranges) work += end - clock
  vi.restoreAllMocks()
  return work
}

/** Over what any of them takes (200,034, counted); one with a runaway cost takes millions. */
const workMost = 400_000

describe('no update has a runaway cost', () => {
  const board = preparedGround()
  for (const [name, { update, refused }] of Object.entries(slowUpdates(board))) {
    test(`[BND3] ${name}`, () => {
      const bytes = update()
      let ok = false
      const work = workOf(() => (ok = board.judge(bytes).ok))
      expect(ok).toBe(!refused)
      expect(work).toBeLessThan(workMost)
    })
  }
})

/** Everything a reader could stumble over: wrong types, strange keys, hidden lists, pieces that wait. */
function expectSound(doc: Y.Doc): void {
  expect(doc.store.pendingStructs).toBeNull()
  expect(doc.store.pendingDs).toBeNull()
  expect([...doc.share.keys()].sort()).toEqual(['cards', 'lists'])
  for (const [root, text] of [
    [cardsOf(doc), 'text'],
    [listsOf(doc), 'title'],
  ] as const) {
    expect(root._start).toBeNull()
    for (const [key, entry] of root) {
      expect(key).toMatch(/^[a-z0-9-]{1,32}$/)
      expect(entry).toBeInstanceOf(Y.Map)
      expect(entry._start).toBeNull()
      for (const [field, value] of entry) {
        if (field === text) expect(value).toBeInstanceOf(Y.Text)
        else expect([field, typeof value]).toEqual([expect.stringMatching(/^(list|pos|from)$/), 'string'])
        if (value instanceof Y.Text) expect([...value._map.keys()]).toEqual([])
      }
    }
  }
}

describe('anything at all', () => {
  const board = new Board()
  const honest = [
    board.change((doc) => addCard(doc, 'new', 'words', { list: 'l2' })),
    board.change((doc) => type(doc, 'hers', 2, 'letters')),
    board.change((doc) => cardsOf(doc).delete('first')),
    board.current,
  ]
  /** What a refusal or an admission must leave behind, for the server and for who has the board open. */
  const judged = (bytes: Uint8Array): boolean => {
    const target = new Board('columns', board)
    const reader = new Y.Doc()
    Y.applyUpdate(reader, target.current)
    const [clock, lists] = [Y.getState(target.replica.doc.store, target.maya), listsOf(target.replica.doc).toJSON()]
    const verdict = target.judge(bytes)
    if (!verdict.ok || verdict.news === null) return false
    const merged = target.replica.append([{ member: 'mallory', update: verdict.news.update }], 3)
    if (merged !== null) Y.applyUpdate(reader, merged)
    expect(target.errors).toEqual([])
    for (const doc of [target.replica.doc, reader]) {
      expectSound(doc)
      expect(Y.getState(doc.store, target.maya)).toBe(clock)
      expect(listsOf(doc).toJSON()).toEqual(lists)
    }
    expect(contentOf(reader)).toBe(contentOf(target.replica.doc))
    return true
  }

  test('[BD2] mutated bytes never throw and never harm the board', () => {
    let admitted = 0
    const change = fc.tuple(fc.nat(), fc.constantFrom('set', 'drop', 'copy'), fc.nat(255))
    fc.assert(
      fc.property(fc.constantFrom(...honest), fc.array(change, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
        const mutated = [...bytes]
        for (const [where, how, value] of changes) {
          const at = where % mutated.length
          if (how === 'set') mutated[at] = value
          else mutated.splice(at, how === 'drop' ? 1 : 0, ...(how === 'copy' ? mutated.slice(at, at + value) : []))
        }
        if (judged(new Uint8Array(mutated))) admitted++
      }),
      { numRuns: 2_000, seed: 20261123 },
    )
    expect(admitted).toBeGreaterThan(3)
  })

  test('[BD2] well-formed structs with any content, neighbour, parent and key never harm the board', () => {
    let admitted = 0
    const { clients } = board.replica.doc.store
    const known = [...clients].flatMap(([client, structs]) => structs.map(({ id }) => ({ client, clock: id.clock })))
    const id = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...known) },
      { weight: 3, arbitrary: fc.record({ client: fc.constant(7), clock: fc.nat(6) }) },
      { weight: 1, arbitrary: fc.record({ client: fc.constantFrom(8, board.maya), clock: fc.nat(40) }) },
    )
    const content: fc.Arbitrary<Content> = fc.oneof(
      fc.constantFrom<Content>({ is: 'map' }, { is: 'text' }, { is: 'deleted' }, { is: 'collected' }),
      fc.constantFrom('a', 'letters', '🙂').map(letters),
      fc.constantFrom('', 'l1', 'a0', '<').map((value): Content => ({ is: 'value', value })),
    )
    const key = fc.constantFrom('text', 'list', 'pos', 'from', 'title', 'first', 'new', '__proto__', null)
    const struct = fc.record({
      content,
      left: fc.option(id, { nil: undefined, freq: 2 }),
      right: fc.option(id, { nil: undefined, freq: 5 }),
      parent: fc.oneof(fc.constantFrom<string | Id>('cards', 'lists'), id),
      key,
    })
    const deletes = fc.array(fc.tuple(id, fc.nat(12)), { maxLength: 2 })
    fc.assert(
      fc.property(fc.array(struct, { minLength: 1, maxLength: 3 }), deletes, (structs, gone) => {
        let clock = 0
        const own = structs.map((made): Struct => {
          const { content, left = null, right = null } = made
          const alone = left === null && right === null && content.is !== 'collected'
          const length = lengthOf(content, 1)
          const [parent, key] = alone ? [made.parent, made.key] : [null, null]
          clock += length
          return { clock: clock - length, length, content, left, right, parent, key }
        })
        const ranges = gone.map(([{ client, clock }, length]) => [client, [{ clock, end: clock + length }]] as const)
        if (judged(writeUpdate({ structs: new Map([[7, own]]), deletes: new Map(ranges) }))) admitted++
      }),
      { numRuns: 4_000, seed: 20261123 },
    )
    expect(admitted).toBeGreaterThan(50)
  })
})
