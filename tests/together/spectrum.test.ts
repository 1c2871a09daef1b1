/** Anonymous rounds over the real protocols: what a ballot looks like on the way, and what it leaves on disk. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEntry } from '../../server/flow/flow-store.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { dataFile, keysFile } from '../../server/operate/stores.ts'
import { bytesIn, onDisk } from '../fixtures/stored.ts'
import { flowStream, type CohortId } from '../../shared/lib/ids.ts'
import { ballotBytes, type BallotAnswer } from '../../shared/wire/flow-terms.ts'
import { Guest } from '../fixtures/people.ts'
import { closed, goTo, group, resultsOf } from '../fixtures/spectrum.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.stop()
})

/** The folder as another process finds it now. */
const image = () =>
  bytesIn(server.dataDir)
    .map(([file, bytes]) => `${file} ${createHash('sha256').update(bytes).digest('hex')}`)
    .join('\n')

/** What a guest's device sends, packet by packet. */
function sentBy(guest: Guest): string[] {
  const sent: string[] = []
  guest.socket.io.engine.on('packetCreate', ({ data }: { data?: unknown }) => {
    if (typeof data === 'string' && data.includes('"ballot"')) sent.push(data)
  })
  return sent
}

test('[AN5] an answer, another answer and a skip are one frame of one size and one reply, and nobody else receives anything', async () => {
  const room = await group(server.url)
  await goTo(room, 'Where I stand')
  // What the result of an earlier act still brings is there before the silence is measured.
  await Promise.all(room.all.map((guest) => guest.send({ type: 'profile.set', place: 'room' })))
  await room.lead.until(() => (room.lead.view.room?.seats ?? []).every(({ place }) => place === 'room'))
  await Promise.all(room.people.map((guest) => guest.socket.emitWithAck('ballot', {} as never)))
  const before = room.all.map((guest) => guest.frames.filter((frame) => !frame.startsWith('["roster"')).length)

  const sizes = new Set<number>()
  const replies = new Set<string>()
  for (const [index, guest] of room.people.entries()) {
    const sent = sentBy(guest)
    for (const place of [1 + (index % 5), null, 5]) replies.add(JSON.stringify(await guest.stand(place)))
    for (const packet of sent) sizes.add(packet.slice(packet.indexOf('[')).length)
    expect(sent.length).toBe(3)
    expect(new Set(sent.map((packet) => packet.length)).size).toBe(1)
  }
  expect([...replies]).toEqual(['{"ok":true}'])
  expect([...sizes]).toEqual([ballotBytes + '["ballot",]'.length])
  expect(room.all.map((guest) => guest.frames.filter((frame) => !frame.startsWith('["roster"')).length)).toEqual(before)
  for (const guest of room.all) guest.close()
})

