/** A device without a network, without a server, and after being sent away: real Chromium, real reloads. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { refusals } from '../../shared/wire/refusals.ts'
import { Guest } from '../fixtures/people.ts'
import { openHouse, temporaryFolder } from '../server/http/open-house.ts'
import { openRoom, shot } from './open-room.ts'
import { phone } from './room.ts'
import { unsavedUpdates } from './unsaved.ts'

const { server, room } = await openRoom()

const patience = { timeout: 20_000, interval: 50 }

const offlineLine = (page: Page) => page.getByText('You’re offline.').first()

/** The browser has the pages: from now on it can do without a server. */
async function pagesKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

/** A workshop with a lead and seven people over the wire, and one in a browser. */
async function workshop(name: string) {
  const lead = await Guest.lead(server.url, `Judith ${name}`)
  const code = await lead.code()
  const others: Guest[] = []
  for (const other of ['Luis', 'Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya'])
    others.push(await Guest.join(server.url, code, other))
  const maya = await room.device(phone, `/j/${code}`)
  await maya.getByLabel('Name', { exact: true }).fill('Maya')
  await maya.getByRole('radio', { name: 'In the room' }).check({ force: true })
  await maya.getByRole('button', { name: 'Join' }).click()
  await maya.getByText('will let you in').waitFor()
  await lead.until(() => lead.view.lobby?.waiting.length === 8)
  const admit = (lead.view.lobby?.waiting ?? []).map((one) => one.id)
  expect(await lead.send({ type: 'lobby.admit', members: admit })).toEqual({ ok: true })
  await maya.getByText('You’re in').waitFor()
  await pagesKept(maya)
  const close = () => [lead, ...others].forEach((guest) => guest.close())
  return { lead, others, maya, code, close }
}

async function goTo(lead: Guest, title: string): Promise<void> {
  for (let presses = 0; presses < 40 && lead.view.desk?.title !== title; presses++) {
    const before = JSON.stringify(lead.view.desk)
    expect(await lead.next()).toEqual({ ok: true })
    await lead.until(() => JSON.stringify(lead.view.desk) !== before)
  }
  expect(lead.view.desk?.title).toBe(title)
}

const textareas = (page: Page) =>
  page.evaluate(() => [...document.querySelectorAll('textarea')].map((area) => area.value))

const everythingKept = (page: Page) =>
  page.evaluate(async () => ({
    storage: Object.keys(localStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    caches: (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))).flatMap(
      (requests) => requests.map((request) => new URL(request.url).pathname),
    ),
  }))

