/** The boards of an activity as people use them: on a phone by touch, on a laptop by keys, on the console and on the wall. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openRoom, shot } from './open-room.ts'
import { laptop, leaveRound, next, nextTwice, phone } from './room.ts'

const { server, room } = await openRoom()

const shots = async (name: string, ...pages: Page[]) => {
  for (const [i, page] of pages.entries()) await shot(page, `${name}-${i}`)
}

/** The same seat on a device that is touched. */
async function touched(page: Page): Promise<Page> {
  const context = await room.browser.newContext({
    viewport: phone,
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  })
  return room.tab(context, page.url())
}

async function knock(code: string, name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ code, name, pronouns: '', place: 'room' }),
  })
  expect(answer.status).toBe(200)
}

async function seal(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox').fill(words)
  await page.getByRole('button', { name: 'Seal it' }).click()
  await page.getByRole('button', { name: 'Take it back' }).first().waitFor()
}

const clusterNames = (page: Page) =>
  page
    .getByLabel('Name of the cluster')
    .evaluateAll((fields) => fields.map((field) => (field instanceof HTMLInputElement ? field.value : '')))

const lineReads = (page: Page, words: string) =>
  page.waitForFunction((text) => [...document.querySelectorAll('textarea')].some((area) => area.value === text), words)

/** What the page has loaded of script so far, compressed. */
async function scriptBytes(page: Page): Promise<number> {
  const addresses = await page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name))
  const files = new Set(addresses.filter((address) => address.endsWith('.js')).map((address) => basename(address)))
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join('dist/assets', file))).length, 0)
}

async function expectNoBarriers(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    // A picture that fades in has no contrast yet.
    await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'))
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  }
}

/** From the beginning of a workshop to the boards of the circles. */
async function toClusters(lead: Page, maya: Page, luis: Page): Promise<void> {
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat each other/)
  await seal(maya, 'One voice at a time, and time after each.')
  await seal(luis, 'Nobody has to explain a silence.')
  await next(lead, /Small circles/)
  await nextTwice(lead, /with what was written/, /Press again to show/)
}

