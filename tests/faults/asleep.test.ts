/** A phone asleep, a laptop closed for an hour, another app, a killed tab, a crashed projector: real Chromium, moved time. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { next } from '../e2e/room.ts'
import { asleep, passed, sixIn, sleepers, watch } from './sleepers.ts'

const aSecond = 1_000
const aMinute = 60 * aSecond
const anHour = 60 * aMinute
const patience = { timeout: 20_000, interval: 50 }

const holder = (page: Page) => page.locator('.inside').first().textContent()

/** What the page does when its person looks at something else, and when they look at it again. */
const looksAway = (page: Page, away: boolean) =>
  page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    },
    away ? 'hidden' : 'visible',
  )

test('[AT3][AT1] asleep, closed, switched away, killed or crashed: the same seat, step, time and words, no flash, nothing twice', async () => {
  const { house, room, pass, cut } = await sleepers()
  const { lead, wall, maya, hiro, guests, hand } = await sixIn(room, house.url)
  const seats = () => hand.view.room?.seats.map(({ name }) => name)
  const atFirst = seats()
  /** The console learns it within half a second of the server's time. */
  const consoleSays = async (words: string, often: number) => {
    const count = async () => {
      await pass(aSecond)
      return lead.getByText(words).count()
    }
    await expect.poll(count, patience).toBe(often)
  }

  // While Maya speaks, her phone falls asleep for two minutes with the stone.
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await hand.until(() => hand.view.desk?.title === 'Round')
  const speaks = () => hand.view.desk?.circles[0]?.turn?.holder?.name
  for (let turns = 0; turns < 6 && speaks() !== 'Maya'; turns++) {
    const before = speaks()
    expect(await hand.next(false)).toEqual({ ok: true })
    await hand.until(() => speaks() !== before)
  }
  await maya.getByRole('button', { name: 'Speak' }).click()
  await maya.getByText('You have the stone.').waitFor()
  await lead.getByText('All 6 people').click()
  const seen = await watch(maya)
  const wake = await asleep(maya)
  cut(maya)
  await pass(9 * aSecond)
  expect(await lead.getByText('reconnecting').count()).toBe(0)
  await pass(2 * aSecond)
  await lead.getByText('reconnecting').first().waitFor()
  await pass(80 * aSecond)
  await lead.getByText('away, seat kept').first().waitFor()
  // Held, and handed on by people alone: nothing of all that moves it.
  expect(await holder(wall)).toBe('Maya')
  await pass(29 * aSecond)
  await wake(2 * aMinute)
  await consoleSays('away, seat kept', 0)
  await maya.getByRole('heading', { name: 'Take the time you need to close.' }).waitFor()
  expect(await holder(wall)).toBe('Maya')
  // Her minute is over, as it would be for whoever stayed awake. Nothing else was seen or said, and nothing twice.
  expect(await seen()).toEqual({ headings: ['You have the stone.', 'Take the time you need to close.'], said: [] })
  await maya.getByRole('button', { name: /^(Hand the stone to|Put the stone down)/ }).click()
  await maya.getByRole('button', { name: 'I can’t hear' }).waitFor()

  // A laptop is closed for an hour while time is held: the same words, and as much time as those who stayed have.
  await hand.goTo('Write alone')
  for (const page of [maya, hiro]) await page.getByText('What do you need from us').waitFor()
  await hiro.getByRole('textbox').fill('Half a thought')
  await pass(2 * aMinute)
  expect(await hand.send({ type: 'time.hold', circle: 'all' as never })).toEqual({ ok: true })
  await lead.getByRole('button', { name: 'Let time go on' }).waitFor()
  const watched = await watch(hiro)
  const lid = await asleep(hiro)
  cut(hiro)
  await pass(anHour)
  await lead.getByText('away, seat kept').first().waitFor()
  await lid(anHour)
  await consoleSays('away, seat kept', 0)
  expect(await hiro.getByRole('textbox').inputValue()).toBe('Half a thought')
  expect(await passed(hiro)).toBeCloseTo(await passed(maya), 2)
  expect(await passed(hiro)).toBeCloseTo(1 / 3, 1)
  expect(await watched()).toEqual({
    headings: ['What do you need from us so that you can take a risk here?'],
    said: [],
  })
  expect(await hand.send({ type: 'time.go', circle: 'all' as never })).toEqual({ ok: true })
  await hand.until(() => hand.view.desk?.clock?.held === false)
  await pass(aMinute)
  await hiro.clock.fastForward(aMinute)
  await expect.poll(() => passed(hiro), patience).toBeGreaterThan(0.45)
  expect(await passed(hiro)).toBeLessThan(0.55)

  // Another app is in front: back in sight the seat is back at once, whatever its next try was set for.
  await hiro.getByRole('textbox').fill('A whole thought')
  await looksAway(hiro, true)
  await hiro.clock.pauseAt(new Date((await hiro.evaluate(() => Date.now())) + aSecond))
  cut(hiro)
  await pass(11 * aSecond)
  await lead.getByText('reconnecting').first().waitFor()
  await looksAway(hiro, false)
  await consoleSays('reconnecting', 0)
  await hiro.clock.resume()
  await hiro.getByRole('button', { name: 'Seal it' }).click()
  await hiro.getByText('Sealed until all are shown together').waitFor()

  // A tab is killed in the middle of a word.
  await maya.getByRole('textbox').fill('One voice at a ti')
  const context = maya.context()
  const address = maya.url()
  await maya.close()
  const again = await room.tab(context, address)
  await again.getByText('What do you need from us').waitFor()
  expect(await again.getByRole('textbox').inputValue()).toBe('One voice at a ti')
  // Once it knows the server's clock, within a second: the same time as on every other screen.
  const apart = async () => Math.abs((await passed(again)) - (await passed(hiro)))
  await expect.poll(apart, patience).toBeLessThan(0.02)
  await again.getByRole('textbox').fill('One voice at a time')
  await again.getByRole('button', { name: 'Seal it' }).click()
  await again.getByText('Sealed until all are shown together').waitFor()

  // The projector crashes, and shows the same wall again.
  const projector = wall.context()
  await wall.close()
  const wall2 = await room.tab(projector, '/wall')
  await wall2.getByRole('button', { name: 'Show the same wall as before' }).click()
  await wall2.getByText('What do you need from us').waitFor()

  // Each word once, and the same seats.
  await hand.goTo('One board')
  await hiro.getByRole('heading', { name: 'We want' }).waitFor()
  const cards = () => hiro.evaluate(() => [...document.querySelectorAll('textarea')].map(({ value }) => value).sort())
  await expect.poll(cards, patience).toEqual(['A whole thought', 'One voice at a time'])
  expect(seats()).toEqual(atFirst)
  expect(house.errors).toEqual([])
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})