test('[AN1] the data folder is the same byte for byte after every ballot; after closing it holds the words of the screens alone', async () => {
  const room = await group(server.url)
  await goTo(room, 'Where I stand')
  const before = image()
  const answers = [1, 1, 1, 3, 3, 3, 5, 5, 5]
  for (const [index, guest] of room.people.entries()) {
    expect(await guest.stand(answers[index] ?? null)).toEqual({ ok: true })
    expect(image()).toBe(before)
  }
  // Changed, skipped and sent again: still nothing.
  await room.people[0]?.stand(null)
  await room.people[0]?.stand(1)
  expect(image()).toBe(before)
  await closed(room)

  const copy = mkdtempSync(join(tmpdir(), 'fourfold-image-'))
  cpSync(server.dataDir, copy, { recursive: true })
  const log = openSqliteLog(dataFile(copy), { keys: keysFile(copy) })
  const cohort = room.lead.grant.slice(0, 10) as CohortId
  const { entries } = await log.load(flowStream(cohort))
  const last = entries.at(-1)
  const stored = JSON.stringify(last === undefined ? null : readEntry(last.body))
  await log.close()
  rmSync(copy, { recursive: true })
  expect(stored).toContain('"shown_set"')
  for (const guest of room.people) expect(stored).not.toContain(String(guest.view.me?.id))
  expect(stored.replace(/"(?:at|from|to|v)":\d+|"(?:cmd|round|step)":"[^"]*"/g, '')).not.toMatch(/\d/)
  for (const trace of ['"answer":', '"place","answer', 'ballot']) expect(onDisk(server.dataDir, trace)).toEqual([])
  for (const guest of room.all) guest.close()
})

test('[AN2][AN4] four answers show nothing to anybody; after a first wave one mover changes nothing on any screen', async () => {
  const room = await group(server.url)
  await goTo(room, 'Where I stand')
  for (const place of [1, 2, 4, 5].entries()) await room.people[place[0]]?.stand(place[1])
  for (const guest of room.people.slice(4)) await guest.stand(null)
  const before = room.all.map((guest) => guest.frames.length)
  await closed(room)
  for (const guest of [...room.people, room.wall]) expect(resultsOf(guest)).toEqual({ show: 'nothing' })
  room.all.forEach((guest, index) => {
    for (const frame of guest.frames.slice(before[index])) expect(frame).not.toMatch(/"much"|"close"|"spread"/)
  })
  expect(room.lead.view.desk?.spectrum?.state).toBe('few')

  expect(await room.lead.send({ type: 'scale.again' })).toEqual({ ok: true })
  for (const guest of room.people) await guest.until(() => resultsOf(guest) === null)
  for (const [index, guest] of room.people.entries()) await guest.stand(1 + 2 * Math.floor(index / 3))
  await closed(room)
  expect(resultsOf(room.wall)).toMatchObject({ show: 'bands' })
  await goTo(room, 'Where I stand now')
  for (const [index, guest] of room.people.entries()) await guest.stand(index === 0 ? 5 : 1 + 2 * Math.floor(index / 3))
  await closed(room)
  for (const guest of [...room.people, room.wall])
    expect(resultsOf(guest)).toMatchObject({ show: 'little', first: { show: 'bands' } })
  for (const guest of room.all) guest.close()
})

test('[AN9] one ballot for one person in one round: changed, repeated, from two devices, late, or by somebody without a seat', async () => {
  const room = await group(server.url)
  await goTo(room, 'Where I stand')
  const [maya, luis] = room.people as [Guest, Guest]
  const again = new Guest(server.url, 'Maya elsewhere', maya.grant, maya.cookie)
  await again.until(() => again.view.now?.show === 'scale')
  const old = maya.ballot([{ line: 'place', answer: '1', reason: '' }])
  for (const guest of room.people.slice(0, 4)) await guest.stand(2)
  for (const device of [maya, again, maya]) for (let times = 0; times < 3; times++) await device.stand(3)
  expect(await room.lead.stand(1)).toEqual({ ok: false, code: 'not_now' })
  expect(await room.wall.stand(1)).toEqual({ ok: false, code: 'not_yours' })
  expect(
    await luis.vote([
      { line: 'place', answer: 'yes' as BallotAnswer, reason: '' },
      { line: 'other', answer: '4', reason: '' },
    ]),
  ).toEqual({
    ok: true,
  })
  await closed(room)
  // Luis’s last ballot held no answer to what was asked: three are left.
  expect(room.lead.view.desk?.spectrum?.state).toBe('few')
  expect(await luis.socket.emitWithAck('ballot', old)).toEqual({ ok: false, code: 'not_now' })
  await room.lead.send({ type: 'scale.again' })
  await luis.until(() => resultsOf(luis) === null)
  expect(await luis.socket.emitWithAck('ballot', old)).toEqual({ ok: false, code: 'not_now' })
  expect(await luis.stand(3)).toEqual({ ok: true })
  again.close()
  for (const guest of room.all) guest.close()
})
