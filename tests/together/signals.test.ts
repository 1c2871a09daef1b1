/** Who learns what of a person who can't hear, who needs a moment, or whose line is cut: on the wire, frame by frame. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CircleId } from '../../shared/lib/ids.ts'
import { newToken } from '../fixtures/tokens.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
let people: Guest[]
const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya']

beforeEach(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  people = []
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 3 === 0 ? 'remote' : 'room'))
  await lead.admit(names.length)
  wall = await lead.wall()
})
afterEach(async () => {
  for (const guest of [lead, wall, ...people]) guest.close()
  await server.stop()
})

const byId = (id: string | undefined): Guest => {
  const found = people.find((guest) => guest.view.me?.id === id)
  if (found === undefined) throw new Error('nobody has this id')
  return found
}
const sceneOf = ({ view: { now } }: Guest) => (now !== undefined && 'scene' in now ? now.scene : null)
const isAbout = (frame: string) => /^\["(signals|unheard|cut|roster)"/.test(frame)
const aboutOthers = (guest: Guest, from: number) => guest.frames.slice(from).filter(isAbout)
const named = (guest: Guest, kind: string) => guest.frames.filter((frame) => frame.startsWith(`["${kind}"`))

/** In a circle of its own: who tells, who is the guardian, and who listens beside them. */
async function telling() {
  await lead.goTo('Tellings')
  const circle = lead.view.desk?.circles[0]
  if (circle === undefined) throw new Error('no circles')
  const members = circle.seats.map(({ id }) => byId(id))
  const guardian = byId(circle.guardian?.id)
  const [teller, listener] = members.filter((one) => one !== guardian) as [Guest, Guest]
  for (const one of members) await one.until(() => sceneOf(one)?.circle === circle.id)
  expect(await teller.send({ type: 'turn.place', circle: circle.id, place: 0 })).toEqual({ ok: true })
  expect(await guardian.send({ type: 'turn.hand', circle: circle.id })).toEqual({ ok: true })
  await teller.until(() => teller.view.now?.show === 'turn' && teller.view.now.view.mine)
  return { id: circle.id, members, guardian, teller, listener }
}

test('[SG1] who can’t hear tells leads and guardian; the speaker learns that somebody can’t; nobody else receives a byte', async () => {
  const { id, members, guardian, teller, listener } = await telling()
  const ally = listener.view.video?.ally?.id
  const others = [wall, ...people.filter((one) => ![guardian, teller].includes(one) && one.view.me?.id !== ally)]
  const before = new Map([...others, teller].map((guest) => [guest, guest.frames.length]))
  expect(await listener.socket.emitWithAck('signal', { kind: 'hear', to: null })).toEqual({ ok: true })
  await lead.until(() => lead.marks.length === 1)
  await guardian.until(() => guardian.marks.length === 1)
  await teller.until(() => teller.frames.includes('["unheard",true]'))
  // Closed it says nothing; whoever opens it learns who and what.
  for (const one of [lead, guardian]) expect(one.marks[0]?.opened).toBe(null)
  const mark = guardian.marks[0]?.id ?? ''
  expect(await guardian.socket.emitWithAck('openSignal', { id: mark, done: false })).toEqual({ ok: true })
  await guardian.until(() => guardian.marks[0]?.opened?.kind === 'hear')
  expect(guardian.marks[0]?.opened?.from?.name).toBe(listener.name)
  // The speaker has one word of it, and no name; they can open nothing.
  expect(aboutOthers(teller, before.get(teller) ?? 0)).toEqual(['["unheard",true]'])
  expect(await teller.socket.emitWithAck('openSignal', { id: mark, done: false })).toEqual({
    ok: false,
    code: 'not_now',
  })
  for (const guest of others) expect(aboutOthers(guest, before.get(guest) ?? 0)).toEqual([])
  // With the turn it is over, though the signal is still open.
  expect(await teller.send({ type: 'turn.hand', circle: id })).toEqual({ ok: true })
  await teller.until(() => teller.frames.includes('["unheard",false]'))
  expect(guardian.marks).toHaveLength(1)
  const next = members.find((one) => one !== teller) as Guest
  expect(next.frames.join('')).not.toContain('"unheard",true')
})

