/**
 * Difference and power in real Chromium: a lead, a wall, a phone held in one hand and a laptop by video, with the others
 * over the real protocol. From the content note to the landing, and what fewer people can and cannot be shown.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { door, Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, next, nextTwice, phone } from './room.ts'

const { server, room } = await openRoom()

const others = ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya', 'Rosa']

interface Workshop {
  readonly lead: Page
  /** The lead's own grant over the protocol: moves the room where nothing is looked at. */
  readonly hand: Guest
  readonly wall: Page
  readonly maya: Page
  readonly guests: readonly Guest[]
  readonly code: string
}

/** A workshop with this activity, with Maya on a phone that is touched. */
async function begun(names: readonly string[]): Promise<Workshop> {
  const { body, cookie } = await door(server.url, '/start', { lead: 'Judith', agenda: 'difference-and-power' })
  const hand = new Guest(server.url, 'Judith', String(body['grant']), cookie)
  const lead = await room.device(laptop, `/e/${String(body['grant'])}#${String(body['secret'])}`)
  await lead.getByRole('button', { name: 'Open' }).click()
  const code = await hand.code()
  const wall = await room.wall(lead)
  const context = await room.browser.newContext({ viewport: phone, hasTouch: true, isMobile: true })
  const maya = await room.tab(context, `/j/${code}`)
  await maya.getByLabel('Name', { exact: true }).fill('Maya')
  await maya.getByRole('radio', { name: 'In the room' }).check({ force: true })
  await maya.getByRole('button', { name: 'Join' }).tap()
  await maya.getByText('There is nothing to do').waitFor()
  const guests: Guest[] = []
  for (const [i, name] of names.entries())
    guests.push(await Guest.join(server.url, code, name, i % 3 === 0 ? 'remote' : 'room'))
  return { lead, hand, wall, maya, guests, code }
}

async function goTo({ hand }: Workshop, title: string): Promise<void> {
  await hand.until(() => hand.view.desk !== undefined)
  for (let presses = 0; presses < 40 && hand.view.desk?.title !== title; presses++) {
    const before = JSON.stringify(hand.view.desk)
    expect(await hand.next()).toEqual({ ok: true })
    await hand.until(() => JSON.stringify(hand.view.desk) !== before)
  }
  expect(hand.view.desk?.title).toBe(title)
}

/** Each guest answers; null skips. */
async function stand(guests: readonly Guest[], places: readonly (number | null)[]): Promise<void> {
  for (const [index, guest] of guests.entries()) {
    await guest.until(() => guest.view.now?.show === 'scale' && guest.view.now.view.results === null)
    expect(await guest.stand(places[index] ?? null)).toEqual({ ok: true })
  }
}

const pressed = (page: Page) => page.locator('[aria-pressed=true]').count()

/** A thumb that goes down on one stop, slides over the others and lifts on the last. */
async function slide(page: Page, from: string, to: string): Promise<void> {
  const touch = await page.context().newCDPSession(page)
  const middle = async (name: string) => {
    const box = await page.getByRole('radio', { name, exact: true }).boundingBox()
    if (box === null) throw new Error(`${name} is not to be seen`)
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const [start, end] = [await middle(from), await middle(to)]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [start] })
  for (let part = 1; part <= 8; part++) {
    const at = { x: start.x + ((end.x - start.x) * part) / 8, y: start.y + ((end.y - start.y) * part) / 8 }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at] })
  }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

