/** What people feel: from an address to the first contribution, and from a key to somebody else's screen. */
import { performance } from 'node:perf_hooks'
import type { Page } from 'playwright-core'
import { laptop, leaveRound, next, nextTwice, phone, TestRoom } from '../e2e/room.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { say, spread } from './figures.ts'

/** Notes in the page when its first written line gets longer; all pages of one machine share its clock. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const seen: number[] = []
    Object.assign(window, { seen })
    let length = 0
    const look = () => {
      const now = Math.max(0, ...[...document.querySelectorAll('textarea')].map((area) => area.value.length))
      for (; length < now; length++) seen.push(performance.timeOrigin + performance.now())
      requestAnimationFrame(look)
    }
    look()
  })
const seenBy = (page: Page) => page.evaluate(() => (window as unknown as { seen: number[] }).seen)

async function seal(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox').fill(words)
  await page.getByRole('button', { name: 'Seal it' }).click()
  await page.locator('li .words').first().waitFor()
}

export async function screens(): Promise<void> {
  const server = await startServer()
  const room = await TestRoom.open(server)
  const { lead, code } = await room.start('Judith')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const others = await Promise.all(['Noor', 'Ben', 'Priya', 'Luis'].map((name) => Guest.join(server.url, code, name)))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await hiro.getByText('You’re in').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat each other/)
  await seal(hiro, 'Time after each.')

  // A latecomer with nothing in the cache; the machine types, so this is what Fourfold itself takes.
  const begun = performance.now()
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const asked = performance.now() - begun
  await lead.getByRole('button', { name: /^Let/ }).first().click()
  const admitted = performance.now()
  await maya.getByRole('button', { name: 'Go to now' }).click()
  await seal(maya, 'One voice at a time.')
  say(
    `address → asked to join → first contribution ${asked.toFixed(0)} + ${(performance.now() - admitted).toFixed(0)} ms`,
  )

  await next(lead, /Small circles/)
  await nextTwice(lead, /with what was written/, /Press again to show/)
  await next(lead, /One board/)
  for (const page of [maya, hiro]) await page.getByRole('heading', { name: 'We want' }).waitFor()
  await maya.getByRole('region', { name: 'We want' }).getByRole('button', { name: 'Add a line' }).click()
  await hiro.locator('textarea').first().waitFor()
  await watch(maya)
  await watch(hiro)
  const sentence = 'Say it when something hurts, even a day later. '.repeat(4)
  await maya.keyboard.type(sentence, { delay: 60 })
  await hiro.waitForFunction(
    (length) => (window as unknown as { seen: number[] }).seen.length >= length,
    sentence.length,
  )
  const [typed, shown] = [await seenBy(maya), await seenBy(hiro)]
  const taken = shown.flatMap((time, i) => (typed[i] === undefined ? [] : [time - typed[i]]))
  say(`key on a phone → a remote person’s screen    ${spread(taken)}`)
  for (const guest of others) guest.close()
  await room.close()
  await server.stop()
}
