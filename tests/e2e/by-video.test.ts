/** Leads and people by video in real Chromium: kept apart, the call, allies, the guardian, signals, and a phone's few rows. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, leaveRound, more, next, phone } from './room.ts'

const { server, room } = await openRoom()

const narrow = { width: 360, height: 740 }
const call = 'https://meet.example.org/everyone-here'
/** Rows of what can be pressed above a person's page. */
const rowsOf = (page: Page) =>
  page.locator('.live > header').evaluate((header) => {
    const seen = [...header.querySelectorAll('a, button')].map((one) => one.getBoundingClientRect())
    const tops = seen.filter(({ height }) => height > 0).map(({ top }) => Math.round(top / 12))
    return new Set(tops).size
  })
const inSight = async (page: Page, name: RegExp) => {
  const box = await page.getByRole('button', { name }).boundingBox()
  expect(box, String(name)).not.toBe(null)
  expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
}

test('[GR9][GR10][VD1][VD2][SG1][LT1] what a lead writes down, who is an ally and who is told, on console, wall, phone and laptop', async () => {
  const barriers = new Barriers()
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const maya = await room.join(narrow, `/j/${code}`, 'Maya', 'In the room')
  const names = ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya', 'Amara', 'Jonas']
  const guests: Guest[] = []
  for (const [i, name] of names.entries())
    guests.push(await Guest.join(server.url, code, name, i === 3 ? 'remote' : 'room'))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await lead.getByText('All 10 people').waitFor()

  // The call, written down once; people by video have it, those in the room and the wall do not show it.
  await lead.getByRole('button', { name: 'Write down the call' }).click()
  const dialog = lead.getByRole('dialog')
  await dialog.getByLabel('The call in which everyone is').fill(call)
  await dialog.getByRole('button', { name: 'Write it down' }).click()
  await dialog.getByText('Written down. It is on their seats now.').waitFor()
  await barriers.check(lead, 'console by video')
  await shot(lead, 'console-by-video')
  await lead.keyboard.press('Escape')
  const link = hiro.getByRole('link', { name: 'Open the main call, at meet.example.org' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe(call)
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  await hiro.getByText(/is your ally in the room\./).waitFor()
  await barriers.check(hiro, 'between by video')
  await shot(hiro, 'between-video-laptop')
  await shot(maya, 'between-room-phone')

  // Two kept apart: behind a press, and the wall and the seats know nothing of it.
  await lead.getByRole('button', { name: 'Keep two apart' }).click()
  await dialog.getByRole('combobox').first().selectOption({ label: 'Maya' })
  await dialog.getByRole('combobox').last().selectOption({ label: 'Noor' })
  await dialog.getByRole('button', { name: 'Keep these two apart' }).click()
  await dialog.getByRole('button', { name: /^Remove (Maya and Noor|Noor and Maya)/ }).waitFor()
  await barriers.check(lead, 'keep apart')
  await shot(lead, 'console-apart')
  await lead.keyboard.press('Escape')

  // Circles: where each meets is there again the next time, and whoever stays in the main call reads so.
  await more(lead, 'Take part, with a seat of my own')
  await lead.getByText('All 11 people').waitFor()
  for (let presses = 0; presses < 40; presses++) {
    if ((await lead.getByLabel('Where circle A meets').count()) > 0) break
    const leave = lead.getByRole('button', { name: /^Leave the round/ })
    if ((await leave.count()) > 0) {
      await leaveRound(lead)
      await leave.waitFor({ state: 'detached' })
    } else await next(lead, /^Next/)
  }
  await lead.getByLabel('Where circle A meets').fill('by the window')
  await lead.getByLabel('Where circle A meets').press('Enter')
  await barriers.check(lead, 'console circles')
  await shot(lead, 'console-circles')
  await hiro.getByText(/Stay in the main call\./).waitFor()
  await shot(hiro, 'group-video-laptop')
  await shot(maya, 'group-room-phone')
  expect(await wall.locator('body').innerText()).not.toContain('meet.example')

  // The guardian learns it once, in words, on their own seat.
  const mayas = /You are in circle (\w)\./.exec((await maya.locator('h1').textContent()) ?? '')?.[1] ?? ''
  await lead
    .getByRole('region', { name: `Circle ${mayas}` })
    .getByRole('combobox')
    .selectOption({ label: 'Maya' })
  await maya.getByText('You are the guardian of your circle.').waitFor()
  await barriers.check(maya, 'guardian')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'guardian-phone')
  await maya.getByRole('button', { name: 'All right' }).click()
  await maya.getByText('You are the guardian of your circle.').waitFor({ state: 'detached' })
  await maya.reload()
  await maya.getByRole('heading', { name: `You are in circle ${mayas}.` }).waitFor()
  expect(await maya.getByText('You are the guardian of your circle.').count()).toBe(0)

  // Somebody of her circle can't hear: she is told by a neutral mark, and opens it.
  const fellow = guests.find((guest) => {
    const { now } = guest.view
    return now?.show === 'group' && now.scene.circle === mayas.toLowerCase()
  }) as Guest
  expect(await fellow.socket.emitWithAck('signal', { kind: 'hear', to: null })).toEqual({ ok: true })
  await maya.getByText('A signal for you.').waitFor()
  await barriers.check(maya, 'signal')
  await shot(maya, 'signal-phone')
  await maya.getByRole('button', { name: 'Open', exact: true }).click()
  await maya.getByText(`${fellow.name} can’t hear well.`).waitFor()
  await maya.getByRole('button', { name: 'Done' }).click()
  await maya.getByText(`${fellow.name} can’t hear well.`).waitFor({ state: 'detached' })

  // A lead's own seat has a way back to the console.
  const grant = /\/w\/([^/]+)\//.exec(lead.url())?.[1] ?? ''
  const seat = await room.tab(lead.context(), `/w/${grant}`)
  await seat.getByRole('link', { name: 'Console' }).waitFor()
  await shot(seat, 'lead-seat')
  await seat.getByRole('link', { name: 'Console' }).click()
  await seat.getByText('On the wall now').waitFor()
  await seat.close()

  expect(room.errors).toEqual([])
  expect(barriers.found).toEqual([])
  for (const guest of guests) guest.close()
})

test('[UI12] on a phone of 360 px the code comes first, a seat has two rows above its page, and Send is in reach', async () => {
  const barriers = new Barriers()
  const home = await room.device(narrow, '/')
  await home.getByRole('textbox').waitFor()
  const top = async (what: string) => (await home.getByRole('button', { name: what }).boundingBox())?.y ?? 0
  expect(await top('Join')).toBeLessThan(await top('Start a workshop'))
  await inSight(home, /^Join$/)
  await barriers.check(home, 'home')
  await shot(home, 'home-phone')

  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const maya = await room.join(narrow, `/j/${code}`, 'Maya', 'In the room')
  const guests: Guest[] = []
  for (const name of ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya'])
    guests.push(await Guest.join(server.url, code, name))
  await lead.admit(7)
  // With agreements, in a tender activity: everything that may stand above a page.
  await lead.goTo('One board')
  await maya
    .getByRole('region', { name: 'In the room and by video' })
    .getByRole('button', { name: 'Add a line' })
    .click()
  await maya.keyboard.type('Video seats are never last twice')
  await maya.getByText('Saved').first().waitFor()
  await lead.goTo('Consent')
  await maya.getByRole('button', { name: 'I can live with it' }).click()
  await maya.getByRole('button', { name: 'Send my answers' }).click()
  await maya.getByText('Sent. You can change them').waitFor()
  await lead.goTo('Opening')
  await maya.getByRole('button', { name: 'Our agreements' }).waitFor()
  await maya.getByRole('button', { name: 'How I’m here' }).waitFor()
  expect(await rowsOf(maya)).toBe(3)
  for (const name of ['Pause', 'I need a moment', 'I can’t hear'])
    expect(await maya.getByRole('button', { name, exact: true }).isVisible()).toBe(true)
  await barriers.check(maya, 'header')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'header-phone')
  await lead.goTo('Write to each')
  await maya.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  await maya.locator('button.person').first().click()
  await maya.getByRole('textbox').waitFor()
  expect(await rowsOf(maya)).toBe(2)
  await inSight(maya, /^Send to/)
  await inSight(maya, /^Leave it blank/)
  await barriers.check(maya, 'note')
  await shot(maya, 'note-phone')
  await maya.setViewportSize(laptop)
  await shot(maya, 'note-laptop')
  await maya.setViewportSize(phone)
  expect(room.errors).toEqual([])
  expect(barriers.found).toEqual([])
  for (const guest of [lead, ...guests]) guest.close()
})

test('[OF5][UI12] without a network handing on says at once that it is on its way, and then that it did not arrive', async () => {
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const other = await Guest.join(server.url, code, 'Noor')
  await lead.admit(2)
  await lead.goTo('Round')
  for (let turns = 0; turns < 3; turns++) {
    const turn = lead.view.desk?.circles[0]?.turn
    if (turn?.holder?.name === 'Maya') break
    await lead.send({ type: 'turn.skip', circle: 'all' as never })
    await lead.until(() => lead.view.desk?.circles[0]?.turn?.count !== turn?.count)
  }
  await maya.getByRole('button', { name: 'Speak' }).click()
  await maya.getByText('You have the stone.').waitFor()
  await maya.context().setOffline(true)
  await maya.getByText('You’re offline. You keep the stone.').waitFor()
  await maya.getByRole('button', { name: /^(Hand the stone to|Put the stone down)/ }).click()
  await maya.getByText('On its way').waitFor()
  await maya.getByText(/This goes out when you’re back/).waitFor()
  // One line at a time: what is said of this press stands alone.
  await maya.getByText('You’re offline. You keep the stone.').waitFor({ state: 'hidden' })
  await shot(maya, 'going-phone')
  await maya
    .getByText(/this reached nobody and nothing has changed|this may not have arrived/)
    .waitFor({ timeout: 40_000 })
  await maya.context().setOffline(false)
  await maya.getByText('You have the stone.').waitFor()
  for (const guest of [lead, other]) guest.close()
})
