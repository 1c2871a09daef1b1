/** A board in memory with a judge, updates made by hand, and those that are made to be slow. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { admit, type Admission } from '../../../server/doc/admit.ts'
import { seedUpdate } from '../../../server/doc/board-words.ts'
import { Replica } from '../../../server/doc/replica.ts'
import type { Content, Id, Struct } from '../../../server/doc/update.ts'
import { writeUpdate } from '../../../server/doc/write-update.ts'
import { addCard, changeOf, textOf, words } from './board-acts.ts'

/** A board with one card of the server's and one of Maya's, and a way to put updates before the judge. */
export class Board {
  readonly errors: unknown[] = []
  readonly replica = new Replica('wall', (error) => this.errors.push(error))
  readonly maya: number
  readonly layout: 'columns' | 'wall'
  #head = 1

  constructor(layout: 'columns' | 'wall' = 'columns', same?: Board) {
    this.layout = layout
    const replica = new Y.Doc()
    this.maya = same?.maya ?? replica.clientID
    if (same !== undefined) {
      this.replica.load({ snapshot: same.replica.snapshot(), entries: [], head: 2 })
      return
    }
    this.replica.append([{ member: '', update: seedUpdate(words) }], 1)
    Y.applyUpdate(replica, this.current)
    addCard(replica, 'hers', 'mine')
    this.put(Y.encodeStateAsUpdate(replica), 'maya')
  }

  get current(): Uint8Array {
    return this.replica.encoded()
  }

  change(change: (replica: Y.Doc) => void, clientID?: number): Uint8Array {
    return changeOf(this.current, change, clientID)
  }

  judge(update: Uint8Array, member = 'mallory', room = this.replica.room): Admission {
    return admit(this.replica.known(), update, { member, layout: this.layout, room })
  }

  put(update: Uint8Array, member = 'mallory'): void {
    const verdict = this.judge(update, member)
    if (!verdict.ok) throw new Error(verdict.why)
    if (verdict.news !== null) this.replica.append([{ member, update: verdict.news.update }], ++this.#head)
  }

  id(of: (doc: Y.Doc) => Y.Item | null | undefined): Id {
    const item = of(this.replica.doc)
    if (item === null || item === undefined) throw new Error('No such item')
    return { client: item.id.client, clock: item.id.clock }
  }
}

export const letters = (text: string): Content => ({ is: 'letters', text })
export const lengthOf = (content: Content, length: number) => (content.is === 'letters' ? content.text.length : length)

/** Under a clientID of one's own, one struct after the other. */
export function crafted(
  structs: readonly { content: Content; left?: Id; right?: Id; parent?: string | Id; key?: string; length?: number }[],
  client = 7,
): Uint8Array {
  let clock = 0
  const own = structs.map(({ content, left, right, parent, key, length = 1 }): Struct => {
    const struct = { clock, length: lengthOf(content, length), content }
    clock += struct.length
    return { ...struct, left: left ?? null, right: right ?? null, parent: parent ?? null, key: key ?? null }
  })
  return writeUpdate({ structs: new Map([[client, own]]), deletes: new Map() })
}

export const numbersOf = (all: readonly number[]) =>
  encoding.encode((encoder) => all.forEach((number) => encoding.writeVarUint(encoder, number)))
export const numbers = (...all: number[]) => numbersOf(all)
/** The same few numbers again and again. */
export const times = (count: number, ...all: number[]) => Array.from({ length: count }, () => all).flat()

export const letterOf = (board: Board) => board.id((doc) => textOf(doc, 'first')._start)
/** 12,000 pieces in one text that Yjs cannot join: somebody has prepared the ground. */
export function preparedGround(): Board {
  const board = new Board()
  const ground = letterOf(board)
  for (let k = 0; k < 24; k++) {
    const structs = Array.from({ length: 500 }, (_, i): Struct => {
      const clock = k * 500 + i
      const left = clock === 0 ? ground : { client: 6, clock: clock - 1 }
      const right = clock % 2 === 0 ? null : ground
      return { clock, length: 1, left, right, parent: null, key: null, content: letters('b') }
    })
    const deletes = new Map([[6, [{ clock: k * 500, end: k * 500 + 500 }]]])
    board.put(writeUpdate({ structs: new Map([[6, structs]]), deletes }))
  }
  return board
}

export interface SlowUpdate {
  readonly update: () => Uint8Array
  readonly refused: boolean
}

export const slowUpdates = (board: Board): Readonly<Record<string, SlowUpdate>> => ({
  'neighbours far apart, again and again (2 kB that keep Yjs busy for half a second)': {
    update: () =>
      crafted(
        Array.from({ length: 400 }, (_, i) => ({ content: letters('c'), right: { client: 6, clock: 11_000 + i } })),
        9,
      ),
    refused: true,
  },
  'a crowd at one spot': {
    update: () =>
      crafted(
        Array.from({ length: 5_000 }, () => ({ content: letters('c'), left: letterOf(board) })),
        9,
      ),
    refused: true,
  },
  'one deletion named 80,000 times': {
    update: () => numbersOf([0, 1, 6, 80_000, ...times(80_000, 0, 12_000)]),
    refused: false,
  },
  '120,000 pieces in 240 kB': {
    update: () => numbersOf([1, 120_000, 9, 0, ...times(120_000, 0, 1), 0]),
    refused: true,
  },
  'the whole board again': { update: () => board.current, refused: false },
})
