/** Erasing a person over the real doors: who may, what is in no file as the answer comes, what stays with others, how the room goes on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CircleId, DocId } from '../../shared/lib/ids.ts'
import { DocClose } from '../../shared/wire/doc.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { PageDevice, pageOf } from '../fixtures/page-device.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'
import { addCard, addList, cardsOf, textOf } from '../server/doc/board-acts.ts'

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Hiro', 'Kavya', 'Rosa']

let server: ServerProcess
let lead: Guest
let wall: Guest
let people: Guest[] = []

const screens = () => [lead, wall, ...people]
const guest = (name: string) => people.find((one) => one.name === name) as Guest
const idOf = (one: Guest) => one.view.me?.id ?? ''
/** All files of the server, and what their keys open, as any other process reads them. */
const onDisk = (word: string) => foundOnDisk(server.dataDir, word)
/** Looked for again: between two of the files it may have moved from the one to the other. */
const isKept = (word: string) => expect.poll(() => onDisk(word), { timeout: 5_000 }).not.toEqual([])
const erase = (by: Guest, who: string, confirm: unknown = true, grant = by.grant) =>
  door(server.url, `/w/${grant}/erase`, { who, confirm }, { cookie: by.cookie })
const keepsake = async (one: Guest) =>
  (await fetch(`${server.url}/api/w/${one.grant}/keepsake.html`, { headers: { cookie: one.cookie } })).text()
const circleOf = ({ view: { now } }: Guest) =>
  now !== undefined && 'scene' in now ? now.scene.circle : ('' as CircleId)
const boardOf = ({ view: { now } }: Guest) => (now?.show === 'board' ? (now.view.doc as DocId) : ('' as DocId))
const eachOf = ({ view: { now } }: Guest) => (now?.show === 'sealed' ? (now.view.each ?? []).map(({ id }) => id) : [])
const turnOf = (circle: CircleId) => lead.view.desk?.circles.find(({ id }) => id === circle)?.turn

/** A second device of the same person. */
async function alsoOn(one: Guest): Promise<Guest> {
  const { body } = await door(server.url, `/w/${one.grant}/link`, { for: 'me' }, { cookie: one.cookie })
  const entered = await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })
  const device = new Guest(server.url, `${one.name}, elsewhere`, one.grant, entered.cookie)
  await device.until(() => device.view.me !== undefined)
  return device
}

/** They are named `CANARY-<name>` from now on, with pronouns. */
async function named(one: Guest): Promise<string> {
  const name = `CANARY-${one.name}`
  await one.send({ type: 'profile.set', name, pronouns: `${name}-pro` })
  await lead.until(() => JSON.stringify(lead.view).includes(name))
  return name
}

/** On every screen within five seconds; afterwards frames that come hold nothing of them. */
async function forgotten(gone: Guest, word: string): Promise<void> {
  people = people.filter((one) => one !== gone)
  const at = performance.now()
  await gone.until(() => gone.bye !== null)
  for (const screen of screens()) await screen.until(() => !JSON.stringify(screen.view).includes(word))
  expect(performance.now() - at).toBeLessThan(5_000)
  expect([gone.bye, gone.view.me?.erased, gone.view.me?.name]).toEqual(['revoked', true, ''])
}

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url, 'Judith', 'first-day')
  const code = await lead.code()
  for (const [i, name] of names.entries())
    people.push(await Guest.join(server.url, code, name, i % 4 === 0 ? 'remote' : 'room'))
  await lead.admit(names.length)
  wall = await lead.wall()
}, 60_000)
afterAll(async () => {
  for (const one of screens()) one.close()
  await server.stop()
})