test('[OF1][OF2][OF3] without a network a seat reloads with its words; back again they arrive, exactly once', async () => {
  const { lead, maya, close } = await workshop('one')
  await goTo(lead, 'Write alone')
  await maya.getByText('What do you need from us').waitFor()
  await maya.getByRole('textbox').fill('half a thought')
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()

  // Sealing goes on, and nothing says that it is sealed.
  await maya.getByRole('textbox').fill('Say it when something hurts.')
  // The line lasts as long as the network is away: it covers nothing that is pressed.
  const line = await maya.locator('.away').boundingBox()
  for (const name of ['Seal it', 'Pause', 'I need a moment']) {
    const button = await maya.getByRole('button', { name, exact: true }).boundingBox()
    const apart =
      (button?.y ?? 0) >= (line?.y ?? 0) + (line?.height ?? 9999) ||
      (button?.y ?? 9999) + (button?.height ?? 0) <= (line?.y ?? 0)
    expect(apart, name).toBe(true)
  }
  await shot(maya, 'offline-seal')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.getByText('On this device, not sent yet').waitFor()
  await maya.getByRole('textbox').fill('another half thought')
  await maya.reload()
  await maya.getByText('This is where the room was at').waitFor()
  await maya.getByText('What do you need from us').waitFor()
  await maya.getByText('Say it when something hurts.').waitFor()
  await maya.getByText('On this device, not sent yet').waitFor()
  expect(await maya.getByRole('textbox').inputValue()).toBe('another half thought')

  // A second one is sealed after the reload, and one is taken back.
  await maya.getByRole('textbox').fill('Time after each voice.')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.getByRole('textbox').fill('This goes back.')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.locator('li', { hasText: 'This goes back.' }).getByRole('button', { name: 'Take it back' }).click()
  await maya.getByText('Comes back when you’re online again').waitFor()
  await maya.reload()
  await maya.getByText('Comes back when you’re online again').waitFor()

  await maya.context().setOffline(false)
  await maya.waitForFunction(() => document.querySelectorAll('li small').length === 3)
  await maya.getByText('Sealed until all are shown together').nth(1).waitFor()
  await maya.getByText('Not sealed, only on this device').waitFor()
  await offlineLine(maya).waitFor({ state: 'detached' })

  // Released: each once, the one taken back not at all.
  await goTo(lead, 'One board')
  await maya.getByRole('heading', { name: 'We want' }).waitFor()
  await maya.waitForFunction(() => document.querySelectorAll('textarea').length >= 2)
  const released = await textareas(maya)
  expect(released.filter((text) => text === 'Say it when something hurts.')).toHaveLength(1)
  expect(released.filter((text) => text === 'Time after each voice.')).toHaveLength(1)
  expect(released.filter((text) => text === 'This goes back.')).toHaveLength(0)
  // What never went out is handed back, in so many words.
  await maya.getByText('The room went on before these words arrived').waitFor()
  await maya.getByRole('button', { name: 'Close' }).click()
  await maya.getByText('The room went on before these words arrived').waitFor({ state: 'detached' })

  // The board: letters typed without a network, a reload, and back.
  await maya.getByRole('region', { name: 'We want' }).getByRole('button', { name: 'Add a line' }).click()
  await maya.keyboard.type('Written')
  await maya.getByRole('status').getByText('Saved').waitFor()
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.keyboard.type(' in a tunnel')
  await maya.getByText('On this device, for now').waitFor()
  // The browser stores a letter a moment after it is typed; here each of them is.
  await expect.poll(() => unsavedUpdates(maya, 'count'), patience).toBeGreaterThanOrEqual(' in a tunnel'.length)
  await maya.reload()
  await maya.getByText('not on the board yet').waitFor()
  await maya.getByText('Written in a tunnel').waitFor()
  await maya.getByText('The board is not on this device.').waitFor()
  await maya.getByText('Not here yet').waitFor()
  expect(await textareas(maya)).toEqual([])
  await maya.context().setOffline(false)
  await maya.getByRole('status').getByText('Saved').waitFor()
  expect((await textareas(maya)).filter((text) => text.startsWith('Written'))).toEqual(['Written in a tunnel'])
  expect(await maya.getByText('not on the board yet').count()).toBe(0)
  await maya.reload()
  await maya.getByRole('status').getByText('Saved').waitFor()
  expect((await textareas(maya)).filter((text) => text.includes('Written'))).toEqual(['Written in a tunnel'])

  // A page that ends before its database has the letters: the words are handed back.
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.locator('textarea').last().focus()
  await maya.keyboard.press('End')
  await maya.keyboard.type(', and lost')
  await maya.getByText('On this device, for now').waitFor()
  await unsavedUpdates(maya, 'clear')
  await maya.reload()
  await maya.getByText('Written in a tunnel, and lost').waitFor()
  await maya.context().setOffline(false)
  await maya.getByText('These words could not go onto the board.').waitFor()
  await maya.getByText('Written in a tunnel, and lost').waitFor()
  close()
  expect(room.errors).toEqual([])
})