test('[BD19][BD20][UI6] clusters by touch and by keys, and what the column of arrivals is for, on every screen', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const desk = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(laptop, `/j/${code}`, 'Luis', 'By video')
  for (const name of ['Noor', 'Ben', 'Priya', 'Tess']) await knock(code, name)
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await desk.getByText('You’re in').waitFor()
  const maya = await touched(desk)
  await toClusters(lead, maya, luis)

  // A finger on New cluster, and the name is typed at once: with a space in it, and there is one cluster.
  await maya.getByRole('heading', { name: 'As they came' }).waitFor()
  await maya.getByRole('button', { name: 'New cluster' }).tap()
  await maya.keyboard.type('Being heard')
  expect(await clusterNames(maya)).toEqual(['Being heard'])
  await maya.getByRole('button', { name: 'Add a line' }).last().tap()
  await maya.keyboard.type('Silence is welcome')
  await lineReads(maya, 'Silence is welcome')
  await shots('clusters', maya)
  // The same by keys alone.
  await luis.getByRole('heading', { name: 'As they came' }).waitFor()
  const before = (await clusterNames(luis)).length
  await luis.getByRole('button', { name: 'New cluster' }).focus()
  await luis.keyboard.press('Space')
  await luis.keyboard.type('By video, too')
  expect((await clusterNames(luis)).slice(before)).toEqual(['By video, too'])
  await luis.keyboard.press('ControlOrMeta+A')
  await luis.keyboard.type('By video')
  expect((await clusterNames(luis)).slice(before)).toEqual(['By video'])

  // One board for everyone. What is in the first column will not be asked about, and everybody reads so.
  await next(lead, /One board/)
  const purpose =
    'What has come stands here. Move it into a column: nobody is asked about what still lies in this first list.'
  for (const page of [maya, luis]) await page.getByText(purpose).waitFor()
  await luis.getByRole('button', { name: 'List', exact: true }).click()
  await luis.getByText(purpose).waitFor()
  await luis.getByRole('button', { name: 'Columns', exact: true }).click()
  const wants = (page: Page) =>
    page.getByRole('region', { name: 'In the room and by video' }).getByText('This column wants at least one line.')
  await wants(maya).waitFor()
  await lead.getByText('3 cards still lie under From the circles; they will not be asked about.').waitFor()
  await lead.getByText('In the room and by video has no line yet.').waitFor()
  await shots('one-board', maya, luis, lead, wall)
  await expectNoBarriers(maya, luis, lead)
  const loaded = await scriptBytes(maya)
  console.log(`a seat with its board: ${(loaded / 1000).toFixed(1)} kB of script, gzip`)
  expect(loaded).toBeLessThan(110_000)

  // By keys a line goes to the next column and back, with the focus and the caret in it; and so it does by its dialog.
  const focused = () =>
    luis.evaluate(() => {
      const { activeElement: stood } = document
      const caret = stood instanceof HTMLTextAreaElement ? stood.selectionStart : null
      return [stood?.closest('[data-list]')?.getAttribute('aria-label'), stood?.tagName, caret]
    })
  const arrived = luis.getByRole('region', { name: 'From the circles' })
  await arrived.getByRole('textbox').first().press('ControlOrMeta+Home')
  await luis.keyboard.press('ArrowRight')
  await luis.keyboard.press('Alt+ArrowRight')
  expect(await focused()).toEqual(['We want', 'TEXTAREA', 1])
  await luis.keyboard.press('Alt+ArrowLeft')
  expect(await focused()).toEqual(['From the circles', 'TEXTAREA', 1])

  // Two are moved, one is deleted and put back; the sentences follow.
  for (let moved = 0; moved < 2; moved++) {
    const first = luis.getByRole('region', { name: 'From the circles' }).getByRole('button', { name: /^Move/ }).first()
    await first.click()
    await luis.getByRole('dialog').getByRole('button', { name: 'We want' }).click()
    expect(await focused()).toEqual(['We want', 'BUTTON', null])
  }
  await lead.getByText('1 card still lies under From the circles; it will not be asked about.').waitFor()
  await luis.getByRole('region', { name: 'From the circles' }).getByRole('button', { name: 'Delete' }).click()
  expect(await focused()).toEqual(['From the circles', 'SECTION', null])
  await lead.getByText(/still lies? under/).waitFor({ state: 'detached' })
  await luis.getByRole('button', { name: 'Undo' }).last().click()
  await lead.getByText('1 card still lies under From the circles; it will not be asked about.').waitFor()
  await maya.getByRole('region', { name: 'In the room and by video' }).getByRole('button', { name: 'Add a line' }).tap()
  await maya.keyboard.type('Video seats are never last twice')
  await lead.getByText('has no line yet').waitFor({ state: 'detached' })
  expect(await wants(luis).count()).toBe(0)

  // Two in one line: what the other writes at its end leaves the caret where it is.
  const ofVideo = (page: Page) =>
    page.getByRole('region', { name: 'In the room and by video' }).getByRole('textbox').first()
  await ofVideo(maya).press('Home')
  await ofVideo(luis).press('End')
  await luis.keyboard.type(', and never first')
  await lineReads(maya, 'Video seats are never last twice, and never first')
  await maya.keyboard.type('By agreement: ')
  await lineReads(luis, 'By agreement: Video seats are never last twice, and never first')
  await ofVideo(luis).fill('Video seats are never last twice')
  await lineReads(maya, 'Video seats are never last twice')

  // It holds nobody up. The wall shows what is asked about, and not what stayed behind.
  await next(lead, /Next: Consent/)
  await wall.getByText('Line by line, on your own device.').waitFor()
  await expect.poll(() => wall.getByRole('listitem').count()).toBe(3)
  await wall.getByText('Video seats are never last twice').waitFor()
  await shots('consent', maya, lead, wall)
  await expectNoBarriers(wall)
  const sizes = await wall
    .getByRole('listitem')
    .evaluateAll((items) => items.flatMap((item) => [...item.children].map((part) => getComputedStyle(part).fontSize)))
  const [labels, lines] = [0, 1].map((odd) => sizes.filter((_, i) => i % 2 === odd).map(parseFloat))
  expect(Math.min(...(labels ?? []))).toBeGreaterThan(39.9)
  expect(Math.min(...(lines ?? []))).toBeGreaterThan(55.9)
  expect(room.errors).toEqual([])
})
