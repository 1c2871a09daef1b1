/** A seat, a console and a wall that nobody closes for three days: nights of sleep without a network, and time that is held. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { laptop, phone } from '../e2e/room.ts'
import { alongside, asleep, passed, sleepers, watch } from './sleepers.ts'

const anHour = 60 * 60 * 1_000
const patience = { timeout: 20_000, interval: 50 }

/** What the browser holds for this page, garbage excepted. */
async function held(page: Page): Promise<{ readonly listeners: number; readonly nodes: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  // Twice: what the first frees may have held more.
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN
  return { listeners: of('JSEventListeners'), nodes: of('Nodes') }
}

test('[AT4] left open for three days, a seat, a console and a wall are where the room is, and hold no more than at first', async () => {
  const { house, room, leap, pass, cut, live } = await sleepers()
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const guests: Guest[] = []
  for (const name of ['Noor', 'Ben', 'Priya']) guests.push(await Guest.join(house.url, code, name))
  const hand = await alongside(lead)
  await hand.admit(5)
  for (const page of [maya, hiro]) await page.getByText('You’re in').waitFor()
  await hand.goTo('Write alone')
  await maya.getByText('What do you need from us').waitFor()
  await maya.getByRole('textbox').fill('One voice at a time')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.getByText('Sealed until all are shown together').waitFor()
  await maya.getByRole('textbox').fill('Half a thought')
  await pass(2 * 60_000)
  expect(await hand.send({ type: 'time.hold', circle: 'all' as never })).toEqual({ ok: true })
  await lead.getByRole('button', { name: 'Let time go on' }).waitFor()

  const pages = [maya, hiro, lead, wall]
  /** A night of twelve hours: put away, its connection gone; in the morning it is found again. */
  const night = async () => {
    const asleepNow = await Promise.all(pages.map(asleep))
    for (const page of pages) cut(page)
    await leap(12 * anHour)
    for (const wake of asleepNow) await wake(12 * anHour)
    await expect.poll(live, patience).toBe(sockets)
    for (const page of [maya, hiro]) await page.getByText('You’re offline.').waitFor({ state: 'detached' })
  }
  const sockets = live()
  // The first night makes what every night uses: the line that says offline, a timer's words.
  await night()
  const seen = await Promise.all(pages.map(watch))
  const first = await Promise.all(pages.map(held))
  const firstPassed = await passed(maya)
  expect(firstPassed).toBeCloseTo(1 / 3, 1)
  for (let nights = 0; nights < 5; nights++) await night()

  // Three days later: the same seat and step, the words, the time that was held. Nothing flashed, nothing was said.
  const prompt = 'What do you need from us so that you can take a risk here?'
  for (const page of [maya, hiro]) await page.getByRole('heading', { name: prompt }).waitFor()
  expect(await passed(maya)).toBe(firstPassed)
  expect(await maya.getByRole('textbox').inputValue()).toBe('Half a thought')
  await maya.getByText('Sealed until all are shown together').waitFor()
  await lead.getByRole('button', { name: 'Let time go on' }).waitFor()
  await wall.getByText(prompt).waitFor()
  for (const look of seen) {
    const { headings, said } = await look()
    expect(headings).toHaveLength(1)
    expect(said).toEqual([])
  }
  const last = await Promise.all(pages.map(held))
  for (const [i, { listeners, nodes }] of last.entries()) {
    expect([i, listeners]).toEqual([i, first[i]?.listeners])
    expect(nodes).toBeLessThanOrEqual((first[i]?.nodes ?? 0) + 20)
  }

  // The room moves while the seat is away another night: it wakes in the later step, once, and each act is done once.
  const wake = await asleep(maya)
  cut(maya)
  await hand.goTo('Small circles')
  await leap(12 * anHour)
  await wake(12 * anHour)
  await maya.getByText(/You are in circle/).waitFor()
  await hand.goTo('Read and cluster')
  await maya.getByText('Read what came to your circle').waitFor()
  const cards = () => maya.evaluate(() => [...document.querySelectorAll('textarea')].map(({ value }) => value))
  await expect.poll(cards, patience).toEqual(['One voice at a time'])
  await maya.getByText('We moved on.').first().waitFor()
  expect(house.errors).toEqual([])
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})
