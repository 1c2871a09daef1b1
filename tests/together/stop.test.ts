/** A stop by signal in the middle of joining, pressing and typing. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readFrame, step1Frame, updateFrame } from '../../server/doc/frames.ts'
import { wordsOf } from '../../server/doc/board-words.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { deskOf, goTogether } from '../fixtures/desk.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'

const people = 12

async function cardsOn(guest: Guest): Promise<Set<string>> {
  const { socket } = await deskOf(guest)
  socket.send(step1Frame(Uint8Array.of(0)))
  return new Promise((resolve) =>
    socket.on('message', (data: Buffer) => {
      const received = readFrame(new Uint8Array(data))
      if (received?.kind !== 'step2') return
      const replica = new Y.Doc()
      Y.applyUpdate(replica, received.update)
      resolve(new Set(wordsOf(replica).cards.map(({ id }) => id)))
    }),
  )
}

test('[DUR4] ATK-58 a stop amid joining, pressing and typing settles all of it in 5 s, and nothing said to be saved is lost', async () => {
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.until(() => lead.view.lobby?.waiting.length === people)
  await lead.send({ type: 'lobby.admit', members: (lead.view.lobby?.waiting ?? []).map(({ id }) => id) })
  const [maya] = guests as [Guest, ...Guest[]]
  await goTogether(lead, guests)
  const desks = await Promise.all(guests.map(deskOf))

  const typed = desks.map((_desk, person) =>
    Array.from({ length: 30 }, (_, i) => {
      const id = `p${person}n${i}`
      return { id, frame: updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, id, 'x'))) }
    }),
  )
  const joined = new Map<string, string>()
  const renamed: string[] = []
  let isStopping = false
  const join = async (i: number) => {
    const { body, cookie } = await door(server.url, '/join', { code, name: `Late ${i}`, pronouns: '', place: 'room' })
    if (body.ok) joined.set(String(body['grant']), cookie)
  }
  const press = async () => {
    for (let i = 0; !isStopping; i++) {
      const name = `Name ${i}`
      const answer = await lead.socket.timeout(2_000).emitWithAck('cmd', {
        id: `stopping-${i}-abcdef`,
        at: lead.at,
        c: { type: 'workshop.rename', name },
      })
      if (answer.ok) renamed.push(name)
    }
  }
  const pressing = press().catch(() => undefined)
  const joining = Array.from({ length: 30 }, (_, i) => join(i).catch(() => undefined))
  // Half is typed and some of it saved when the signal comes; the other half is on its way.
  desks.forEach(({ socket }, person) => typed[person]?.slice(0, 15).forEach(({ frame }) => socket.send(frame)))
  await new Promise<void>((resolve) => desks[0]?.socket.on('message', () => (desks[0]?.saved ?? 0) > 0 && resolve()))
  desks.forEach(({ socket }, person) => typed[person]?.slice(15).forEach(({ frame }) => socket.send(frame)))
  const begun = performance.now()
  const ended = server.terminate()
  const codes = await Promise.all(desks.map(({ closed }) => closed))
  expect(await ended).toBe(0)
  expect(performance.now() - begun).toBeLessThan(5_000)
  isStopping = true
  expect(new Set(codes)).toEqual(new Set([4509]))
  await Promise.all([...joining, pressing])
  expect(renamed.length).toBeGreaterThan(0)

  await server.start()
  const again = new Guest(server.url, 'Judith', lead.grant, lead.cookie)
  await again.until(() => again.view.workshop !== undefined)
  const last = renamed.at(-1) ?? ''
  // The last one may have been stored without its answer coming through.
  const next = `Name ${Number(last.slice(5)) + 1}`
  expect([last, next]).toContain(again.view.workshop?.name)
  for (const [grant, cookie] of joined) {
    const late = new Guest(server.url, 'late', grant, cookie)
    await late.until(() => late.view.me !== undefined)
    late.close()
  }
  const back = new Guest(server.url, maya.name, maya.grant, maya.cookie)
  const there = await cardsOn(back)
  for (const [person, { saved }] of desks.entries()) {
    // Received before the goodbye is saved, and what was saved is there.
    expect(saved).toBeGreaterThan(0)
    for (const { id } of typed[person]?.slice(0, saved) ?? []) expect(there).toContain(id)
  }
  for (const guest of [lead, again, back, ...guests]) guest.close()
  await server.stop()
})