test('[ER20] ATK-33 nobody is erased by another member, without the word for it, or with a foreign cookie; the lead is not erased', async () => {
  const [maya, luis] = [guest('Maya'), guest('Luis')]
  const colead = await lead.colead('Andre')
  expect(await erase(luis, idOf(maya))).toMatchObject({ status: 403, body: { code: 'leads_only' } })
  expect(await erase(wall, idOf(maya))).toMatchObject({ status: 403, body: { code: 'leads_only' } })
  for (const confirm of [false, null, 'true', 1])
    expect((await erase(maya, 'me', confirm)).body.code).toBe('not_understood')
  expect((await erase(luis, 'me', true, maya.grant)).body.code).toBe('link_closed')
  for (const by of [lead, colead]) expect((await erase(by, idOf(lead))).body.code).toBe('not_now')
  expect((await erase(lead, '222222222222')).body.code).toBe('unknown_person')
  // It is no command of the channel either.
  const forged = { type: 'person.erase', member: idOf(maya), confirm: true }
  expect(await luis.send(forged as never)).toMatchObject({ ok: false, code: 'not_understood' })
  expect(await lead.send(forged as never)).toMatchObject({ ok: false, code: 'not_understood' })
  expect([maya.bye, maya.view.me?.status]).toEqual([null, 'in'])
  // A co-lead who asks is erased like a member.
  const name = await named(colead)
  expect((await erase(colead, 'me')).body).toEqual({ ok: true })
  const files = onDisk(name)
  await colead.until(() => colead.bye !== null)
  expect([colead.bye, files]).toEqual(['revoked', []])
  await lead.until(() => !JSON.stringify(lead.view).includes(name))
  colead.close()
})

test('[ER21][ER22][ER24] by a lead, on all their devices at once: name, sealed card, links, and their turn', async () => {
  await lead.goTo('Round')
  await lead.until(() => turnOf('all' as CircleId)?.holder != null)
  const gone = people.find((one) => idOf(one) === turnOf('all' as CircleId)?.holder?.id) as Guest
  const name = await named(gone)
  const elsewhere = await alsoOn(gone)
  await wall.until(() => JSON.stringify(wall.view).includes(name))
  expect((await erase(lead, idOf(gone))).body).toEqual({ ok: true })
  expect(onDisk(name)).toEqual([])
  await forgotten(gone, name)
  await elsewhere.until(() => elsewhere.bye !== null)
  expect([elsewhere.bye, elsewhere.view.me?.erased]).toEqual(['revoked', true])
  // The stone has gone on.
  await lead.until(() => turnOf('all' as CircleId)?.holder?.id !== idOf(gone))
  expect(turnOf('all' as CircleId)?.holder).not.toBeNull()
  // Nothing opens any more, and the cookie goes with the next answer.
  const { body, cookie } = await door(server.url, `/w/${gone.grant}/leave`, {}, { cookie: gone.cookie })
  expect([body.code, cookie]).toEqual(['link_closed', `ff-${gone.grant}=`])
  const late = new Guest(server.url, 'late', gone.grant, elsewhere.cookie)
  await late.until(() => late.bye !== null)
  expect([late.bye, late.frames.length]).toEqual(['revoked', 1])
  const { body: about } = {
    body: await (await fetch(`${server.url}/api/w/${lead.grant}/about`, { headers: { cookie: lead.cookie } })).text(),
  }
  expect(about).not.toContain(gone.grant)
  // Asked again it is done already; undo brings nobody back.
  expect((await erase(lead, idOf(gone))).body).toEqual({ ok: true })
  for (let undos = lead.view.desk?.undo.length ?? 0; undos > 0; undos--) await lead.send({ type: 'undo' })
  expect(JSON.stringify(lead.view)).not.toContain(idOf(gone))
  for (const one of [gone, elsewhere, late]) one.close()
})

test('[ER21] what is sealed and not released goes with its writer, signed or not', async () => {
  await lead.goTo('Write alone')
  const [gone, stays] = [people[0], people[1]] as [Guest, Guest]
  for (const one of [gone, stays]) await one.until(() => one.view.now?.show === 'sealed')
  expect(await gone.put('CANARY-SEALED, and nobody has seen it')).toEqual({ ok: true })
  expect(await stays.put('Time after each voice')).toEqual({ ok: true })
  await isKept('CANARY-SEALED')
  const name = await named(gone)
  expect((await erase(gone, 'me')).body).toEqual({ ok: true })
  expect([onDisk('CANARY-SEALED'), onDisk(name)]).toEqual([[], []])
  await isKept('Time after each voice')
  await forgotten(gone, name)
  gone.close()
})

