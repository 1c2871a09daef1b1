/** What leads and people see of running it: the emergency card, and a newer page at the next break. */
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { cohortOfGrant } from '../../shared/lib/ids.ts'
import { entryOf } from '../../server/http/site.ts'
import { memoryLog } from '../../server/log/memory.ts'
import {
  begin,
  command,
  openHouse,
  seat,
  temporaryFolder,
  type Browser,
  type House,
} from '../server/http/open-house.ts'
import { Barriers } from './barriers.ts'
import { openRoom } from './open-room.ts'
import { laptop, next, phone } from './room.ts'

const { room } = await openRoom({ HOST_NAME: 'Faculty Affairs' })

test('[OP13] the card tells what to do, holds no secret, and gets a link that works only when the lead asks for one', async () => {
  const barriers = new Barriers()
  const { lead } = await room.start('Judith')
  await lead.getByRole('button', { name: 'More' }).click()
  const opened = lead.context().waitForEvent('page')
  await lead.getByRole('menuitem', { name: 'Print the emergency card' }).click()
  const card = await opened
  await card.getByRole('heading', { name: 'If the laptop that leads stops' }).waitFor()
  const [, grant = '', cohort = ''] = /\/w\/((\w{10})-\w{12})\/card$/.exec(card.url()) ?? []
  await card.getByText(`npm start -- --lead-link ${cohort}`).waitFor()
  await card.getByText('Or ask Faculty Affairs, who runs the server').waitFor()
  await card.getByText('Nobody leads with you yet').waitFor()
  await card.getByText('Nothing on this card is secret').waitFor()
  expect(await card.content()).not.toMatch(/\/e\/[a-z0-9-]+#/)
  await barriers.check(card, 'the card')
  await barriers.noSidewaysScroll(card)

  await card.getByRole('button', { name: 'Put a new lead link on the card' }).click()
  await card.getByText('Whoever holds this card leads with your name').waitFor()
  expect(await card.getByText('Nothing on this card is secret').count()).toBe(0)
  await barriers.check(card, 'the card with a link')
  await barriers.noSidewaysScroll(card)
  const link = (await card.locator('.address').textContent()) ?? ''
  expect(link).toMatch(new RegExp(`/e/${grant}#[A-Za-z0-9_-]{43}$`))
  // On paper there is the link, and nothing to press.
  await card.emulateMedia({ media: 'print' })
  expect(await card.locator('.address').isVisible()).toBe(true)
  expect(await card.getByRole('button').count()).toBe(0)
  const other = await room.device(phone, link)
  await other.getByRole('button').first().click()
  await other.waitForURL(`**/w/${grant}/lead`)

  // Not for people who take part.
  const { pathname } = new URL(card.url())
  const stranger = await room.device(phone, pathname)
  await stranger.getByText('This card is for the people who lead.').waitFor()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})

/** A device that holds these cookies. */
async function pageOf(browser: Browser, url: string, path: string): Promise<Page> {
  const page = await room.device(laptop, `${url}/kit`)
  const cookies = [...browser.cookies].map(([name, value]) => ({ name, value, url }))
  await page.context().addCookies(cookies)
  await page.goto(url + path)
  return page
}

test('[OP15] after an update an open page goes on as it is, and is asked to reload at the next break, not before', async () => {
  const fresh = temporaryFolder()
  cpSync('dist', fresh, { recursive: true })
  // Another build begins with another script; here it is the same one under another name.
  const entry = entryOf('dist')
  const [old, newer] = [basename(entry), `newer-${basename(entry)}`]
  renameSync(`${fresh}${entry}`, `${fresh}/assets/${newer}`)
  for (const file of readdirSync(fresh, { recursive: true, encoding: 'utf8' })) {
    const path = `${fresh}/${file}`
    if (/\.(js|html)$/.test(file)) writeFileSync(path, readFileSync(path, 'utf8').replaceAll(old, newer))
    if (/\.(br|gz)$/.test(file)) rmSync(path)
  }

  const log = memoryLog()
  const first = await openHouse({ distDir: 'dist', log })
  const lead = await begin(first)
  const maya = await seat(first, lead, 'Maya')
  const console_ = await pageOf(lead.browser, first.url, `/w/${lead.grant}/lead`)
  const page = await pageOf(maya.browser, first.url, `/w/${maya.grant}`)
  await page.getByText('You’re in, Maya.').waitFor()
  const asked = page.getByText('There is a newer version of this page')
  const told = console_.getByText('There is a newer version of this page')
  const advance = async (house: House) => {
    const run = house.cohorts.cohort(cohortOfGrant(lead.grant))?.state.run ?? null
    await command(
      house,
      lead,
      { type: 'next', confirm: true, whole: true },
      { run: run?.id ?? null, step: run?.step ?? 0 },
    )
    return house.cohorts.cohort(cohortOfGrant(lead.grant))?.state.run ?? null
  }
  await advance(first)
  await page.getByText('You’re in, Maya.').waitFor({ state: 'detached' })
  // A worker's script that is still on its way when its server stops is a fault to the browser.
  for (const one of [console_, page]) await one.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await first.close()
  const second = await openHouse({ distDir: fresh, log, port: first.port, seed: 2 })
  // In the middle of an activity it is back, and works, and nothing is asked.
  await expect.poll(() => second.front.sockets().flow, { timeout: 20_000 }).toBe(2)
  await advance(second)
  const title = second.cohorts.cohort(cohortOfGrant(lead.grant))?.view({ as: 'person', member: maya.member }).now
  if (title === undefined || !('scene' in title)) throw new Error('The activity is over already')
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  expect([await asked.count(), await told.count()]).toEqual([0, 0])
  while ((await advance(second)) !== null);
  await asked.waitFor()
  await told.waitFor()
  expect(await asked.count()).toBe(1)
  await page.getByRole('button', { name: 'Reload' }).click()
  await asked.waitFor({ state: 'detached' })
  expect(await page.locator('script[type=module]').getAttribute('src')).toBe(`/assets/${newer}`)
  expect(room.errors).toEqual([])
})

test('[OP15] a part that an older page cannot get any more asks to reload, once, where the server answers', async () => {
  const { lead, code } = await room.start('Judith')
  // Over plain http no worker has kept the files of this version.
  const context = await room.browser.newContext({ viewport: phone, serviceWorkers: 'block' })
  const maya = await room.tab(context, `/j/${code}`)
  await maya.getByLabel('Name', { exact: true }).fill('Maya')
  await maya.getByRole('radio', { name: 'In the room' }).check({ force: true })
  await maya.getByRole('button', { name: 'Join' }).click()
  await lead.getByRole('button', { name: 'Let in' }).first().click()
  await maya.getByText('You’re in').waitFor()
  await next(lead, /begin Arrive/)
  await maya.getByRole('button', { name: 'I need a moment' }).waitFor()
  const asked = maya.getByText('There is a newer version of this page')
  // Without a network nothing is known of versions, and nothing is said of them.
  await maya.route('**/assets/Mine-*', (route) => route.abort())
  await maya.route('**/api/about', (route) => route.abort())
  const failed = maya.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/about'))
  await maya.getByRole('link', { name: 'Mine' }).click()
  await failed
  await maya.getByText('We can’t reach the server, so this page did not open.').waitFor()
  expect(await asked.count()).toBe(0)
  await maya.unroute('**/api/about')
  // The server answers, and has no such file.
  await maya.route('**/assets/Asking-*', (route) => route.fulfill({ status: 404, body: '' }))
  await maya.getByRole('button', { name: 'I need a moment' }).click()
  await asked.waitFor()
  expect(await asked.count()).toBe(1)
  expect(await maya.getByText('We can’t reach the server').count()).toBe(0)
  await maya.unroute('**/assets/Mine-*')
  await maya.getByRole('button', { name: 'Reload' }).click()
  await maya.getByRole('heading', { name: 'Mine', exact: true }).waitFor()
  expect(await asked.count()).toBe(0)
})
