/** kill -9 at every point within giving a note and within taking one back: nothing is lost, doubled, or seen too early. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CircleId } from '../../shared/lib/ids.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { newToken } from '../fixtures/tokens.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya']
const killAt = join(import.meta.dirname, '..', 'fixtures', 'kill-at')

let server: ServerProcess
let arm = ''
let lead: Guest
const people: Guest[] = []

beforeAll(async () => {
  arm = join(import.meta.dirname, `kill-at-${process.pid}`)
  server = await startServer({ NODE_OPTIONS: `--import=${pathToFileURL(`${killAt}.ts`).href}`, KILL_AT: arm })
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 3 === 0 ? 'remote' : 'room'))
  await lead.admit(names.length)
})
afterAll(async () => {
  rmSync(arm, { force: true })
  for (const guest of [lead, ...people]) guest.close()
  await server.stop()
})

const idOf = (guest: Guest) => guest.view.me?.id ?? ''
const noteOf = (from: Guest, to: Guest) => `CANARY-${from.name}-to-${to.name}`
const onDisk = (word: string) => foundOnDisk(server.dataDir, word).length > 0
const heard = (word: string) =>
  [lead, ...people].filter((guest) => guest.frames.some((frame) => frame.includes(word))).map(({ name }) => name)
const othersOf = (guest: Guest) => {
  const { now } = guest.view
  return (now?.show === 'sealed' ? (now.view.each ?? []) : []).map(
    ({ name }) => people.find((one) => one.name === name) as Guest,
  )
}
/** The neighbour in their circle: nobody is the neighbour of two, so nobody loses all that was written to them. */
const nextOf = (guest: Guest): Guest => {
  const seats = lead.view.desk?.circles.find((one) => one.seats.some(({ name }) => name === guest.name))?.seats ?? []
  const at = seats.findIndex(({ name }) => name === guest.name)
  return people.find(({ name }) => name === seats[(at + 1) % seats.length]?.name) as Guest
}
/** Everyone has connected anew. Asked for while the server is down. */
const back = () =>
  Promise.all(
    [lead, ...people].map((guest) => {
      const { length } = guest.frames
      return guest.until(() => guest.socket.connected && guest.frames.length > length)
    }),
  )

/** Does it with a kill -9 at each point in turn, each time with something else; asked again, as devices do. @returns how many points there are */
async function atEachPoint<T>(
  things: readonly T[],
  act: (thing: T) => Promise<Answer>,
  check: (thing: T, point: number) => Promise<void>,
): Promise<number> {
  for (const [point, thing] of things.entries()) {
    writeFileSync(arm, String(point))
    // Whoever waits for an answer when the server dies is told that the connection ended.
    const first = await act(thing).catch(() => null)
    if (first === null) await server.died()
    rmSync(arm)
    if (first !== null) {
      expect(first).toEqual({ ok: true })
      await check(thing, point)
      return point
    }
    const returned = back()
    await server.start()
    await returned
    expect(await act(thing)).toEqual({ ok: true })
    await check(thing, point)
  }
  throw new Error('there are more points than things to try them with')
}

test('[NT5] killed before, within and after each commit, a note is given once or taken back for good', async () => {
  await lead.goTo('Write to each')
  for (const guest of people) await guest.until(() => othersOf(guest).length > 0)
  const tokens = new Map<string, string>()
  const circle = new Map(people.map((guest) => [guest, [guest, ...othersOf(guest)]]))
  for (const from of people)
    for (const to of othersOf(from)) {
      const token = newToken()
      tokens.set(noteOf(from, to), token)
      expect(await from.put(noteOf(from, to), token, { to: idOf(to), signed: false })).toEqual({ ok: true })
    }

  // Each takes back the note to the next of their circle.
  const gone = new Set<string>()
  const takes = await atEachPoint(
    people.map((from) => ({ from, word: noteOf(from, nextOf(from)) })),
    ({ from, word }) => from.take(tokens.get(word) ?? ''),
    async ({ word }) => {
      gone.add(word)
      expect([word, onDisk(word), heard(word)]).toEqual([word, false, []])
    },
  )
  expect(takes).toBeGreaterThanOrEqual(4)

  // Seat by seat. The same press again, after each death, is one press.
  await lead.goTo('Receiving')
  const turnOf = (id: CircleId) => lead.view.desk?.circles.find((one) => one.id === id)?.turn
  const circles = (lead.view.desk?.circles ?? []).flatMap(({ id, seats }) => seats.map(() => id))
  const presses = circles.map((id, i) => ({ id, cmd: `receiving-${i}`, count: null as number | null }))
  const given = await atEachPoint(
    presses,
    (press) => {
      press.count ??= turnOf(press.id)?.count ?? -1
      return lead.send({ type: 'turn.hand', circle: press.id, confirm: true }, press.cmd)
    },
    async ({ id, count }, point) => {
      await lead.until(() => turnOf(id)?.count !== count)
      const pressesHere = presses.slice(0, point + 1).filter((press) => press.id === id).length
      expect([point, turnOf(id)?.place]).toEqual([point, pressesHere])
      const receiver = people.find(({ name }) => name === turnOf(id)?.holder?.name) as Guest
      const words = (circle.get(receiver) ?? [])
        .filter((from) => from !== receiver)
        .map((from) => noteOf(from, receiver))
        .filter((word) => !gone.has(word))
      await receiver.until(() => receiver.book.length >= words.length)
      expect([point, receiver.book.map(({ text }) => text).sort()]).toEqual([point, words.sort()])
      for (const word of words) expect([word, heard(word)]).toEqual([word, [receiver.name]])
    },
  )
  expect(given).toBeGreaterThanOrEqual(4)
  for (const word of gone) expect([word, onDisk(word), heard(word)]).toEqual([word, false, []])
  expect(server.output()).not.toContain('"event":"error"')
})