test('[OF3] answers of a consent step survive a reload without a network, and say whether they have arrived', async () => {
  const { lead, maya, close } = await workshop('two')
  await goTo(lead, 'One board')
  await maya.getByRole('region', { name: 'We want' }).getByRole('button', { name: 'Add a line' }).click()
  await maya.keyboard.type('One voice at a time')
  await maya.getByRole('status').getByText('Saved').waitFor()
  await goTo(lead, 'Consent')
  await maya.getByText('Can you live with this line?').waitFor()
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.getByRole('button', { name: 'Not yet' }).click()
  await maya.getByRole('textbox').fill('What about video')
  await maya.reload()
  await maya.getByText('This is where the room was at').waitFor()
  expect(await maya.getByRole('textbox').inputValue()).toBe('What about video')
  expect(await maya.getByText('Sent. You can change them').count()).toBe(0)
  await maya.getByRole('button', { name: 'Send my answers' }).click()
  await maya.getByText('On this device. Your answers go out').waitFor()
  await maya.reload()
  await maya.getByText('On this device. Your answers go out').waitFor()
  await maya.context().setOffline(false)
  await maya.getByText('Sent. You can change them').waitFor()
  expect(await lead.next(false)).toEqual({ ok: true })
  await maya.getByText('What the group can live with').waitFor()
  await maya.getByText('What about video').waitFor()
  close()
})

test('[OF5] what is meant for its moment is refused where it was pressed, and never comes true later', async () => {
  const { lead, others, maya, close } = await workshop('three')
  await goTo(lead, 'Round')
  await lead.until(() => lead.view.desk?.circles[0]?.turn?.holder !== null)
  for (let turns = 0; turns < 9 && lead.view.desk?.circles[0]?.turn?.holder?.name === 'Maya'; turns++)
    await lead.next(false)
  await maya.getByRole('button', { name: 'I can’t hear' }).waitFor()
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.getByRole('button', { name: 'Pause' }).click()
  await maya.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  await maya.getByText(refusals.offline).waitFor()
  await maya.getByRole('button', { name: 'I can’t hear' }).click()
  await maya.getByText(refusals.offline).waitFor()
  await maya.getByRole('button', { name: 'I need a moment' }).click()
  await maya.getByRole('dialog').getByRole('button', { name: 'Everyone who leads' }).click()
  await maya.getByRole('main').getByText('Nobody knows: this did not reach them.').waitFor()
  expect(await maya.getByText('nobody else does').count()).toBe(0)

  // Back: the screen hears of what comes next, and the room has heard of nothing.
  await maya.context().setOffline(false)
  await offlineLine(maya).waitFor({ state: 'detached' })
  await maya.getByRole('button', { name: 'I’m back' }).click()
  await maya.getByRole('button', { name: 'I can’t hear' }).waitFor()
  await maya.getByRole('button', { name: 'I can’t hear' }).click()
  await maya.getByRole('paragraph').getByText('The people who lead know that you can’t hear.').waitFor()
  await lead.until(() => lead.marks.length > 0)
  expect(lead.marks).toHaveLength(1)
  expect(lead.view.desk?.paused).toBe(false)
  for (const guest of [lead, ...others]) expect(guest.frames.join('')).not.toContain('"paused":true')
  close()
})

test('[OF6] whoever was removed while away is told kindly on the way back, and nothing stays on the device', async () => {
  const { lead, maya, code, close } = await workshop('four')
  await goTo(lead, 'Write alone')
  await maya.getByRole('textbox').fill('A draft of mine')
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.getByText('On this device, not sent yet').waitFor()
  expect((await everythingKept(maya)).storage.length).toBeGreaterThan(0)
  const seat = lead.view.room?.seats.find((one) => one.name === 'Maya')
  if (seat === undefined) throw new Error('Maya has no seat')
  expect(await lead.send({ type: 'person.remove', member: seat.id, confirm: true })).toEqual({ ok: true })
  await maya.context().setOffline(false)
  await maya.getByText('You are no longer in this workshop.').waitFor()
  const left = await everythingKept(maya)
  expect(left.storage).toEqual([])
  expect(left.databases).toEqual([])
  // The pages that remain are everybody's.
  for (const path of left.caches) expect(path).toMatch(/^\/(?:assets\/.+)?$/)
  // Not even the cookie by which it was known why.
  await expect.poll(() => maya.context().cookies(), patience).toEqual([])
  await maya.reload()
  await maya.getByText('Your session on this device has ended.').waitFor()
  expect((await everythingKept(maya)).storage).toEqual([])

  // At the door.
  const rosa = await room.device(phone, `/j/${code}`)
  await rosa.getByLabel('Name', { exact: true }).fill('Rosa')
  await rosa.getByRole('radio', { name: 'By video' }).check({ force: true })
  await rosa.getByRole('button', { name: 'Join' }).click()
  await rosa.getByText('will let you in').waitFor()
  await lead.until(() => lead.view.lobby?.waiting.length === 1)
  const [waiting] = lead.view.lobby?.waiting ?? []
  if (waiting === undefined) throw new Error('nobody waits')
  await lead.send({ type: 'lobby.decline', member: waiting.id })
  await rosa.getByText('You were not let in this time.').waitFor()
  expect((await everythingKept(rosa)).storage).toEqual([])
  close()
})

