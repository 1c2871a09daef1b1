/**
 * The bad day: one half-day in real Chromium in which the wifi goes twice, the lead's laptop dies, the projector crashes,
 * a phone sleeps, the server restarts, somebody comes late and somebody leaves. Nobody loses a word or a seat.
 */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openRoom } from '../e2e/open-room.ts'
import { laptop, next, nextTwice, phone, pressUntilGone } from '../e2e/room.ts'
import { refusals } from '../../shared/wire/refusals.ts'
import { Guest } from '../fixtures/people.ts'
import { newToken } from '../fixtures/tokens.ts'
import { alongside, frozen } from './sleepers.ts'

const { server, room } = await openRoom()

const offlineLine = (page: Page) => page.getByText(/^(You’re offline|Offline)/).first()

/** The wifi of this device: everything it would send or hear waits or is lost. */
async function wifi(page: Page, on: boolean): Promise<void> {
  await page.context().setOffline(!on)
  if (!on) await offlineLine(page).waitFor()
  else await offlineLine(page).waitFor({ state: 'detached' })
}

/** Finding a button on a phone and pressing it takes somebody two seconds, or a little more. */
const pressesInTenSeconds = 4

/** From an opened link to a room that has moved. @returns how often the phone was touched */
async function takeTheControls(phone: Page): Promise<number> {
  let presses = 0
  const press = async (button: Locator, act = () => button.click()) => {
    // In reach of the thumb: nothing to scroll, nothing over it.
    expect(await inSight(button)).toBe(true)
    await act()
    presses++
  }
  await press(phone.getByRole('button', { name: 'Open' }))
  await press(phone.getByRole('button', { name: /^Leave the round/ }))
  // What comes too soon after the first press is that same press.
  const again = phone.getByRole('button', { name: /^Press again/ })
  await press(again, () => pressUntilGone(again))
  return presses
}

/** The whole button is on the screen, as it stands. */
async function inSight(button: Locator): Promise<boolean> {
  await button.waitFor()
  return button.evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect()
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
  })
}

const seats = ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya']

