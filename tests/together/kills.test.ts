/**
 * kill -9 of the real server at random moments, while real pages write: socket.io, y-websocket, and our links around them,
 * with another process that leaves them half the machine. A checker remembers everything that anybody was told to be saved,
 * and everything that anybody was shown. `KILLS=200` kills more often, `KILL_SEED` repeats.
 */
import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { BoardLink } from '../../client/link/board.ts'
import type { FlowLink } from '../../client/link/flow.ts'
import { BoardDoc } from '../../client/state/board-doc.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import { seededRandom } from '../../shared/lib/rng.ts'
import { goTogether } from '../fixtures/desk.ts'
import { flowOf, doorOf, likeBrowsers } from '../fixtures/pages.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { contentOf } from '../server/doc/board-acts.ts'
import { Letters, lettersOf } from '../sim/letters.ts'
import { Waiting } from '../fixtures/waiting.ts'

const kills = Number(process.env['KILLS'] ?? 20)
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
const random = seededRandom(seed)
const names = ['Maya', 'Luis', 'Noor', 'Ben']
/** Longest life of a server, in ms from when it listens: some are killed before anybody has found the way back. */
const longestLife = 1_200
/** A person presses at most so often, in ms; faster than the server takes it, it would say so. */
const renameMs = 80
/** Then a new line begins. */
const lineMost = 100

/** A page with a board, and what it was told. */
class Writer {
  readonly flow: FlowLink
  readonly board: BoardLink
  readonly written: BoardDoc
  /** By line: everybody writes at the end of lines of their own. */
  readonly lines = new Map<string, string>()
  /** Letters that were on this page when it said that all is saved, and letters of others that it has shown. */
  readonly promised = new Set<string>()
  resets = 0
  #line = ''
  readonly #waiting = new Waiting()

  constructor(guest: Guest, doc: DocId) {
    const nothing = () => undefined
    this.flow = flowOf(guest)
    const board = {
      changed: () => queueMicrotask(() => this.#looked()),
      peers: nothing,
      role: nothing,
      reset: () => void this.resets++,
      closed: nothing,
    }
    this.board = new BoardLink(doc, doorOf(guest, this.flow, doc), board, guest.url.replace('http', 'ws'))
    this.written = new BoardDoc(this.board.doc, { random, changed: nothing, touched: nothing })
    this.board.doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: unknown, change: { local: boolean }) => {
      if (!change.local) this.#promise((letter) => !this.isMine(letter))
    })
  }

  isMine(letter: string): boolean {
    return [...this.lines.values()].some((text) => text.includes(letter))
  }

  get isSaved(): boolean {
    return this.board.saved
  }

  type(letters: Letters): void {
    const before = this.lines.get(this.#line)
    if (before === undefined || before.length >= lineMost) {
      this.#line = this.written.addCard('l1')
      this.lines.set(this.#line, '')
    }
    const text = (this.lines.get(this.#line) ?? '') + letters.next(1)
    this.lines.set(this.#line, text)
    this.written.editCard(this.#line, text)
  }

  until(holds: () => boolean): Promise<void> {
    return this.#waiting.until(holds)
  }

  close(): void {
    this.written.history.destroy()
    this.board.close()
    this.flow.close()
  }

  #looked(): void {
    if (this.isSaved) this.#promise(() => true)
    this.#waiting.changed()
  }

  #promise(which: (letter: string) => boolean): void {
    for (const letter of lettersOf(this.board.doc)) if (which(letter)) this.promised.add(letter)
  }
}

test(
  `[DUR1][DUR2][CNV1][CNV6] ATK-46 killed ${kills} times while people write, seed ${seed}: what was saved or shown is there, once and in order`,
  { timeout: 120_000 + kills * 10_000 },
  async () => {
    const busy = spawn(process.execPath, ['-e', 'for (;;) Math.sqrt(2)'])
    onTestFinished(() => void busy.kill('SIGKILL'))
    const server = await startServer()
    onTestFinished(() => void server.stop())
    const lead = await Guest.lead(server.url)
    const code = await lead.code()
    const guests: Guest[] = []
    for (const name of names) guests.push(await Guest.join(server.url, code, name))
    await lead.admit(names.length)
    await goTogether(lead, guests)
    const [first] = guests
    const doc = first?.view.now?.show === 'board' ? first.view.now.view.doc : ('' as DocId)
    onTestFinished(likeBrowsers([lead, ...guests]))
    const writers = guests.map((guest) => new Writer(guest, doc))
    onTestFinished(() => writers.forEach((writer) => writer.close()))
    for (const writer of writers) await writer.until(() => writer.isSaved)

    // One of them also renames the workshop again and again, each time when the time before is acknowledged.
    const boss = new Writer(lead, doc)
    onTestFinished(() => boss.close())
    let isOver = false
    let renamed = 0
    const renaming = async () => {
      while (!isOver) {
        const c = { type: 'workshop.rename', name: `Name ${renamed + 1}` }
        const answer = await boss.flow.ask('cmd', { id: `kills-${renamed + 1}-abcdef`, at: null, c })
        expect(answer).toEqual({ ok: true })
        renamed++
        await new Promise((resolve) => setTimeout(resolve, renameMs))
      }
    }
    const renames = renaming()
    const letters = new Letters()
    const typing = setInterval(() => writers[random(writers.length)]?.type(letters), 40)
    onTestFinished(() => clearInterval(typing))

    for (let death = 0; death < kills; death++) {
      await new Promise((resolve) => setTimeout(resolve, random(longestLife)))
      await server.crash()
    }
    clearInterval(typing)
    isOver = true
    await renames
    for (const writer of writers) await writer.until(() => writer.isSaved)

    // A page that was never there before reads it from the disk.
    await server.crash()
    const late = new Writer(guests[0] as Guest, doc)
    onTestFinished(() => late.close())
    await late.until(() => late.isSaved)
    for (const writer of writers) await writer.until(() => writer.isSaved)
    const there = lettersOf(late.board.doc)
    expect(there.length).toBeGreaterThan(kills)
    expect(new Set(there).size).toBe(there.length)
    const lines = new Map(late.written.content().cards.map(({ id, text }) => [id, text]))
    for (const { promised, lines: own, resets, board } of writers) {
      expect([...promised].filter((letter) => !there.includes(letter))).toEqual([])
      for (const [id, text] of own) expect(lines.get(id)).toBe(text)
      expect(contentOf(board.doc)).toBe(contentOf(late.board.doc))
      expect(resets).toBe(0)
    }
    const again = new Guest(server.url, 'Judith', lead.grant, lead.cookie)
    await again.until(() => again.view.workshop !== undefined)
    expect(again.view.workshop?.name).toBe(`Name ${renamed}`)
    for (const guest of [again, lead, ...guests]) guest.close()
  },
)
