/**
 * What people wait for on a board of the real server: until a line is saved, until it is on somebody else's screen, and
 * until the board is there. The peer of a save is a step 1 on the same socket, which needs no disk; that of a large board
 * is the same board when it was small.
 */
import { performance } from 'node:perf_hooks'
import * as Y from 'yjs'
import { readFrame, step1Frame, updateFrame } from '../../server/doc/frames.ts'
import { DocMessage } from '../../shared/wire/doc.ts'
import { deskOf, goTogether, type Desk } from '../fixtures/desk.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { addCard, cardsOf, type } from '../server/doc/board-acts.ts'
import { p50, say, spread } from './figures.ts'

const people = 20
const perPerson = 5
const repetitions = 3
const lines = 12
/** Between two lines of one person, in ms: five a second. */
const everyMs = 200

let written = 0

/** Somebody who writes, one line after the other, and notes when each is saved. */
class Pen {
  readonly desk: Desk
  readonly acked: number[] = []
  readonly asked: number[] = []
  readonly #replica = new Y.Doc()
  #frame: Uint8Array = new Uint8Array()
  #id = ''
  #sent = 0
  #waiting: { readonly upTo: number; readonly from: number; readonly into: number[]; readonly done: () => void }[] = []

  constructor(desk: Desk) {
    this.desk = desk
    this.#replica.on('update', (update: Uint8Array) => (this.#frame = updateFrame(update)))
    desk.socket.on('message', (data: Buffer) => {
      if (data[0] !== DocMessage.saved) return
      const now = performance.now()
      const settled = this.#waiting.filter(({ upTo }) => upTo <= desk.saved)
      this.#waiting = this.#waiting.filter(({ upTo }) => upTo > desk.saved)
      for (const { from, into, done } of settled) {
        into.push(now - from)
        done()
      }
    })
  }

  /** A line of one's own, and afterwards a word more in it. */
  begin(id = `line${written++}`, into: number[] = []): Promise<void> {
    addCard(this.#replica, id, 'One voice at a time')
    this.#id = id
    return this.#send(this.#frame, into)
  }

  /** A new line in place of the last one: the board keeps its size, and remembers one more that is gone. */
  async replace(): Promise<void> {
    cardsOf(this.#replica).delete(this.#id)
    await this.#send(this.#frame, [])
    await this.begin()
  }

  write(seen: Map<string, number>): Promise<void> {
    const word = `word${written++}z`
    type(this.#replica, this.#id, 0, word)
    seen.set(word, performance.now())
    return this.#send(this.#frame, this.acked)
  }

  ask(): Promise<void> {
    return this.#send(step1Frame(Uint8Array.of(0)), this.asked)
  }

  #send(frame: Uint8Array, into: number[]): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ upTo: ++this.#sent, from: performance.now(), into, done })
      this.desk.socket.send(frame)
    })
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function writing(pens: readonly Pen[], reader: Pen): Promise<number[]> {
  const seen = new Map<string, number>()
  const shown: number[] = []
  const look = (data: Buffer) => {
    if (data[0] !== DocMessage.sync) return
    for (const [id] of data.toString('latin1').matchAll(/word\d+z/g)) {
      const from = seen.get(id)
      if (from !== undefined && seen.delete(id)) shown.push(performance.now() - from)
    }
  }
  reader.desk.socket.on('message', look)
  await Promise.all(
    pens.map(async (pen, index) => {
      await pause((everyMs * index) / pens.length)
      for (let line = 0; line < lines; line++) {
        await pen.write(seen)
        await pause(everyMs)
      }
    }),
  )
  reader.desk.socket.off('message', look)
  return shown
}

async function joining(guests: readonly Guest[], at: number): Promise<number[]> {
  const samples: number[] = []
  for (let done = 0; done < 20; done += at) {
    const joined = guests.slice(0, at).map(async (guest) => {
      const from = performance.now()
      const { socket } = await deskOf(guest)
      await new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const received = readFrame(new Uint8Array(data))
          if (received?.kind !== 'step2') return
          Y.applyUpdate(new Y.Doc(), received.update)
          samples.push(performance.now() - from)
          resolve()
        })
        socket.send(step1Frame(Uint8Array.of(0)))
      })
      socket.close()
    })
    await Promise.all(joined)
  }
  return samples
}

export async function writers(): Promise<void> {
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.admit(people)
  await goTogether(lead, guests)
  const small = { one: await joining(guests, 1), all: await joining(guests, people) }

  const pens: Pen[] = []
  for (const guest of guests) for (let i = 0; i < perPerson; i++) pens.push(new Pen(await deskOf(guest)))
  const reader = new Pen(await deskOf(guests[0] as Guest))
  await reader.ask()
  for (const pen of pens) await pen.begin()
  // One, twenty, a hundred, and again: whatever else the machine does meanwhile touches all alike.
  const figures = new Map<number, { readonly acked: number[]; readonly shown: number[]; readonly asked: number[] }>()
  for (let round = 0; round < repetitions; round++) {
    for (const count of [1, 5 * 4, 5 * people]) {
      const own = pens.slice(0, count)
      for (const pen of own) await pen.ask()
      const all = figures.get(count) ?? { acked: [], shown: [], asked: [] }
      all.shown.push(...(await writing(own, reader)))
      for (const pen of own) {
        all.acked.push(...pen.acked.splice(0))
        all.asked.push(...pen.asked.splice(0))
      }
      figures.set(count, all)
    }
  }
  for (const [count, { acked, shown, asked }] of figures) {
    const ratio = (p50(acked) / p50(asked)).toFixed(1)
    say(`${count} writing: saved`.padEnd(44) + `${spread(acked)}   ${ratio} x a question without a disk`)
    say(`${count} writing: on another's screen`.padEnd(44) + spread(shown))
  }
  say(`join a board of no lines, one`.padEnd(52) + spread(small.one))
  say(`join a board of no lines, ${people} at once`.padEnd(52) + spread(small.all))
  const join = async (what: string) => {
    const [one, all] = [await joining(guests, 1), await joining(guests, people)]
    const ratio = (of: 'one' | 'all', samples: number[]) => `${(p50(samples) / p50(small[of])).toFixed(1)} x none`
    say(`join a board of ${what}, one`.padEnd(52) + `${spread(one)}   ${ratio('one', one)}`)
    say(`join a board of ${what}, ${people} at once`.padEnd(52) + `${spread(all)}   ${ratio('all', all)}`)
  }
  let cards = pens.length
  // A page stops at 300; the server at four times as many.
  for (const most of [300, 1_200]) {
    for (; cards < most; cards++) await pens[cards % pens.length]?.begin()
    await join(`${most} lines`)
  }
  for (; cards < 3_000; cards++) await pens[cards % pens.length]?.replace()
  await join('3,000 lines, 1,800 gone')
  for (const { desk } of [...pens, reader]) desk.socket.terminate()
  for (const guest of [lead, ...guests]) guest.close()
  await server.stop()
}