test('[ER21][ER22] letters on a board go with who wrote them; words of others, also in a card of theirs, stay', async () => {
  await lead.goTo('Read and cluster')
  for (const one of people) await one.until(() => boardOf(one) !== ('' as DocId))
  const circle = lead.view.desk?.circles.find(({ seats }) => seats.length > 1)
  const [gone, stays] = (circle?.seats ?? []).map(({ id }) => people.find((one) => idOf(one) === id)) as [Guest, Guest]
  const doc = boardOf(gone)
  const [theirs, mine] = [await BoardPeer.open(gone, doc), await BoardPeer.open(stays, doc)]
  const list = theirs.board.content().lists[0]?.id ?? ''
  addCard(theirs.doc, 'alone', 'CANARY-CARD', { list })
  addCard(theirs.doc, 'shared', 'CANARY-SHARED ', { list })
  addList(theirs.doc, 'heading', 'CANARY-LIST')
  await theirs.settled()
  await mine.until(() => cardsOf(mine.doc).has('shared'))
  textOf(mine.doc, 'shared').insert(textOf(mine.doc, 'shared').length, 'and this is mine')
  addCard(mine.doc, 'own', 'a card of somebody else', { list })
  await mine.settled()
  await isKept('CANARY-SHARED')
  const id = idOf(gone)
  const name = await named(gone)
  expect((await erase(lead, id)).body).toEqual({ ok: true })
  for (const word of ['CANARY-CARD', 'CANARY-SHARED', 'CANARY-LIST', name])
    expect([word, onDisk(word)]).toEqual([word, []])
  await mine.until(() => !cardsOf(mine.doc).has('alone'))
  expect(textOf(mine.doc, 'shared').toString()).toBe('and this is mine')
  expect(textOf(mine.doc, 'own').toString()).toBe('a card of somebody else')
  expect(theirs.final).toBe(DocClose.forbidden)
  // Who writes on goes on, and a fresh device reads the same.
  textOf(mine.doc, 'own').insert(0, 'Still ')
  await mine.settled()
  expect(mine.resets).toEqual([])
  const fresh = await BoardPeer.open(stays, doc)
  expect(textOf(fresh.doc, 'own').toString()).toBe('Still a card of somebody else')
  await forgotten(gone, name)
  for (const peer of [theirs, mine, fresh]) peer.close()
  gone.close()
})

