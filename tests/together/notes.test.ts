/** Notes to one person: who receives them and when, on the wire and on disk, through kill -9. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CircleId } from '../../shared/lib/ids.ts'
import { newToken } from '../fixtures/tokens.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { allStored, onDisk as foundOnDisk } from '../fixtures/stored.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
const people: Guest[] = []
const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya']

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 3 === 0 ? 'remote' : 'room'))
  await lead.admit(9)
  wall = await lead.wall()
})
afterAll(async () => {
  for (const guest of [lead, wall, ...people]) guest.close()
  await server.stop()
})

const everyone = () => [lead, wall, ...people]
const onDisk = (word: string) => foundOnDisk(server.dataDir, word)
const heard = (word: string) =>
  everyone()
    .filter((guest) => guest.frames.some((frame) => frame.includes(word)))
    .map((guest) => guest.name)
    .sort()
const circleOf = (guest: Guest) => {
  const now = guest.view.now
  return now !== undefined && 'scene' in now ? now.scene.circle : ('' as CircleId)
}
const othersOf = (guest: Guest) => {
  const now = guest.view.now
  const each = now?.show === 'sealed' ? (now.view.each ?? []) : []
  return each.map(({ name }) => people.find((one) => one.name === name) as Guest)
}
const canary = (from: Guest, to: Guest) => `CANARY-${from.name}-to-${to.name}`
const idOf = (guest: Guest) => guest.view.me?.id ?? ''
const turnOf = (circle: CircleId) => lead.view.desk?.circles.find(({ id }) => id === circle)?.turn

test('[NT1][NT2][NT3][NT4][PRV4][PRV5] a note reaches its receiver alone, at their turn, and nothing stored says who did not sign', async () => {
  await lead.goTo('Write to each')
  // Each writes to each of their circle; signed by those whose place in the list is even.
  const circles = new Map<CircleId, Guest[]>()
  for (const guest of people) circles.set(circleOf(guest), [...(circles.get(circleOf(guest)) ?? []), guest])
  expect(circles.size).toBe(2)
  const signs = (guest: Guest) => people.indexOf(guest) % 2 === 0
  const tokens = new Map<string, string>()
  const [without] = circles.get('b' as CircleId) ?? []
  if (without === undefined) throw new Error('no circle b')
  const writing = people.flatMap((from) =>
    othersOf(from)
      .filter((to) => to !== without)
      .map(async (to) => {
        const token = newToken()
        tokens.set(canary(from, to), token)
        const note = { to: idOf(to), signed: signs(from) }
        expect(await from.put(canary(from, to), token, note)).toEqual({ ok: true })
      }),
  )
  await Promise.all(writing)

  // To oneself, to another circle, to nobody, and twice to one person: refused, each with its code.
  const [maya] = people as [Guest]
  const elsewhere = people.find((guest) => circleOf(guest) !== circleOf(maya)) as Guest
  const friend = othersOf(maya).find((to) => to !== without) as Guest
  for (const to of [idOf(maya), idOf(elsewhere), idOf(lead), 'nobody'])
    expect(await maya.put('x', newToken(), { to, signed: true })).toEqual({ ok: false, code: 'unknown_person' })
  expect(await maya.put('x')).toEqual({ ok: false, code: 'not_now' })
  expect(await maya.put('x', newToken(), { to: idOf(friend), signed: true })).toMatchObject({ ok: false })

  // Before the turn: on disk, in no frame.
  expect(heard('CANARY-')).toEqual([])
  expect(onDisk(canary(maya, friend)).length).toBeGreaterThan(0)

  // Taken back before the turn: never arrives, and is in no file.
  const back = canary(maya, friend)
  expect(await maya.take(tokens.get(back) ?? '')).toEqual({ ok: true })
  expect(onDisk(back)).toEqual([])
  // Somebody else's token does nothing.
  expect(await (people[1] as Guest).take(newToken())).toEqual({ ok: true })

  await lead.goTo('Receiving')
  expect(heard('CANARY-')).toEqual([])
  await server.crash()
  await lead.until(() => lead.socket.connected && lead.view.desk !== undefined)

  // Circle by circle, receiver by receiver. Whoever has nothing waiting is not lit, and only the lead learns it.
  const received: string[] = []
  for (const [circle, members] of circles) {
    for (let turns = 0; turns < members.length; turns++) {
      const count = turnOf(circle)?.count
      const answer = await lead.send({ type: 'turn.hand', circle, confirm: true })
      expect(answer).toEqual({ ok: true })
      await lead.until(() => turnOf(circle)?.count !== count)
      const name = turnOf(circle)?.holder?.name
      if (name === undefined) break
      received.push(name)
      const receiver = people.find((guest) => guest.name === name) as Guest
      const notes = members.filter((from) => from !== receiver && canary(from, receiver) !== back)
      await receiver.until(() => receiver.book.length === notes.length)
      for (const { text, from } of receiver.book) {
        const writer = people.find((guest) => canary(guest, receiver) === text) as Guest
        expect(from?.name).toBe(signs(writer) ? writer.name : undefined)
        expect(heard(text)).toEqual([name])
      }
      // Too late to take back, and too late to write.
      const late = members.find((from) => from !== receiver && canary(from, receiver) !== back) as Guest
      const written = tokens.get(canary(late, receiver)) ?? ''
      const step = (late.at.step ?? 0) - 1
      expect(await late.take(written, step)).toEqual({ ok: false, code: 'already_released' })
      const again = { run: late.at.run ?? '', step: String(step), token: newToken(), text: 'late' }
      expect(await late.socket.emitWithAck('put', { ...again, to: idOf(receiver), signed: false })).toEqual({
        ok: false,
        code: 'already_given',
      })
    }
  }
  expect(received.sort()).toEqual(names.filter((name) => name !== without.name).sort())
  expect(turnOf('b' as CircleId)?.lacking.map(({ name }) => name)).toEqual([without.name])
  for (const guest of [...people, wall]) expect(guest.frames.join('')).not.toContain('lacking')

  // A note that comes now reaches her when the circle goes on.
  const giver = (circles.get('b' as CircleId) ?? [])[1] as Guest
  const step = String((giver.at.step ?? 0) - 1)
  const put = { run: giver.at.run ?? '', step, token: newToken(), text: canary(giver, without) }
  expect(await giver.socket.emitWithAck('put', { ...put, to: idOf(without), signed: false })).toEqual({ ok: true })
  expect(await lead.send({ type: 'turn.hand', circle: 'b' as CircleId, confirm: true })).toEqual({ ok: true })
  await without.until(() => without.book.length === 1)

  // Nothing stored links what is not signed with its writer: the booklets, opened from the file, name nobody.
  const unsigned = people.filter((guest) => !signs(guest))
  const stored = allStored(server.dataDir).map(([, bytes]) => bytes.toString('latin1'))
  expect(stored.some((text) => unsigned.some(({ name }) => text.includes(`CANARY-${name}-to`)))).toBe(true)
  for (const bytes of stored) {
    for (const writer of unsigned) {
      for (const at of indexesOf(bytes, `CANARY-${writer.name}-to`)) {
        // The note around it, from brace to brace.
        const note = bytes.slice(bytes.lastIndexOf('{', at), bytes.indexOf('}', at))
        expect(note).not.toContain(idOf(writer))
      }
    }
  }

  // After a crash every booklet is whole, and holds each note once.
  const before = people.map(({ book }) => book)
  await server.crash()
  for (const guest of people) await guest.until(() => guest.socket.connected && guest.view.now !== undefined)
  await lead.goTo('Read again')
  expect(people.map(({ book }) => book)).toEqual(before)

  // One's own: hidden, shown, deleted for good; nobody else's is touched.
  const owner = people.find(({ book }) => book.length >= 2) as Guest
  const [first, second] = owner.book
  if (first === undefined || second === undefined) throw new Error('too few notes')
  expect(await owner.socket.emitWithAck('note', { id: first.id, act: 'hide' })).toEqual({ ok: true })
  await owner.until(() => owner.book[0]?.hidden === true)
  const stranger = people.find((guest) => guest !== owner) as Guest
  expect(await stranger.socket.emitWithAck('note', { id: first.id, act: 'drop' })).toEqual({
    ok: false,
    code: 'not_now',
  })
  expect(await owner.socket.emitWithAck('note', { id: second.id, act: 'drop' })).toEqual({ ok: true })
  await owner.until(() => owner.book.length === 1 || !owner.book.includes(second))
  expect(onDisk(second.text)).toEqual([])

  // The wall never had a word of any of it.
  expect(wall.frames.join('')).not.toContain('CANARY')
  expect(lead.frames.join('')).not.toContain('CANARY')
  expect(server.output()).not.toContain('"event":"error"')
})

function indexesOf(text: string, word: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at)
  return found
}

test('[NT1] one press gives to two circles at once', async () => {
  const other = await Guest.lead(server.url)
  const code = await other.code()
  const guests: Guest[] = []
  for (const name of names) guests.push(await Guest.join(server.url, code, name))
  await other.admit(names.length)
  await other.goTo('Write to each')
  for (const guest of guests) {
    await guest.until(() => guest.view.now?.show === 'sealed')
    const now = guest.view.now
    for (const to of now?.show === 'sealed' ? (now.view.each ?? []) : [])
      expect(await guest.put('It mattered.', newToken(), { to: to.id, signed: false })).toEqual({ ok: true })
  }
  await other.goTo('Receiving')
  expect(await other.send({ type: 'next', confirm: true })).toEqual({ ok: true })
  await other.until(() => other.view.desk?.circles.every(({ turn }) => turn?.focus !== null) === true)
  const lit = other.view.desk?.circles.map(({ turn }) => turn?.focus?.name)
  expect(new Set(lit).size).toBe(2)
  for (const name of lit ?? []) {
    const guest = guests.find((one) => one.name === name) as Guest
    await guest.until(() => guest.book.length > 0)
  }
  for (const guest of [other, ...guests]) guest.close()
})

test('[NT1] what is still sealed when the workshop ends reaches its people', async () => {
  const url = server.url
  const other = await Guest.lead(url)
  const code = await other.code()
  const guests: Guest[] = []
  for (const name of names.slice(0, 6)) guests.push(await Guest.join(url, code, name))
  await other.admit(6)
  await other.goTo('Write to each')
  const [writer] = guests as [Guest]
  await writer.until(() => writer.view.now?.show === 'sealed')
  const now = writer.view.now
  const to = now?.show === 'sealed' ? now.view.each?.[0]?.id : undefined
  const receiver = guests.find((guest) => idOf(guest) === to) as Guest
  expect(await writer.put('It mattered.', newToken(), { to: idOf(receiver), signed: true })).toEqual({ ok: true })
  expect(await other.send({ type: 'workshop.end', confirm: true })).toEqual({ ok: true })
  await receiver.until(() => receiver.book.length === 1)
  expect(receiver.book).toMatchObject([{ text: 'It mattered.', from: { name: writer.name } }])
  for (const guest of [other, ...guests]) guest.close()
})

test('[NT8][NT2][EX7] a note written while the others receive opens at its receiver’s turn, and the circle goes on', async () => {
  const other = await Guest.lead(server.url)
  const code = await other.code()
  const guests: Guest[] = []
  for (const name of names.slice(0, 5)) guests.push(await Guest.join(server.url, code, name))
  await other.admit(5)
  await other.goTo('Write to each')
  // No time at all for words that come late: these do not come late, their receiver's turn is still to come.
  expect(await other.send({ type: 'grace.set', grace: 'none' })).toEqual({ ok: true })
  const [giver] = guests as [Guest]
  await giver.until(() => giver.view.now?.show === 'sealed')
  const toOf = (guest: Guest) => {
    const { now } = guest.view
    return now?.show === 'turn' ? now.view.write : null
  }
  const desk = () => other.view.desk
  const turn = () => desk()?.circles[0]?.turn
  await other.goTo('Receiving')
  for (const guest of guests) await guest.until(() => toOf(guest) !== null)

  // Nobody has written to anybody: the circle waits, and Next offers no move that finds nobody.
  expect(desk()?.next).toMatchObject({ act: 'move_circle', goal: { to: 'next' } })
  expect(await other.send({ type: 'next', confirm: true })).toEqual({ ok: true })
  await other.until(() => turn()?.waits === true)
  expect(desk()).toMatchObject({ next: { act: 'give_rest' }, confirm: true })

  // Two write now, to the same person; each seat had the same way to.
  const receiver = guests.find((guest) => guest.name === turn()?.queue[2]?.name) as Guest
  const writers = guests.filter((guest) => guest !== receiver).slice(0, 2) as [Guest, Guest]
  const putTo = (from: Guest, to: Guest) => {
    const write = toOf(from)
    return from.socket.emitWithAck('put', {
      run: from.at.run ?? '',
      step: String(write?.step),
      token: newToken(),
      text: `LATE-${from.name}-to-${to.name}`,
      to: idOf(to),
      signed: from === writers[0],
    })
  }
  for (const from of writers) {
    expect(toOf(from)?.to.map(({ id }) => id)).toContain(idOf(receiver))
    expect(await putTo(from, receiver)).toEqual({ ok: true })
  }
  const told = (word: string) => [other, ...guests].filter(({ frames }) => frames.some((frame) => frame.includes(word)))
  expect(told('LATE-')).toEqual([])

  // Whoever of the circle goes on: what was written opens for them, once they have pressed a second time.
  const circle = circleOf(giver)
  expect(await receiver.send({ type: 'turn.hand', circle })).toEqual({ ok: false, code: 'needs_confirming' })
  expect(await receiver.send({ type: 'turn.hand', circle, confirm: true })).toEqual({ ok: true })
  await receiver.until(() => receiver.book.length === 2)
  expect(receiver.book.map(({ text }) => text).sort()).toEqual(
    writers.map(({ name }) => `LATE-${name}-to-${receiver.name}`).sort(),
  )
  expect(told('LATE-')).toEqual([receiver])
  await other.until(() => turn()?.holder?.name === receiver.name)
  for (const guest of guests) await guest.until(() => toOf(guest)?.to.every(({ id }) => id !== idOf(receiver)) === true)

  // Their turn has begun: nothing more to them. To those who wait, on.
  expect(await putTo(writers[0], receiver)).toEqual({ ok: false, code: 'already_given' })
  const last = writers[0]
  expect(await putTo(receiver, last)).toEqual({ ok: true })
  expect(await other.send({ type: 'next', confirm: true })).toEqual({ ok: true })
  await last.until(() => last.book.length === 1)
  await other.until(() => turn()?.holder?.name === last.name)
  for (const guest of guests) expect(guest.frames.join('')).not.toContain('lacking')
  for (const guest of [other, ...guests]) guest.close()
})
