/**
 * Silence and a page in real Chromium: one person with a phone and a laptop, a lead, a wall. From the way into silence to
 * the page that is found again, and the same without a network.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { door, Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, phone } from './room.ts'
import { unsavedUpdates } from './unsaved.ts'

/** What the server's clock is ahead: read at each start. */
const env: Record<string, string> = {}
const { server, room } = await openRoom(env)

/** A workshop with this activity: Maya by video on a phone, and the lead's hand over the protocol. */
async function begun() {
  const { body, cookie } = await door(server.url, '/start', { lead: 'Judith', agenda: 'quiet-hour' })
  const hand = new Guest(server.url, 'Judith', String(body['grant']), cookie)
  await hand.until(() => hand.view.desk !== undefined)
  const maya = await room.join(phone, `/j/${await hand.code()}`, 'Maya', 'By video')
  const luis = await Guest.join(server.url, await hand.code(), 'Luis')
  await hand.admit(2)
  await maya.getByText('You’re in').waitFor()
  await maya.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  return { hand, maya, luis, link: `/e/${String(body['grant'])}#${String(body['secret'])}` }
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Your page' })
const status = (page: Page, words: string) => page.getByRole('status').getByText(words, { exact: true })
const offlineLine = (page: Page) => page.getByText('You’re offline.').first()

const first = 'The bench, a Sunday, nobody in the building. I was not meant to be there.'
const second = 'What I remember is my hands being calm.'

test('[PA2][PA4][PA5][PA7][PA8][UI4][UI20] a page on phone and laptop, from the way into silence until it is deleted', async () => {
  const { hand, maya, luis, link } = await begun()
  const barriers = new Barriers()
  const lead = await room.device(laptop, link)
  await lead.getByRole('button', { name: 'Open' }).click()
  const wall = await room.wall(lead)
  const context = await room.browser.newContext({
    viewport: laptop,
    storageState: await maya.context().storageState(),
  })
  const desk = await room.tab(context, maya.url())

  await hand.goTo('Into silence')
  await maya.getByText('Put down what you are holding').waitFor()
  await shot(maya, 'arrive-phone')
  const size = maya.viewportSize() ?? phone
  await maya.setViewportSize({ width: 360, height: 740 })
  await maya.evaluate(() => (document.documentElement.style.fontSize = '200%'))
  await shot(maya, 'arrive-large')
  expect((await maya.locator('header').first().boundingBox())?.height).toBeLessThan(740 / 3)
  await maya.evaluate(() => (document.documentElement.style.fontSize = ''))
  await maya.setViewportSize(size)
  await barriers.check(maya, 'arrive')
  await barriers.noSidewaysScroll(maya)
  await maya.emulateMedia({ reducedMotion: 'reduce' })
  expect(await maya.evaluate(() => document.getAnimations().length)).toBe(0)
  await maya.emulateMedia({ reducedMotion: 'no-preference' })

  await hand.goTo('Write')
  await field(maya).click()
  await maya.keyboard.type(first)
  await status(maya, 'Saved').waitFor()
  await desk.waitForFunction((words) => document.querySelector('textarea')?.value === words, first)
  // Both type at once: the caret stays where it was, and every letter is there.
  await field(desk).focus()
  await desk.keyboard.press('ControlOrMeta+End')
  await Promise.all([
    desk.keyboard.type(`\n\n${second}`, { delay: 15 }),
    (async () => {
      await maya.keyboard.press('ControlOrMeta+Home')
      await maya.keyboard.type('Once. ', { delay: 15 })
    })(),
  ])
  const whole = `Once. ${first}\n\n${second}`
  for (const page of [maya, desk])
    await page.waitForFunction((words) => document.querySelector('textarea')?.value === words, whole)
  await status(desk, 'Saved').waitFor()
  await desk.getByText('Only you open this page in Fourfold.').waitFor()
  await desk.getByText('Whoever runs this server could read this.').waitFor()
  await shot(desk, 'write-laptop')
  await shot(maya, 'write-phone')
  await shot(wall, 'write-wall')
  await shot(lead, 'write-console')
  for (const [page, what] of [
    [maya, 'write on a phone'],
    [desk, 'write on a laptop'],
    [lead, 'console'],
    [wall, 'wall'],
  ] as const)
    await barriers.check(page, what)
  await barriers.noSidewaysScroll(maya)
  await barriers.readable(wall, 'writing')
  await wall.getByRole('heading', { name: /Think of a day/ }).waitFor()
  await lead.getByText('You are not told who writes, or how much.').waitFor()
  for (const page of [lead, wall]) expect(await page.content()).not.toContain('bench')

  // Pictures stay outside, and the browser does not open them in place of the page.
  await desk.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'picture.png', { type: 'image/png' }))
    const area = document.querySelector('textarea')
    area?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await desk.getByText('Only words fit on this page.').waitFor()

  // Time is nearly over: the wall's sign swells, the seat is told, and nothing closes.
  const { now } = luis.view
  const clock = now?.show === 'page' && 'clock' in now.view ? now.view.clock : null
  if (clock?.state !== 'running') throw new Error('no time is running')
  env['CLOCK_OFFSET_MS'] = String(clock.endsAt - 9_000 - Date.now())
  await server.crash()
  await wall.locator('.bell.rung').waitFor()
  for (const page of [maya, desk]) await page.getByText('Time. Nothing closes; finish your sentence.').first().waitFor()
  await field(maya).focus()
  await maya.keyboard.press('ControlOrMeta+End')
  await maya.keyboard.type(' Still here.')
  await status(maya, 'Saved').waitFor()
  await shot(maya, 'over-phone')

  // Who writes goes on writing; who does not is asked for a sentence.
  await desk.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await hand.until(() => hand.socket.connected)
  await hand.goTo('One sentence, or none')
  await desk.getByRole('radio', { name: second }).waitFor()
  await maya.getByRole('button', { name: 'Look for a sentence' }).waitFor()
  expect(await maya.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
  await maya.keyboard.type(' And on.')
  expect(await desk.getByRole('radio', { checked: true }).count()).toBe(1)
  await desk.getByRole('radio', { name: second }).check({ force: true })
  await status(desk, 'Saved').waitFor()
  await shot(desk, 'mark-laptop')
  await barriers.check(desk, 'mark')
  await maya.getByRole('button', { name: 'Look for a sentence' }).click()
  await maya.getByRole('radio', { name: second, checked: true }).waitFor()
  await shot(maya, 'mark-phone')
  await barriers.noSidewaysScroll(maya)
  await shot(wall, 'mark-wall')

  // Found again, with the sentence; read, written on and deleted.
  await hand.goTo('Back together')
  await desk.goto(`${desk.url()}/mine`)
  await desk.getByRole('button', { name: /^Open “Think of a day/ }).click()
  await desk.waitForFunction(() => document.querySelector('textarea')?.value.endsWith('And on.') === true)
  await desk.getByText('Marked for later').waitFor()
  await field(desk).focus()
  await desk.keyboard.press('ControlOrMeta+End')
  await desk.keyboard.type(' Afterwards.')
  await status(desk, 'Saved').waitFor()
  await shot(desk, 'mine-laptop')
  await barriers.check(desk, 'mine')
  await barriers.noSidewaysScroll(desk)
  await desk.emulateMedia({ media: 'print' })
  expect(await field(desk).isVisible()).toBe(false)
  await desk.locator('.paper').getByText('Afterwards.').waitFor()
  await desk.emulateMedia({ media: 'screen' })

  // The whole of Mine without the link to the seat; by the page's own button that page alone.
  await desk.getByRole('button', { name: 'Make my link' }).click()
  await desk.locator('svg.qr').waitFor()
  await barriers.noSidewaysScroll(desk, 2)
  await desk.evaluate(() => (window.print = () => document.body.classList.add('printed')))
  await desk.emulateMedia({ media: 'print' })
  expect(await desk.locator('svg.qr').isVisible()).toBe(false)
  expect(await desk.getByLabel('Name', { exact: true }).isVisible()).toBe(true)
  await desk.emulateMedia({ media: 'screen' })
  await desk.getByRole('button', { name: 'Print', exact: true }).click()
  await desk.locator('body.printed').waitFor({ state: 'attached' })
  await desk.emulateMedia({ media: 'print' })
  expect(
    await desk.evaluate(() => document.body.innerText.trim().startsWith('Think of a day')),
    await desk.evaluate(() => document.body.innerText),
  ).toBe(true)
  expect(await desk.locator('.paper').isVisible()).toBe(true)
  for (const other of ['You', 'Your own link', 'Erase everything of mine'])
    expect(await desk.getByRole('heading', { name: other, exact: true, includeHidden: true }).isVisible(), other).toBe(
      false,
    )
  await desk.evaluate(() => dispatchEvent(new Event('afterprint')))
  expect(await desk.getByLabel('Name', { exact: true }).isVisible()).toBe(true)
  await desk.emulateMedia({ media: 'screen' })
  await desk.getByRole('button', { name: 'Delete', exact: true }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
  await desk.getByText('What you wrote for yourself').waitFor({ state: 'detached' })
  for (const guest of [hand, luis]) guest.close()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})

const devicesWords = (page: Page) =>
  page.evaluate(async () => ({
    storage: Object.entries(localStorage).filter(([key]) => key.includes('/page/')),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('ff/')),
  }))