test('[ER21][ER22][ER23] a page, a line, a booklet, notes given and not yet given; they were to receive, and guarded', async () => {
  await lead.goTo('Write')
  for (const one of people) await one.until(() => one.view.now?.show === 'page')
  const gone = people[0] as Guest
  const page = pageOf(gone)
  const device = await PageDevice.open(gone, page)
  device.write('CANARY-PAGE')
  await device.saved()

  await lead.goTo('Place a line')
  for (const one of people) await one.until(() => boardOf(one) !== ('' as DocId))
  const line = await BoardPeer.open(gone, boardOf(gone))
  line.place('CANARY-LINE')
  await line.settled()
  await lead.goTo('Write to each')
  await lead.until(() => lead.view.harvest !== undefined)
  expect(JSON.stringify(lead.view.harvest)).toContain('CANARY-LINE')

  for (const one of people) await one.until(() => eachOf(one).length > 0)
  const others = eachOf(gone).map((id) => people.find((one) => idOf(one) === id) as Guest)
  const circle = circleOf(gone)
  expect(await lead.send({ type: 'guardian.set', circle, member: idOf(gone) as never })).toEqual({ ok: true })
  for (const to of others) {
    expect(await gone.put(`CANARY-TO-${to.name}`, undefined, { to: idOf(to), signed: true })).toEqual({ ok: true })
    expect(await to.put(`CANARY-FROM-${to.name}`, undefined, { to: idOf(gone), signed: true })).toEqual({ ok: true })
  }
  await lead.goTo('Receiving')
  // Seat by seat until somebody of the circle has theirs and the one to be erased has their own.
  const hand = async () => {
    const count = turnOf(circle)?.count
    expect(await lead.send({ type: 'turn.hand', circle, confirm: true })).toEqual({ ok: true })
    await lead.until(() => turnOf(circle)?.count !== count)
  }
  for (let hands = 0; gone.book.length === 0 || others.every(({ book }) => book.length === 0); hands++) {
    if (hands > 8) throw new Error('nobody receives')
    await hand()
    await new Promise((resolve) => lead.socket.emit('clock', resolve))
    for (const one of [gone, ...others]) await new Promise((resolve) => one.socket.emit('clock', resolve))
  }
  const [receiver] = others.filter(({ book }) => book.length > 0) as [Guest]
  const given = `CANARY-TO-${receiver.name}`
  const name = await named(gone)
  await receiver.until(() => receiver.book.some(({ from }) => from?.name === name))
  expect(await keepsake(receiver)).toContain(name)
  const id = idOf(gone)

  expect((await erase(gone, 'me')).body).toEqual({ ok: true })
  const words = ['CANARY-PAGE', 'CANARY-LINE', 'CANARY-FROM', name]
  const notGiven = others.filter(({ book }) => book.length === 0).map((one) => `CANARY-TO-${one.name}`)
  for (const word of [...words, ...notGiven]) expect([word, onDisk(word)]).toEqual([word, []])
  await forgotten(gone, name)
  expect(device.final ?? DocClose.forbidden).toBe(DocClose.forbidden)

  // What was given stays with its receiver; nobody's name is under it, in the booklet and in the file taken along.
  await isKept(given)
  await receiver.until(() => receiver.book.every(({ from }) => from?.id !== id))
  expect(receiver.book.find(({ text }) => text === given)).toMatchObject({ from: null, erased: true })
  for (const one of people) {
    const file = await keepsake(one)
    for (const word of [...words, ...notGiven])
      expect([one.name, word, file.includes(word)]).toEqual([one.name, word, false])
  }
  expect(await keepsake(receiver)).toContain('somebody who has been erased')
  // The circle goes on, with another guardian, and everyone who has something receives it.
  await lead.until(() => lead.view.desk?.circles.find((one) => one.id === circle)?.guardian?.id !== id)
  expect(JSON.stringify(lead.view)).not.toContain(id)
  await lead.goTo('Closing round').catch(() => undefined)
  for (const screen of screens())
    expect([screen.name, JSON.stringify(screen.view).includes(id)]).toEqual([screen.name, false])
  // A restart finds it so.
  await server.crash()
  for (const one of people) await one.until(() => one.socket.connected)
  for (const word of [...words, ...notGiven]) expect([word, onDisk(word)]).toEqual([word, []])
  gone.close()
  for (const peer of [device, line]) peer.close()
}, 40_000)

test('[ER20] somebody who was removed, or after the end, can still be erased: a lead finds them', async () => {
  const [removed, after] = [people[0], people[1]] as [Guest, Guest]
  const [one, two] = [await named(removed), await named(after)]
  expect(await lead.send({ type: 'person.remove', member: idOf(removed) as never, confirm: true })).toEqual({
    ok: true,
  })
  await lead.until(() => lead.view.desk?.gone.length === 1)
  expect(lead.view.desk?.gone).toEqual([{ id: idOf(removed), name: one }])
  expect((await erase(lead, idOf(removed))).body).toEqual({ ok: true })
  await lead.until(() => lead.view.desk?.gone.length === 0)
  expect(onDisk(one)).toEqual([])
  expect(await lead.send({ type: 'workshop.end', confirm: true })).toEqual({ ok: true })
  await after.until(() => after.view.now?.show === 'ended')
  expect((await erase(after, 'me')).body).toEqual({ ok: true })
  expect(onDisk(two)).toEqual([])
  await after.until(() => after.bye !== null)
  expect(server.output()).not.toContain('"event":"error"')
})
