/** Erased in real Chromium: a lead's console, the wall, two seats, one of them away while it happens. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { door, Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, phone, pressAgain } from './room.ts'

const { server, room } = await openRoom()
const patience = { timeout: 20_000, interval: 50 }
/** From the press until every screen has forgotten. */
const atOnce = { timeout: 5_000 }

const keptOn = (page: Page) =>
  page.evaluate(async () => ({
    storage: Object.keys(localStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
  }))
const wiped = async (page: Page) => {
  await expect.poll(() => keptOn(page), patience).toEqual({ storage: [], databases: [] })
  await expect.poll(() => page.context().cookies(), patience).toEqual([])
}
const forgets = (page: Page, name: string) =>
  page.waitForFunction((word) => !document.body.innerText.includes(word), name, atOnce)

test('[ER20][ER22][ER24][ER27][UI4] one is erased by a lead while away, one by themselves: screens and devices forget', async () => {
  const { body, cookie } = await door(server.url, '/start', { lead: 'Judith', agenda: 'quiet-hour' })
  const hand = new Guest(server.url, 'Judith', String(body['grant']), cookie)
  await hand.until(() => hand.view.desk !== undefined)
  const address = `/j/${await hand.code()}`
  const join = await room.device(phone, address)
  await join.getByText(/^Your name is kept until .*20\d\d, or until you have it erased\./).waitFor()
  await shot(join, 'join-kept-until')
  const maya = await room.join(phone, address, 'Maya', 'By video')
  const luis = await room.join(laptop, address, 'Luis', 'In the room')
  await hand.admit(2)
  await maya.getByText('You’re in').waitFor()
  await luis.getByText('You’re in').waitFor()
  const lead = await room.device(laptop, `/e/${String(body['grant'])}#${String(body['secret'])}`)
  await lead.getByRole('button', { name: 'Open' }).click()
  const wall = await room.wall(lead)
  for (const page of [lead, wall]) await page.getByText('Maya').first().waitFor()
  await hand.goTo('Write')
  for (const page of [maya, luis]) {
    await page.getByRole('textbox', { name: 'Your page' }).click()
    await page.keyboard.type('Saved before.')
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  }
  await luis.getByText('It is kept for 90 days after the workshop ends').waitFor()
  await shot(luis, 'page-kept-until')

  // Maya goes on without a network; meanwhile she is erased, because she asked.
  await maya.context().setOffline(true)
  await maya.keyboard.type(' And after.')
  await maya.getByText('On this device, for now').waitFor()
  await expect.poll(async () => (await keptOn(maya)).databases.length, patience).toBeGreaterThan(0)
  await lead.getByRole('button', { name: 'What you can do for Maya' }).click()
  await lead.getByText('Erase, because they ask').click()
  const dialog = lead.getByRole('dialog')
  await dialog.getByText('Do this only because Maya has asked for it.').waitFor()
  const barriers = new Barriers()
  await barriers.check(lead, 'erasing somebody')
  await shot(lead, 'erase-console')
  await dialog.getByRole('button', { name: 'Erase this person' }).click()
  expect(hand.view.room?.seats.map(({ name }) => name)).toContain('Maya')
  // A double click is one press.
  await dialog.getByRole('button', { name: 'Press again to erase this person' }).click()
  expect(hand.view.room?.seats.map(({ name }) => name)).toContain('Maya')
  await pressAgain(lead, /^Press again/)
  for (const page of [lead, wall, luis]) await forgets(page, 'Maya')
  await dialog.waitFor({ state: 'detached' })
  await maya.context().setOffline(false)
  await maya.getByText('Your session on this device has ended.').waitFor()
  await wiped(maya)

  // Luis, by himself, on his own page: what goes, what stays, and a second press.
  await luis.goto(`${luis.url()}/mine`)
  await luis.getByText(/will be deleted on .*20\d\d\. Pages of your own 90 days after/).waitFor()
  await luis.getByRole('button', { name: 'Erase everything of mine' }).click()
  const own = luis.getByRole('dialog')
  await own.getByText('Notes you gave to others: they are theirs.').waitFor()
  await barriers.check(luis, 'erasing oneself')
  await shot(luis, 'erase-mine')
  await luis.setViewportSize(phone)
  await barriers.noSidewaysScroll(luis)
  await shot(luis, 'erase-mine-phone')
  await own.getByRole('button', { name: 'Erase everything of mine' }).click()
  await pressAgain(luis, /^Press again/)
  await luis.getByText('Nothing of yours is here any more. You can close this page.').waitFor()
  expect(await luis.getByRole('main').getByRole('alert').count()).toBe(0)
  expect(await luis.getByRole('main').getByRole('button').count()).toBe(0)
  await shot(luis, 'erased-mine')
  await wiped(luis)
  for (const page of [lead, wall]) await forgets(page, 'Luis')

  // Afterwards the console says when the rest goes.
  expect(await hand.send({ type: 'workshop.end', confirm: true })).toEqual({ ok: true })
  await lead.getByText(/^It will be deleted on .*20\d\d, with names/).waitFor()
  await shot(lead, 'ended-console')
  expect(room.errors).toEqual([])
  hand.close()
})

test('[ER24] a workshop that is deleted leaves no device with anything, also one that was away', async () => {
  const lead = await Guest.lead(server.url)
  const maya = await room.join(phone, `/j/${await lead.code()}`, 'Maya', 'In the room')
  await lead.admit(1)
  await maya.getByText('You’re in').waitFor()
  await lead.goTo('Write alone')
  await maya.getByRole('textbox').fill('A draft of mine')
  await maya.context().setOffline(true)
  await maya.getByText('You’re offline.').first().waitFor()
  const { body } = await door(server.url, `/w/${lead.grant}/delete`, { confirm: true }, { cookie: lead.cookie })
  expect(body).toEqual({ ok: true })
  expect((await keptOn(maya)).storage.length).toBeGreaterThan(0)
  await maya.context().setOffline(false)
  await maya.getByText('Your session on this device has ended.').waitFor()
  await wiped(maya)
  lead.close()
})
