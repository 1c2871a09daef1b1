/** kill -9 at every point within erasing a person: they are there with everything, or gone from everything, and no file is left over. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocId } from '../../shared/lib/ids.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { PageDevice, pageOf } from '../fixtures/page-device.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'

const killAt = join(import.meta.dirname, '..', 'fixtures', 'kill-at')
/** More than there are points. */
const names = Array.from({ length: 44 }, (_, i) => `CANARY-${i + 10}-`)

let server: ServerProcess
let arm = ''
let lead: Guest
let people: Guest[] = []

beforeAll(async () => {
  arm = join(import.meta.dirname, `kill-at-${process.pid}`)
  server = await startServer({ NODE_OPTIONS: `--import=${pathToFileURL(`${killAt}.ts`).href}`, KILL_AT: arm })
  lead = await Guest.lead(server.url, 'Judith', 'first-day')
  const code = await lead.code()
  for (const name of names) people.push(await Guest.join(server.url, code, name))
  await lead.admit(names.length)
})
afterAll(async () => {
  rmSync(arm, { force: true })
  for (const guest of [lead, ...people]) guest.close()
  await server.stop()
})

const onDisk = (word: string) => foundOnDisk(server.dataDir, word)
/** Looked for again: between two of the files it may have moved from the one to the other. */
const isKept = (word: string) => expect.poll(() => onDisk(word), { timeout: 5_000 }).not.toEqual([])
const erase = (id: string) =>
  door(server.url, `/w/${lead.grant}/erase`, { who: id, confirm: true }, { cookie: lead.cookie })
/** Everyone who is left has connected anew. Asked for while the server is down. */
const back = () =>
  Promise.all(
    [lead, ...people].map((guest) => {
      const { length } = guest.frames
      return guest.until(() => guest.socket.connected && guest.frames.length > length)
    }),
  )

test('[ER25] killed before, within and after each commit of an erasure, a person is there whole or gone whole', async () => {
  await lead.goTo('Write')
  for (const one of people) {
    await one.until(() => one.view.now?.show === 'page')
    const page = await PageDevice.open(one, pageOf(one))
    page.write(`${one.name}page`)
    await page.saved()
    page.close()
  }
  await lead.goTo('Place a line')
  for (const one of people) {
    await one.until(() => one.view.now?.show === 'board')
    const { now } = one.view
    const board = await BoardPeer.open(one, (now?.show === 'board' ? now.view.doc : '') as DocId)
    board.place(`${one.name}line`)
    await board.settled()
    expect(board.resets).toEqual([])
    board.close()
  }
  for (const one of people) for (const what of ['page', 'line']) await isKept(`${one.name}${what}`)

  let points = 0
  let halves = 0
  for (const [point, gone] of [...people].entries()) {
    const id = gone.view.me?.id ?? ''
    await isKept(gone.name)
    writeFileSync(arm, String(point))
    const first = await erase(id).catch(() => null)
    if (first === null) await server.died()
    rmSync(arm)
    people = people.filter((one) => one !== gone)
    gone.close()
    if (first === null) {
      const returned = back()
      await server.start()
      await returned
      const isThere = JSON.stringify(lead.view).includes(gone.name)
      // Whatever was decided is true everywhere, before anybody asks for it again.
      if (!isThere) expect([point, onDisk(gone.name)]).toEqual([point, []])
      else halves++
      expect((await erase(id)).body).toEqual({ ok: true })
    } else expect(first.body).toEqual({ ok: true })
    await lead.until(() => !JSON.stringify(lead.view).includes(gone.name))
    expect([point, onDisk(gone.name)]).toEqual([point, []])
    // Nobody else lost anything.
    for (const one of people.slice(0, 2)) {
      await isKept(`${one.name}page`)
      await isKept(`${one.name}line`)
    }
    points = point
    if (first !== null) break
  }
  // Before the append they are there; after it, whatever came between, they are not.
  expect(halves).toBe(1)
  expect(points).toBeGreaterThanOrEqual(8)
  expect(points).toBeLessThan(names.length - 1)
  expect(server.output()).not.toContain('"event":"error"')
})