test('[PF5] a half-day through every failure at once ends with everybody in their seat and every word there once', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(phone, `/j/${code}`, 'Luis', 'In the room')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const guests: Guest[] = []
  for (const [i, name] of seats.entries())
    guests.push(await Guest.join(server.url, code, name, i < 2 ? 'remote' : 'room'))
  await lead.getByRole('button', { name: 'Let Kavya in' }).waitFor()
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  for (const page of [maya, luis, hiro]) await page.getByText('You’re in').waitFor()
  // The link for somebody to lead with her lies in a phone that is not opened yet.
  const invitation = await room.invitation(lead)

  // A phone sleeps through the beginning; awake, it is where the room is.
  await next(lead, /begin Arrive/)
  await luis.getByText('What did you leave behind').waitFor()
  const awake = await frozen(luis)
  await next(lead, /Next: Round/)
  await hiro.getByRole('button', { name: 'I can’t hear' }).or(hiro.getByText('It’s your turn')).first().waitFor()
  await awake()
  await luis.getByRole('button', { name: 'I can’t hear' }).or(luis.getByText('It’s your turn')).first().waitFor()
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat each other/)

  // First loss of wifi, half of the room: they write on, and all of it arrives by itself.
  await maya.getByText('What do you need from us').waitFor()
  await wifi(maya, false)
  await wifi(hiro, false)
  const [noor, ben, priya] = guests as [Guest, Guest, Guest]
  for (const guest of [noor, ben, priya]) guest.socket.disconnect()
  await seal(maya, 'Say it when something hurts.')
  await seal(hiro, 'Video is never last twice.')
  await maya.getByText('On this device, not sent yet').waitFor()
  await seal(luis, 'Nobody has to explain a silence.')
  await wifi(maya, true)
  await wifi(hiro, true)
  for (const guest of [noor, ben, priya]) guest.socket.connect()
  for (const page of [maya, hiro]) await page.getByText('Sealed until all are shown together').first().waitFor()
  for (const guest of [noor, ben, priya]) await guest.until(() => guest.view.now?.show === 'sealed')

  // The projector crashes and comes back to the same picture, without being connected again.
  await next(lead, /Small circles/)
  await wall.locator('section h2').first().waitFor()
  const projector = wall.context()
  await wall.close()
  const wall2 = await room.tab(projector, '/wall')
  await wall2.getByRole('button', { name: 'Show the same wall as before' }).click()
  await wall2.locator('section h2').first().waitFor()
  await nextTwice(lead, /with what was written/, /Press again to show/)

  // A restart while people type on the board of everyone, and the second loss of wifi.
  await next(lead, /One board/)
  const typed: [Page, string, string][] = [
    [maya, 'We want', 'Time after each voice, even a short one.'],
    [luis, 'We leave out', 'Fixing and saving each other.'],
    [hiro, 'In the room and by video', 'One person speaks beside one microphone.'],
  ]
  for (const [page, column] of typed) {
    await page.getByRole('heading', { name: column }).waitFor()
    await page.getByRole('region', { name: column }).getByRole('button', { name: 'Add a line' }).click()
  }
  const [half, rest] = [(words: string) => words.slice(0, 12), (words: string) => words.slice(12)]
  await Promise.all(typed.map(([page, , words]) => page.keyboard.type(half(words), { delay: 20 })))
  await server.terminate()
  const typing = Promise.all(typed.map(([page, , words]) => page.keyboard.type(rest(words), { delay: 20 })))
  await server.start()
  await typing
  for (const [page] of typed) await page.getByRole('status').getByText('Saved').waitFor()
  await wifi(maya, false)
  await maya.keyboard.type(' Always.')
  await maya.getByText('On this device, for now').waitFor()
  await wifi(maya, true)
  const lines = typed.map(([page, , words]) => (page === maya ? `${words} Always.` : words))
  for (const page of [maya, luis, hiro]) {
    for (const words of lines) {
      await page.waitForFunction(
        (text) => [...document.querySelectorAll('textarea')].filter((area) => area.value === text).length === 1,
        words,
      )
    }
  }
  await wall2.getByText('Fixing and saving each other.').waitFor()
  await next(lead, /Next: Consent/)
  await luis.getByText('Can you live with this line?').waitFor()
  for (const button of await luis.getByRole('button', { name: 'I can live with it' }).all()) await button.click()
  await luis.getByRole('button', { name: 'Send my answers' }).click()
  await luis.getByText('Sent. You can change them').waitFor()
  await nextTwice(lead, /show the results/, /Press again to show/)
  await next(lead, /Look again/)
  await next(lead, /Consent again/)
  await nextTwice(lead, /our agreements/, /Press again to agree/)

  // Somebody comes late, in the middle of the circles, and reads where the room is.
  await next(lead, /begin Life-story circle/)
  await next(lead, /Next: Opening/)
  await next(lead, /Next: Circles/)
  await next(lead, /Next: Tellings/)
  await maya.getByText('Who would like to tell?').waitFor()
  const rosa = await room.device(phone, `/j/${code}`)
  await rosa.getByLabel('Name', { exact: true }).fill('Rosa')
  await rosa.getByRole('radio', { name: 'By video' }).check({ force: true })
  await rosa.getByRole('button', { name: 'Join' }).click()
  await lead
    .getByRole('button', { name: /^Let (everyone )?in$/ })
    .first()
    .click()
  await rosa.getByText('Life-story circle').first().waitFor()

  // The lead's laptop dies while Maya tells: her circle goes on, and a co-lead leads from a phone.
  await maya.getByRole('button', { name: 'Take place 1' }).click()
  await maya.getByRole('button', { name: 'I begin' }).click()
  await maya.getByRole('button', { name: 'Speak' }).click()
  await maya.getByText('You have the stone.').waitFor()
  await wifi(lead, false)
  await maya.getByRole('button', { name: 'Put the stone down' }).click()
  await maya.getByRole('heading', { name: 'A minute of silence.' }).waitFor()
  await lead.getByRole('button', { name: /^Leave the round/ }).click()
  const andre = await room.device(phone, invitation)
  const presses = await takeTheControls(andre)
  await maya.getByText('Thank you for telling').waitFor()
  expect(presses).toBeLessThanOrEqual(pressesInTenSeconds)
  await next(andre, /close Life-story circle/)
  await next(andre, /begin Affirmation circle/)
  await andre.getByText('Affirmation circle').first().waitFor()
  await wifi(lead, true)
  // What the dead laptop still wanted has not moved the room a second time.
  await lead.getByText('Affirmation circle').first().waitFor()
  await lead
    .getByRole('group', { name: 'Leading' })
    .getByRole('button', { name: /Small circles/ })
    .waitFor()

  // Notes: written offline too, given once.
  await next(andre, /Small circles/)
  await next(andre, /Write to each/)
  await maya.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  const receiver = (await maya.locator('button.person strong').first().textContent()) ?? ''
  await wifi(maya, false)
  await maya.getByRole('button', { name: new RegExp(`^${receiver}`) }).click()
  await maya.getByRole('textbox').fill('You waited for the answer.')
  await maya.getByRole('radio', { name: /^With my name/ }).check({ force: true })
  await maya.getByRole('button', { name: `Send to ${receiver}` }).click()
  await maya.reload()
  await wifi(maya, true)
  await maya.getByRole('button', { name: new RegExp(`^${receiver}.*sent`) }).waitFor()
  const written: { readonly to: string; readonly text: string }[] = [
    { to: receiver, text: 'You waited for the answer.' },
  ]
  for (const guest of guests) {
    const now = guest.view.now
    for (const to of now?.show === 'sealed' ? (now.view.each ?? []) : []) {
      const text = `Seen by ${guest.name}.`
      expect(await guest.put(text, newToken(), { to: to.id, signed: true })).toEqual({ ok: true })
      if (guest.name !== 'Samir') written.push({ to: to.name, text })
    }
  }
  // Somebody leaves before they receive; the others go on.
  await next(andre, /Receiving/)
  await maya.getByText('Your circle begins when it is ready.').waitFor()
  const hand = await alongside(andre)
  const leaver = hand.view.room?.seats.find(({ name }) => name === 'Samir')
  if (leaver === undefined) throw new Error('Samir has no seat')
  expect(await hand.send({ type: 'person.remove', member: leaver.id, confirm: true })).toEqual({ ok: true })
  await server.crash()
  await leaveRound(andre)
  await maya.getByText('Read again what you were given.').waitFor()
  for (const guest of guests.filter(({ name }) => name !== 'Samir')) {
    const forThem = written.filter(({ to }) => to === guest.name).map(({ text }) => text)
    const theirs = () => guest.book.map(({ text }) => text).filter((text) => text !== 'Seen by Samir.')
    await guest.until(() => theirs().length >= forThem.length)
    expect(theirs().sort()).toEqual(forThem.sort())
  }

  // The end: the same seats, and what was agreed.
  await next(andre, /close Affirmation circle/)
  await next(andre, /begin Closing circle/)
  await next(andre, /Closing round/)
  await leaveRound(andre)
  for (const page of [maya, luis, hiro, rosa]) await page.getByRole('heading', { name: 'What we keep' }).waitFor()
  await maya.getByRole('button', { name: 'Our agreements' }).click()
  for (const words of lines) await maya.getByRole('dialog').getByText(words).waitFor()
  for (const page of [maya, luis, hiro, lead, andre]) expect(await page.getByText(refusals.broken).count()).toBe(0)
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})

/** Where people still wait, or something is still sealed, the button asks a second time. */
async function leaveRound(page: Page): Promise<void> {
  const leave = page.getByRole('button', { name: /^Leave the round/ })
  const again = page.getByRole('button', { name: /^Press again/ })
  await leave.click()
  await leave.waitFor({ state: 'detached' })
  if ((await again.count()) > 0) await pressUntilGone(again)
}

async function seal(page: Page, words: string): Promise<void> {
  const before = await page.locator('li .words').count()
  await page.getByRole('textbox').fill(words)
  await page.getByRole('button', { name: 'Seal it' }).click()
  await page.waitForFunction((count) => document.querySelectorAll('li .words').length > count, before)
}