test('[AN5][AN10][CN2] nine people: content note, two waves, speaking from a place, a walk and the way back, pairs, landing', async () => {
  const barriers = new Barriers()
  const workshop = await begun(others)
  const { lead, hand, wall, maya, guests, code } = workshop
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await maya.getByText('You’re in').waitFor()

  // The content note: four equal ways, none chosen; the wall has a calm title.
  await goTo(workshop, 'Before we begin')
  await maya.getByRole('button', { name: 'Take a walk' }).waitFor()
  expect(await pressed(maya)).toBe(0)
  for (const page of [maya, hiro]) {
    await page.getByRole('button', { name: 'Take a walk' }).waitFor()
    const sizes = await page.locator('.ways button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))
    expect(new Set(sizes.map(({ width }) => Math.round(width))).size).toBe(1)
    expect(Math.min(...sizes.map(({ height }) => height))).toBeGreaterThanOrEqual(44)
  }
  await wall.getByRole('heading', { name: 'Before we begin' }).waitFor()
  expect(await wall.locator('body').textContent()).not.toContain('put down')
  for (const [page, name] of [
    [maya, 'note-phone'],
    [hiro, 'note-laptop'],
    [lead, 'note-console'],
    [wall, 'note-wall'],
  ] as const) {
    await barriers.check(page, name)
    await shot(page, name)
  }
  await barriers.readable(wall, 'note')
  await barriers.noSidewaysScroll(maya)
  const desk = JSON.stringify(hand.view)
  await maya.getByRole('button', { name: 'Take part' }).tap()
  await maya.getByText('You take part.').waitFor()
  await hiro.getByRole('button', { name: 'Listen only' }).click()
  await hiro.getByText('You are listening.').waitFor()
  expect(JSON.stringify(hand.view)).toBe(desk)

  await next(lead, /Next: The question/)
  await maya.getByText('A senior colleague belittles a trainee').waitFor()
  await barriers.check(maya, 'think-phone')

  // Answering with one thumb and with keys; the consequence stands there first, and nothing is chosen.
  await next(lead, /Next: Where I stand/)
  await maya.getByRole('radio', { name: 'At once', exact: true }).waitFor()
  await hiro.getByText('You are listening.').waitFor()
  expect(await maya.getByRole('radio', { checked: true }).count()).toBe(0)
  await maya.getByText('if at least eight have answered').waitFor()
  const [skip, send] = await Promise.all(
    ['Skip', 'Send my answer'].map((name) => maya.getByRole('button', { name }).boundingBox()),
  )
  expect([skip?.width, skip?.height]).toEqual([send?.width, send?.height])
  expect(send?.height).toBeGreaterThanOrEqual(56)
  expect(send?.y).toBeGreaterThan(phone.height / 2)
  await maya.getByRole('button', { name: 'Send my answer' }).tap()
  await maya.getByText('Choose a place on the line first, or skip.').waitFor()
  await slide(maya, 'At once', 'Later')
  expect(await maya.getByRole('radio', { name: 'Later', exact: true }).isChecked()).toBe(true)
  await maya.keyboard.press('ArrowUp')
  expect(await maya.getByRole('radio', { name: 'Rather later', exact: true }).isChecked()).toBe(true)
  await maya.keyboard.press('3')
  expect(await maya.getByRole('radio', { name: 'In between' }).isChecked()).toBe(true)
  await maya.getByText('Later', { exact: true }).tap()
  await maya.keyboard.press('1')
  for (const [page, name] of [
    [maya, 'answer-phone'],
    [hiro, 'listening-laptop'],
    [lead, 'answer-console'],
    [wall, 'answer-wall'],
  ] as const) {
    await barriers.check(page, name)
    await shot(page, name)
  }
  await barriers.readable(wall, 'open spectrum')
  await barriers.noSidewaysScroll(maya)
  await hiro.getByRole('button', { name: 'Take part' }).click()
  await hiro.getByRole('radio', { name: 'Later', exact: true }).waitFor()
  await hiro.getByRole('radio', { name: 'Later', exact: true }).focus()
  await hiro.keyboard.press('5')
  await shot(hiro, 'answer-laptop')
  await barriers.check(hiro, 'answer-laptop')
  // Sent and skipped have the same screen; the answer is not on it.
  await hiro.getByRole('button', { name: 'Skip' }).click()
  await hiro.getByRole('heading', { name: 'Sent.' }).waitFor()
  await maya.getByRole('button', { name: 'Send my answer' }).tap()
  await maya.getByRole('heading', { name: 'Sent.' }).waitFor()
  await maya.getByText('We show what came in, all at once, when Judith closes this.').waitFor()
  expect(await maya.locator('main .poles').innerHTML()).toBe(await hiro.locator('main .poles').innerHTML())
  await barriers.check(maya, 'waiting-phone')
  await shot(maya, 'waiting-phone')
  // The phone is put away and taken out again: what was sent is still sent.
  await maya.reload()
  await maya.getByRole('heading', { name: 'Sent.' }).waitFor()
  await hiro.getByRole('button', { name: 'Change my answer' }).click()
  await hiro.getByRole('radio', { name: 'Later', exact: true }).focus()
  await hiro.keyboard.press('5')
  await hiro.getByRole('button', { name: 'Send my answer' }).click()
  await hiro.getByRole('heading', { name: 'Sent.' }).waitFor()
  await stand(guests, [1, 1, 3, 3, 3, 5, 5])
  for (const page of [maya, hiro, wall, lead]) expect(await page.getByText('some', { exact: true }).count()).toBe(0)

  await nextTwice(lead, /show the results/, /Press again to show/)
  for (const page of [maya, hiro, wall])
    expect(await page.getByText('some', { exact: true }).first().waitFor()).toBe(undefined)
  expect(await maya.getByRole('row', { name: /At once some/ }).count()).toBe(1)
  await maya
    .locator('[aria-live=polite]')
    .filter({ hasText: 'At once: some. Rather at once: nobody.' })
    .waitFor({ state: 'attached' })
  for (const [page, name] of [
    [maya, 'result-phone'],
    [hiro, 'result-laptop'],
    [lead, 'result-console'],
    [wall, 'result-wall'],
  ] as const) {
    await barriers.check(page, name)
    await shot(page, name)
  }
  await barriers.readable(wall, 'result')
  await barriers.noSidewaysScroll(maya)

  // Whoever likes speaks; Maya goes for a walk and nobody is told.
  await next(lead, /From a place/)
  await maya.getByRole('button', { name: 'Raise a hand' }).waitFor()
  await shot(maya, 'places-phone')
  const told = JSON.stringify(hand.view)
  await maya.getByRole('button', { name: 'How I’m here' }).tap()
  await barriers.check(maya, 'how-phone')
  await shot(maya, 'how-phone')
  await maya.getByRole('dialog').getByRole('button', { name: 'Take a walk' }).tap()
  await maya.getByRole('heading', { name: 'Take a walk. Your seat stays.' }).waitFor()
  expect(JSON.stringify(hand.view)).toBe(told)
  await barriers.check(maya, 'walk-phone')
  await shot(maya, 'walk-phone')
  await barriers.noSidewaysScroll(maya)

  // A second wave with one mover: little has moved, everywhere.
  await next(lead, /Where I stand now/)
  await maya.getByRole('button', { name: 'Take part' }).tap()
  await maya.getByRole('radio', { name: 'At once', exact: true }).waitFor()
  await shot(maya, 'again-phone')
  await maya.getByRole('radio', { name: 'At once', exact: true }).tap()
  await maya.getByRole('button', { name: 'Send my answer' }).tap()
  await hiro.getByRole('radio', { name: 'At once', exact: true }).focus()
  await hiro.keyboard.press('1')
  await hiro.getByRole('button', { name: 'Send my answer' }).click()
  await hiro.getByRole('heading', { name: 'Sent.' }).waitFor()
  await stand(guests, [1, 1, 3, 3, 3, 5, 5])
  await nextTwice(lead, /show the results/, /Press again to show/)
  for (const page of [maya, hiro, wall])
    await page
      .getByRole('main')
      .getByText(/^Little has moved\./)
      .first()
      .waitFor()
  await barriers.check(maya, 'little-phone')
  await shot(maya, 'little-phone')
  await shot(wall, 'little-wall')
  await barriers.readable(wall, 'little')

  await next(lead, /In twos or threes/)
  await maya.getByText(/You are in circle/).waitFor()
  await goTo(workshop, 'Landing')
  await maya.getByText('Put both feet on the floor.').waitFor()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})

test('[AN8][AN10] seven people and then eight alike: what so few can be shown is said before, and the lead is asked', async () => {
  const barriers = new Barriers()
  const workshop = await begun(others.slice(0, 6))
  const { lead, hand, wall, maya, guests, code } = workshop
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await maya.getByText('You’re in').waitFor()
  await goTo(workshop, 'Where I stand')
  await maya.getByText('We are fewer than eight. That is enough for one sentence').waitFor()
  await wall.getByText('Fewer than eight: one sentence afterwards.').waitFor()
  await lead.getByText('With fewer than eight people').waitFor()
  await barriers.check(maya, 'seven-phone')
  await shot(maya, 'seven-phone')
  await shot(wall, 'seven-wall')
  await shot(lead, 'seven-console')
  await barriers.readable(wall, 'seven')
  await barriers.noSidewaysScroll(maya)

  // Four answers: nothing anywhere; only the lead is told why, and asks again.
  await stand(guests, [1, 2, 4, 5, null, null])
  await maya.getByRole('button', { name: 'Skip' }).tap()
  await maya.getByRole('heading', { name: 'Sent.' }).waitFor()
  await nextTwice(lead, /show the results/, /Press again to show/)
  for (const page of [maya, wall]) await page.getByRole('main').getByText('Nothing is shown this time.').waitFor()
  expect(await maya.locator('body').textContent()).not.toContain('Too few')
  await lead.getByText('Too few answers to show without pointing at someone.').waitFor()
  for (const [page, name] of [
    [maya, 'nothing-phone'],
    [lead, 'few-console'],
    [wall, 'nothing-wall'],
  ] as const) {
    await barriers.check(page, name)
    await shot(page, name)
  }
  await lead.getByRole('button', { name: 'Ask again' }).click()
  await maya.getByRole('radio', { name: 'Later', exact: true }).waitFor()

  // One more comes in: eight, and all of them alike.
  const rosa = await Guest.join(server.url, code, 'Rosa')
  await lead
    .getByRole('button', { name: 'Let Rosa in' })
    .or(lead.getByRole('button', { name: 'Let in' }))
    .first()
    .click()
  await maya.getByText('if at least eight have answered').waitFor()
  await stand([...guests, rosa], [4, 4, 4, 4, 4, 4, 4])
  await maya.getByRole('radio', { name: 'Rather later', exact: true }).tap()
  await maya.getByRole('button', { name: 'Send my answer' }).tap()
  await maya.getByRole('heading', { name: 'Sent.' }).waitFor()
  await nextTwice(lead, /show the results/, /Press again to show the/)
  await lead.getByText('This result would tell what each single person answered.').waitFor()
  await maya.getByRole('heading', { name: 'Sent.' }).waitFor()
  expect(await lead.locator('main').textContent()).not.toContain('ather later')
  await barriers.check(lead, 'alike-console')
  await shot(lead, 'alike-console')
  await lead.getByRole('button', { name: 'Talk first' }).click()
  for (const page of [maya, wall]) await page.getByRole('main').getByText('Nothing is shown this time.').waitFor()
  await lead.getByText('Nothing was shown, and the answers are gone.').waitFor()
  await shot(lead, 'talk-console')
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
  for (const guest of [hand, rosa, ...guests]) guest.close()
})
