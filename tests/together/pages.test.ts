/** Pages of one's own: who gets a byte of them, on several devices, through the room's moves, and until they are deleted. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { pageId, type CohortId, type DocId, type MemberId, type RunId } from '../../shared/lib/ids.ts'
import { longest } from '../../shared/lib/text.ts'
import { DocClose, docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
import { PageDevice, pageOf } from '../fixtures/page-device.ts'
import { door, Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { onDisk as foundOnDisk } from '../fixtures/stored.ts'

let server: ServerProcess
let lead: Guest
let wall: Guest
let late: Guest
let maya: Guest
let mayaAtHome: Guest
let luis: Guest
let noor: Guest
let page: DocId
const devices: PageDevice[] = []

const everyone = () => [lead, wall, late, maya, mayaAtHome, luis, noor]
const others = () => [lead, wall, late, luis, noor]
const onDisk = (word: string) => foundOnDisk(server.dataDir, word)
const open = async (guest: Guest, doc: DocId) => {
  const device = await PageDevice.open(guest, doc)
  devices.push(device)
  return device
}

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url, 'Judith', 'quiet-hour')
  const code = await lead.code()
  maya = await Guest.join(server.url, code, 'Maya')
  luis = await Guest.join(server.url, code, 'Luis', 'remote')
  noor = await Guest.join(server.url, code, 'Noor')
  await lead.admit(3)
  const { body } = await door(server.url, `/w/${maya.grant}/link`, { for: 'me' }, { cookie: maya.cookie })
  const entered = await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })
  mayaAtHome = new Guest(server.url, 'Maya at home', maya.grant, entered.cookie)
  wall = await lead.wall()
  late = await Guest.join(server.url, code, 'Late')
  await lead.goTo('Write')
  await maya.until(() => maya.view.now?.show === 'page')
  page = pageOf(maya)
}, 60_000)
afterAll(async () => {
  for (const device of devices) device.close()
  for (const guest of everyone()) guest.close()
  await server.stop()
})

test('[PA1][PA8][PRV8] a page opens for its author alone, and nobody learns that it was written on', async () => {
  await mayaAtHome.until(() => mayaAtHome.view.now?.show === 'page')
  // Everything that follows at once from the step has arrived: what comes now comes from the writing.
  expect(await lead.send({ type: 'wall.code', on: true })).toEqual({ ok: true })
  await wall.until(() => wall.view.wall?.code === true)
  expect(await lead.send({ type: 'wall.code', on: false })).toEqual({ ok: true })
  await wall.until(() => wall.view.wall?.code === false)
  for (const guest of others()) await guest.until(() => guest.frames.length > 0)
  const before = others().map(({ frames }) => frames.filter((frame) => !frame.startsWith('["roster"')).length)

  const device = await open(maya, page)
  device.write('CANARY-PAGE: what my hands were doing.')
  device.mark('CANARY-PAGE')
  await device.saved()
  await maya.until(() => maya.pages.length === 1)
  expect(maya.pages).toMatchObject([{ doc: page, prompt: expect.stringContaining('Think of a day') as string }])
  const after = others().map(({ frames }) => frames.filter((frame) => !frame.startsWith('["roster"')).length)
  expect(after).toEqual(before)
  for (const guest of others()) {
    expect([guest.name, guest.frames.join('').includes('CANARY-PAGE')]).toEqual([guest.name, false])
    expect([guest.name, guest.frames.join('').includes(page)]).toEqual([guest.name, false])
    const answer = await guest.socket.emitWithAck('ticket', { doc: page })
    expect([guest.name, answer]).toEqual([guest.name, { ok: false, code: 'not_yours' }])
  }
  // A ticket alone opens nothing: neither with somebody else's cookie nor twice.
  const answer = await maya.socket.emitWithAck('ticket', { doc: page })
  const ticket = answer.ok ? answer.ticket : ''
  for (const guest of [luis, lead]) {
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws')}/doc/${page}`,
      [docSubprotocol, `${ticketPrefix}${ticket}`],
      { headers: { origin: server.url, cookie: guest.cookie } },
    )
    const got: string[] = []
    socket.on('message', (data: Buffer) => got.push(data.toString('latin1')))
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(DocClose.ticket)
    expect(got).toEqual([])
  }
  // Pages that nobody opened do not exist, not even for their author.
  const author = maya.view.me?.id
  if (author === undefined) throw new Error('nobody')
  const never = pageId(page.slice(0, 10) as CohortId, author, '2222222222' as RunId, 'write')
  expect(await maya.socket.emitWithAck('ticket', { doc: never })).toEqual({ ok: false, code: 'not_yours' })

  // Another's page is another document, and nothing of this one comes with it.
  const luisPage = await open(luis, pageOf(luis))
  luisPage.write('CANARY-LUIS')
  await luisPage.saved()
  expect(luisPage.received.join('')).not.toContain('CANARY-PAGE')
  expect(device.received.join('')).not.toContain('CANARY-LUIS')
  expect(onDisk('CANARY-PAGE').length).toBeGreaterThan(0)

  // The wall has the question and when the bell rings; the console has the step.
  expect(wall.view.wall?.view).toMatchObject({ show: 'writing', prompt: expect.any(String) as string })
  expect(Object.keys(wall.view.wall?.view ?? {}).sort()).toEqual(['bellAt', 'fn', 'prompt', 'show', 'title'])
  expect(lead.view.desk).toMatchObject({ kind: 'page', template: 'free' })
})

test('[PA2][PA3] two devices write at once, one of them without a network: every word is there, once', async () => {
  const [phone, laptop] = [await open(maya, page), await open(mayaAtHome, page)]
  const first = phone.text
  phone.write(`${first} From the phone.`)
  laptop.write(`From the laptop. ${laptop.text}`)
  await Promise.all([phone.saved(), laptop.saved()])
  const whole = `From the laptop. ${first} From the phone.`
  await Promise.all([phone, laptop].map((device) => device.until(() => device.text === whole)))
  phone.leave()
  phone.write(`${phone.text} In a tunnel.`)
  laptop.write(`${laptop.text} At the desk.`)
  await laptop.saved()
  await phone.return(maya, page)
  await Promise.all([phone, laptop].map((device) => device.until(() => device.text === phone.text)))
  for (const words of ['From the laptop.', 'From the phone.', 'In a tunnel.', 'At the desk.'])
    expect(phone.text.split(words)).toHaveLength(2)
  expect([phone.resets, laptop.resets]).toEqual([[], []])
  await laptop.until(() => laptop.text === phone.text)

  // Both begin on an empty page at once, without having met the server: neither replaces the other.
  const [one, other] = [await open(noor, pageOf(noor)), await open(noor, pageOf(noor))]
  one.leave()
  other.leave()
  one.write('One beginning. ')
  other.write('Another beginning. ')
  await one.return(noor, pageOf(noor))
  await other.return(noor, pageOf(noor))
  await Promise.all([one, other].map((device) => device.until(() => device.text.length === 34)))
  expect(one.text).toBe(other.text)
  expect(one.text).toContain('Another beginning. ')
  expect(one.text).toContain('One beginning. ')
})

test('[PA6] long texts are taken whole, what does not fit comes back, and no unseen sign gets in', async () => {
  const device = await open(noor, pageOf(noor))
  device.write('')
  // Three bytes a letter: three times what one update may hold.
  expect(device.write('語'.repeat(longest.page - 10))).toBe('')
  await device.saved()
  expect(device.write(`${device.text}${'x'.repeat(10)}and more`)).toBe('and more')
  await device.saved()
  expect([device.resets, device.text.length]).toEqual([[], longest.page])
  const again = await open(noor, pageOf(noor))
  expect(again.text).toBe(device.text)
  // A letter in the middle of a full page pushes nothing out.
  expect(device.write(`${device.text.slice(0, 5)}y${device.text.slice(5)}`)).toBe('y')
  device.write('')
  expect(device.write('safe\u202Eevil\u200B\u0000 tab\there\r\nline 👩‍⚕️')).toBe('')
  expect(device.text).toBe('safeevil tab here\nline 👩‍⚕️')
  await device.saved()

  // Bytes that no page of ours writes: refused, and the page stands.
  const hostile = await open(noor, pageOf(noor))
  hostile.doc.getMap('cards').set('x', 'smuggled')
  await hostile.until(() => hostile.resets.length > 0)
  expect(hostile.resets).toEqual(['schema'])
  const reader = await open(noor, pageOf(noor))
  expect(reader.text).toBe(device.text)
})

test('[PA1][PA4][PA7][VW2] time, steps, the end of the activity and of the workshop close nothing; the page is in the file', async () => {
  const device = await open(maya, page)
  const clock = () =>
    maya.view.now?.show === 'page' && 'clock' in maya.view.now.view ? maya.view.now.view.clock : null
  const total = clock()?.totalMs ?? 0
  const bell = () => (wall.view.wall?.view.show === 'writing' ? wall.view.wall.view.bellAt : null)
  const [rings, ends] = [bell(), clock()]
  expect(ends).toMatchObject({ state: 'running', endsAt: rings })
  expect(await lead.send({ type: 'time.more', circle: 'all' as never, minutes: 1 })).toEqual({ ok: true })
  await maya.until(() => (clock()?.totalMs ?? 0) > total)
  await wall.until(() => bell() !== rings)
  await lead.send({ type: 'pause', circle: 'all' as never })
  await wall.until(() => wall.view.wall?.view.show === 'quiet')
  expect(JSON.stringify(wall.view)).not.toContain('bellAt')
  await lead.send({ type: 'resume', circle: 'all' as never })

  // Whoever is sent away writes no more, and gets no more.
  const gone = await open(noor, pageOf(noor))
  const noorsPage = pageOf(noor)
  const sent = { type: 'person.remove', member: noor.view.me?.id as MemberId, confirm: true } as const
  expect(await lead.send(sent)).toEqual({ ok: true })
  await gone.until(() => gone.final === DocClose.forbidden)
  await noor.until(() => noor.bye === 'revoked')
  for (const guest of [lead, luis])
    expect(await guest.socket.emitWithAck('ticket', { doc: noorsPage })).toEqual({ ok: false, code: 'not_yours' })

  await lead.goTo('One sentence, or none')
  await maya.until(() => maya.view.now?.show === 'page' && maya.view.now.view.template === 'mark')
  // The same document: whoever writes goes on.
  expect(pageOf(maya)).toBe(page)
  device.write(`${device.text} Still writing.`)
  device.mark('From the phone.')
  await device.saved()
  await lead.goTo('Back together')
  await lead.goTo('What we keep')
  device.write(`${device.text} Later.`)
  await device.saved()
  expect(await lead.send({ type: 'workshop.end', confirm: true })).toEqual({ ok: true })
  await maya.until(() => maya.view.now?.show === 'ended')
  device.write(`${device.text} And after the end.`)
  await device.saved()
  expect([device.final, device.role]).toEqual([null, 'write'])

  await server.crash()
  for (const guest of [maya, luis, lead]) await guest.until(() => guest.socket.connected)
  await maya.until(() => maya.pages.length === 1)
  const again = await open(maya, page)
  expect(again.text).toContain('And after the end.')
  expect(again.marked).toBe('From the phone.')
  const file = async (guest: Guest) =>
    (await fetch(`${server.url}/api/w/${guest.grant}/keepsake.html`, { headers: { cookie: guest.cookie } })).text()
  expect(await file(maya)).toContain('And after the end.')
  expect(await file(maya)).toContain('Marked for later: From the phone.')
  for (const guest of [luis, lead]) expect(await file(guest)).not.toContain('CANARY-PAGE')
  expect(await file(luis)).toContain('CANARY-LUIS')
  expect(server.output()).not.toContain('"event":"error"')
})

test('[PA5] a page is deleted by its author alone: in no file, on none of their devices; the rest goes with the workshop', async () => {
  const [here, there] = [await open(maya, page), await open(mayaAtHome, page)]
  for (const guest of [luis, lead, late])
    expect(await guest.socket.emitWithAck('page', { doc: page, act: 'drop' })).toMatchObject({ ok: false })
  expect(await maya.socket.emitWithAck('page', { doc: 'x' as DocId, act: 'drop' })).toMatchObject({ ok: false })
  expect(onDisk('CANARY-PAGE').length).toBeGreaterThan(0)
  expect(await maya.socket.emitWithAck('page', { doc: page, act: 'drop' })).toEqual({ ok: true })
  await Promise.all([here, there].map((device) => device.until(() => device.final === DocClose.purged)))
  await mayaAtHome.until(() => mayaAtHome.pages.length === 0)
  expect(onDisk('CANARY-PAGE')).toEqual([])
  // Another device that knew nothing of it is told, and what it still had does not bring the page back.
  const stale = await open(mayaAtHome, page)
  expect(stale.final).toBe(DocClose.purged)
  stale.write('CANARY-PAGE again')
  expect(onDisk('CANARY-PAGE')).toEqual([])
  expect(server.output()).not.toContain('"event":"error"')

  expect(onDisk('CANARY-LUIS').length).toBeGreaterThan(0)
  const deleted = await door(server.url, `/w/${lead.grant}/delete`, { confirm: true }, { cookie: lead.cookie })
  expect(deleted.body.ok).toBe(true)
  expect(onDisk('CANARY-LUIS')).toEqual([])
})