test('[OF1] a stopped server: every page of a seat opens, says so, and goes on by itself', async () => {
  const { maya, close } = await workshop('five')
  close()
  await server.kill9()
  await maya.reload()
  await maya.getByText('This is where the room was at').waitFor()
  await maya.getByText('You’re in, Maya.').waitFor()
  await maya.goto(`${maya.url()}/mine`)
  await maya.getByRole('heading', { name: 'Mine', exact: true }).waitFor()
  // What is not on this device is said to be elsewhere, instead of missing as if it were deleted.
  await maya.getByText('Whatever others have written to you').waitFor()
  await maya.getByRole('heading', { name: 'Erase everything of mine' }).waitFor()
  await maya.getByText('This needs the server.').first().waitFor()
  expect(await maya.getByRole('button', { name: 'Save my file' }).count()).toBe(0)
  await maya.goBack()
  await offlineLine(maya).waitFor()
  await server.start()
  await offlineLine(maya).waitFor({ state: 'detached' })
  await maya.getByText('You’re in, Maya.').waitFor()
  // Doors and health are the server's alone: nothing of them is kept.
  expect(
    (await everythingKept(maya)).caches.filter((path) => /^\/(api|socket\.io|doc|healthz|w|e|j)\b/.test(path)),
  ).toEqual([])
})

test('[OF4] a new version comes with the next load, breaks no open page, and the old files go', async () => {
  const old = temporaryFolder()
  const fresh = temporaryFolder()
  cpSync('dist', old, { recursive: true })
  cpSync('dist', fresh, { recursive: true })
  const mark = '<meta name="x-build" content="fresh" />'
  writeFileSync(`${fresh}/index.html`, readFileSync(`${fresh}/index.html`, 'utf8').replace('</head>', `${mark}</head>`))
  const version = /"version":"([0-9a-f]+)"/.exec(readFileSync(`${fresh}/sw.js`, 'utf8'))?.[1] ?? ''
  expect(version).toHaveLength(16)
  const newer = version.replace(/./g, (sign) => (sign === '0' ? '1' : '0'))
  writeFileSync(`${fresh}/sw.js`, readFileSync(`${fresh}/sw.js`, 'utf8').replace(version, newer))

  const first = await openHouse({ distDir: old })
  const path = '/w/2222222222-222222222222'
  const page = await room.device(phone, first.url + path)
  const other = await room.tab(page.context(), first.url + path)
  await pagesKept(page)
  const cacheNames = () => page.evaluate(() => caches.keys())
  const freshPage = () => page.evaluate(() => document.querySelector('meta[name=x-build]') !== null)
  expect(await cacheNames()).toEqual([`fourfold-${version}`])
  await first.close()

  await openHouse({ distDir: fresh, port: first.port })
  await page.reload()
  expect(await freshPage()).toBe(true)
  // The new files are here, and the old ones stay for the page that is still open.
  const waits = () =>
    page.evaluate(async () => ((await navigator.serviceWorker.getRegistration())?.waiting ?? null) !== null)
  await expect.poll(waits, patience).toBe(true)
  expect((await cacheNames()).sort()).toEqual([`fourfold-${newer}`, `fourfold-${version}`].sort())
  // Nobody reloads: the page that is left gets the new files by itself.
  await other.close()
  await expect.poll(cacheNames, patience).toEqual([`fourfold-${newer}`])
  await page.context().setOffline(true)
  await page.reload()
  expect(await freshPage()).toBe(true)
})