test('[SG1] who is by video tells their ally in the room too, at once; an ally who speaks learns only that somebody can’t', async () => {
  await lead.goTo('Round')
  const turn = () => lead.view.desk?.circles[0]?.turn
  const holder = byId(turn()?.holder?.id)
  const remotes = people.filter((one) => one !== holder && one.view.video?.ally != null)
  const allyOf = (remote: Guest) => byId(remote.view.video?.ally?.id)
  const remote = remotes.find((one) => allyOf(one) !== holder) as Guest
  const ally = allyOf(remote)
  const others = [wall, ...people.filter((one) => one !== ally && one !== holder)]
  const before = new Map(others.map((guest) => [guest, guest.frames.length]))
  expect(await remote.socket.emitWithAck('signal', { kind: 'hear', to: null })).toEqual({ ok: true })
  await ally.until(() => ally.marks.length === 1)
  const mark = ally.marks[0]?.id ?? ''
  expect(await ally.socket.emitWithAck('openSignal', { id: mark, done: false })).toEqual({ ok: true })
  await ally.until(() => ally.marks[0]?.opened?.kind === 'hear')
  expect(ally.marks[0]?.opened?.from?.name).toBe(remote.name)
  for (const guest of others) expect(aboutOthers(guest, before.get(guest) ?? 0)).toEqual([])
  // What the ally has dealt with is gone from the consoles too.
  expect(await ally.socket.emitWithAck('openSignal', { id: mark, done: true })).toEqual({ ok: true })
  await lead.until(() => lead.marks.length === 0)

  // The stone comes to an ally: now the one whose ally they are can't hear them.
  const speaking = () => byId(turn()?.holder?.id)
  const spoken = () => people.find((one) => one.view.video?.ally != null && allyOf(one) === speaking())
  for (let turns = 0; turns < names.length && spoken() === undefined; turns++) {
    const count = turn()?.count
    expect(await lead.send({ type: 'turn.hand', circle: 'all' as CircleId })).toEqual({ ok: true })
    await lead.until(() => turn()?.count !== count)
  }
  const [speaker, from] = [speaking(), spoken() as Guest]
  const marked = named(speaker, 'signals').length
  expect(await from.socket.emitWithAck('signal', { kind: 'hear', to: null })).toEqual({ ok: true })
  await speaker.until(() => named(speaker, 'unheard').at(-1) === '["unheard",true]')
  expect(named(speaker, 'signals')).toHaveLength(marked)
})

test('[SG1] in a round of everyone the speaker learns it too, until a lead says that it is done', async () => {
  await lead.goTo('Round')
  const turn = () => lead.view.desk?.circles[0]?.turn
  const holder = byId(turn()?.holder?.id)
  const listener = people.find((one) => one !== holder) as Guest
  expect(await listener.socket.emitWithAck('signal', { kind: 'hear', to: null })).toEqual({ ok: true })
  await holder.until(() => holder.frames.includes('["unheard",true]'))
  const mark = () => lead.marks[0]?.id ?? ''
  await lead.until(() => lead.marks.length === 1)
  expect(await lead.socket.emitWithAck('openSignal', { id: mark(), done: false })).toEqual({ ok: true })
  expect(await lead.socket.emitWithAck('openSignal', { id: mark(), done: true })).toEqual({ ok: true })
  await holder.until(() => holder.frames.includes('["unheard",false]'))
})

