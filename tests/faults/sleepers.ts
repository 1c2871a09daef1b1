/**
 * A room in real Chromium whose time the test moves, on the server and on each device, and whose connections it cuts. The
 * server runs in the test's own process, so that minutes, hours and days pass without a restart.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { ManualClock } from '../server/doc/board-hub.ts'
import { openHouse } from '../server/http/open-house.ts'
import { laptop, phone, TestRoom } from '../e2e/room.ts'

const tickMs = 1_000

export async function sleepers() {
  const clock = new ManualClock()
  const house = await openHouse({ distDir: 'dist', after: (ms, run) => clock.after(ms, run) })
  const room = await TestRoom.open(house)
  room.movesTime = true
  onTestFinished(() => room.close())
  const live = new Map<Duplex, string>()
  house.front.server.on('upgrade', ({ headers }: IncomingMessage, socket: Duplex) => {
    live.set(socket, headers.cookie ?? '')
    socket.once('close', () => live.delete(socket))
  })
  return {
    house,
    room,
    /** On the server alone, a second at a time, so that what waits for a moment happens at it. */
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += tickMs) {
        house.time.now += tickMs
        await clock.advance(tickMs)
      }
    },
    /** On the server alone, at once: days. */
    leap: async (ms: number) => {
      house.time.now += ms
      await clock.advance(ms)
    },
    /** The connections of this device are gone; it has not said goodbye. */
    cut: (page: Page) => {
      for (const [socket, cookie] of live) if (cookie.includes(grantOf(page))) socket.destroy()
    },
    live: () => live.size,
  }
}

export const grantOf = (page: Page) => /\/w\/([^/]+)/.exec(page.url())?.[1] ?? ''

/** The same person over the protocol. */
export async function alongside(page: Page): Promise<Guest> {
  const { origin } = new URL(page.url())
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const guest = new Guest(origin, 'beside', grantOf(page), cookie)
  await guest.until(() => guest.view.me !== undefined)
  return guest
}

/** Put away: nothing of its page runs until it is taken out again. */
export async function frozen(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await session.detach()
  }
}

/** The same, and taken out again its own clock has gone on by `ms`. */
export async function asleep(page: Page): Promise<(ms: number) => Promise<void>> {
  const wake = await frozen(page)
  return async (ms) => {
    await page.clock.fastForward(ms)
    await wake()
  }
}

/** A lead with a wall, Maya's phone, Hiro's laptop by video and four more over the protocol, all let in. */
export async function sixIn(room: TestRoom, url: string) {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const guests: Guest[] = []
  for (const name of ['Noor', 'Ben', 'Priya', 'Samir']) guests.push(await Guest.join(url, code, name))
  const hand = await alongside(lead)
  await hand.admit(6)
  for (const page of [maya, hiro]) await page.getByText('You’re in').waitFor()
  return { lead, code, wall, maya, hiro, guests, hand }
}

/** Everything a person could see flash by, and everything a screen reader would say, from now on. */
export async function watch(
  page: Page,
): Promise<() => Promise<{ readonly headings: string[]; readonly said: string[] }>> {
  await page.evaluate(() => {
    const seen = { headings: [] as string[], said: [] as string[] }
    Object.assign(globalThis, { seen })
    const regions = [...document.querySelectorAll('[aria-live].only-heard')]
    const stood = regions.map((region) => region.textContent)
    const look = () => {
      const heading = document.querySelector('main h1, main h2')?.textContent?.trim() ?? '(nothing)'
      if (seen.headings.at(-1) !== heading) seen.headings.push(heading)
      for (const [i, region] of regions.entries()) {
        if (stood[i] === region.textContent) continue
        stood[i] = region.textContent
        if (region.textContent !== '') seen.said.push(region.textContent.trim())
      }
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { seen: { headings: string[]; said: string[] } }).seen)
}

/** How much of its time has passed on this screen, 0 to 1. */
export const passed = (page: Page) =>
  page.evaluate(() => {
    const arc = document.querySelector('main [role=timer] .arc')
    return arc === null ? 0 : Number.parseFloat(arc.getAttribute('stroke-dasharray') ?? '1')
  })