test('[PA3] without a network a page is whole after a reload, goes on, arrives once, and leaves nothing on the device', async () => {
  const { hand, maya, luis } = await begun()
  await hand.goTo('Write')
  await field(maya).click()
  await maya.keyboard.type('Written with a network.')
  await status(maya, 'Saved').waitFor()
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await maya.keyboard.type(' Without one.')
  await status(maya, 'On this device, for now').waitFor()
  await shot(maya, 'offline-phone')
  await maya.reload()
  await maya.getByText('This is where the room was at').waitFor()
  await maya.waitForFunction(() => document.querySelector('textarea')?.value === 'Written with a network. Without one.')
  await status(maya, 'On this device, for now').waitFor()
  await field(maya).focus()
  await maya.keyboard.press('ControlOrMeta+End')
  await maya.keyboard.type(' After a reload.')
  // The same page is under Mine, without a network too.
  await maya.goto(`${maya.url()}/mine`)
  await offlineLine(maya).waitFor()
  await maya.getByRole('button', { name: /^Open “Think of a day/ }).click()
  const all = 'Written with a network. Without one. After a reload.'
  await maya.waitForFunction((words) => document.querySelector('textarea')?.value === words, all)
  await maya.goBack()
  await maya.waitForFunction((words) => document.querySelector('textarea')?.value === words, all)
  await maya.context().setOffline(false)
  await status(maya, 'Saved').waitFor()
  await maya.reload()
  await status(maya, 'Saved').waitFor()
  await expect.poll(() => field(maya).inputValue()).toBe(all)

  // A window that ends before its database has the letters: the plain words were faster.
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await field(maya).focus()
  await maya.keyboard.press('ControlOrMeta+End')
  await maya.keyboard.type(' Nearly lost.')
  await status(maya, 'On this device, for now').waitFor()
  await unsavedUpdates(maya, 'clear')
  await maya.reload()
  await maya.getByText('What you wrote before is not on this device.').waitFor()
  await maya.context().setOffline(false)
  await maya.getByText('These words are not on your page').waitFor()
  await maya.getByText(`${all} Nearly lost.`).waitFor()
  await status(maya, 'Saved').waitFor()
  await expect.poll(() => field(maya).inputValue()).toBe(all)
  await maya.getByRole('button', { name: 'Delete them here' }).click()

  // The room goes on while this device is away: what was written follows by itself, and then nothing of it stays here.
  await maya.context().setOffline(true)
  await offlineLine(maya).waitFor()
  await field(maya).focus()
  await maya.keyboard.press('ControlOrMeta+End')
  await maya.keyboard.type(' While they went on.')
  // The browser stores a letter a moment after it is typed; here each of them is.
  await expect
    .poll(() => unsavedUpdates(maya, 'count'), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(' While they went on.'.length)
  await status(maya, 'On this device, for now').waitFor()
  await hand.goTo('Back together')
  await maya.close()
  const again = await room.tab(maya.context(), maya.url())
  await again.getByText('This is where the room was at').waitFor()
  await again.context().setOffline(false)
  await again.getByText('Let the page rest.').waitFor()
  await expect.poll(() => devicesWords(again), { timeout: 20_000 }).toEqual({ storage: [], databases: [] })
  await again.goto(`${again.url()}/mine`)
  await again.getByRole('button', { name: /^Open “Think of a day/ }).click()
  await again.waitForFunction(
    (words) => document.querySelector('textarea')?.value === words,
    `${all} While they went on.`,
  )
  for (const guest of [hand, luis]) guest.close()
  expect(room.errors).toEqual([])
})