test('[VD2] an ally may be told of a moment, and nobody else hears of it; who is no ally may not', async () => {
  await telling()
  const remote = people.find((one) => one.view.video?.ally != null) as Guest
  const ally = byId(remote.view.video?.ally?.id)
  expect(ally.view.video?.alliedWith.map(({ name }) => name)).toContain(remote.name)
  const guardians = new Set(lead.view.desk?.circles.map(({ guardian }) => guardian?.id))
  const stranger = people.find(
    (one) => one !== ally && one !== remote && !guardians.has(one.view.me?.id as never),
  ) as Guest
  const ask = (to: Guest) => remote.socket.emitWithAck('signal', { kind: 'moment', to: to.view.me?.id ?? '' })
  expect(await ask(stranger)).toEqual({ ok: false, code: 'unknown_person' })
  expect(await ask(ally)).toEqual({ ok: true })
  await ally.until(() => ally.marks.length === 1)
  for (const guest of [lead, wall, ...people]) if (guest !== ally) expect(named(guest, 'signals')).toEqual([])
})

test('[SG2] a cut line: the guardian’s seat is told who, no other seat; that they are back is told within seconds', async () => {
  const { guardian, teller } = await telling()
  const rosterOf = () => {
    const last = named(lead, 'roster').at(-1) ?? '[]'
    return (JSON.parse(last) as [string, Record<string, string>])[1]?.[teller.view.me?.id ?? '']
  }
  const until = (guest: Guest, holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return
        guest.socket.offAny(look)
        resolve()
      }
      guest.socket.onAny(look)
      look()
    })
  const others = [wall, ...people.filter((one) => one !== guardian)]
  const before = new Map(others.map((guest) => [guest, guest.frames.length]))
  teller.socket.disconnect()
  await until(lead, () => rosterOf() === 'reconnecting')
  await until(guardian, () => named(guardian, 'cut').length > 0)
  expect(JSON.parse(named(guardian, 'cut').at(-1) ?? '')).toEqual([
    'cut',
    { id: teller.view.me?.id, name: teller.name },
  ])
  for (const guest of others) expect(aboutOthers(guest, before.get(guest) ?? 0)).toEqual([])
  // A minute would pass before "away" is due; that they are back does not wait for it.
  const back = performance.now()
  teller.socket.connect()
  await until(lead, () => rosterOf() === 'here')
  await until(guardian, () => named(guardian, 'cut').at(-1) === '["cut",null]')
  expect(performance.now() - back).toBeLessThan(5_000)
}, 60_000)

test('[NT7] a writer’s device learns that a note was given by asking, which takes nothing back and leaves no trace', async () => {
  await lead.goTo('Write to each')
  const [writer] = people as [Guest]
  await writer.until(() => writer.view.now?.show === 'sealed')
  const { now } = writer.view
  const to = now?.show === 'sealed' ? now.view.each?.[0]?.id : undefined
  const token = newToken()
  expect(await writer.put('It mattered.', token, { to: to ?? '', signed: false })).toEqual({ ok: true })
  const { run, step } = writer.at
  const look = (guest: Guest, of = token) =>
    guest.socket.emitWithAck('take', { run: run ?? '', step: String(step), token: of, look: true })
  expect(await look(writer)).toEqual({ ok: true })
  expect(await look(writer)).toEqual({ ok: true })
  // Without the token nothing is learned.
  expect(await look(people[1] as Guest, newToken())).toEqual({ ok: true })
  await lead.goTo('Receiving')
  const circle = lead.view.desk?.circles.find(({ seats }) => seats.some(({ id }) => id === to))?.id as CircleId
  expect(await lead.send({ type: 'turn.hand', circle, confirm: true })).toEqual({ ok: true })
  const receiver = byId(to)
  await receiver.until(() => receiver.book.length === 1)
  expect(await look(writer)).toEqual({ ok: false, code: 'already_released' })
  // Whatever the run, afterwards it is over.
  await lead.goTo('Closing round')
  expect(await look(writer)).toEqual({ ok: false, code: 'already_released' })
})
