/** Somebody by video takes a moment, and the stone comes to them; what they need to be heard is there all the time. */
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, next, phone } from './room.ts'

const { server, room } = await openRoom()
const call = 'https://meet.example.org/everyone-here'

test('[SG3][VD1][UI21] the stone that comes in a moment of one’s own is said there, and the call is on every screen of a seat', async () => {
  const barriers = new Barriers()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const rosa = await room.join(laptop, `/j/${code}`, 'Rosa', 'By video')
  // The door shows no call, and says when there will be one.
  await rosa.getByText('When you are in, the call').waitFor()
  const others: Guest[] = []
  for (const name of ['Noor', 'Ben']) others.push(await Guest.join(server.url, code, name))
  await lead.admit(3)
  await lead.send({ type: 'call.set', call })
  const link = rosa.getByRole('link', { name: 'Open the main call, at meet.example.org' })
  await link.waitFor()
  // Between activities there is nothing to pause, and what was not heard is said here too.
  await rosa.getByRole('button', { name: 'I can’t hear' }).click()
  await rosa.getByRole('paragraph').getByText('know that you can’t hear').waitFor()
  await barriers.check(rosa, 'between, told')
  await shot(rosa, 'between-told')
  await lead.goTo('Round')
  const turn = () => lead.view.desk?.circles[0]?.turn
  const bring = async () => {
    for (let turns = 0; turns < 4 && turn()?.holder?.name !== 'Rosa'; turns++) {
      const count = turn()?.count
      await lead.send({ type: 'turn.skip', circle: 'all' as never })
      await lead.until(() => turn()?.count !== count)
    }
  }
  if (turn()?.holder?.name === 'Rosa') {
    await rosa.getByRole('button', { name: 'Come back to me' }).click()
    await lead.until(() => turn()?.holder?.name !== 'Rosa')
    await rosa.getByText(/^(We come back to you|You are the last)/).waitFor()
  }

  // That somebody knows is said above the page: nothing to press is covered by it, and nothing moves.
  const pause = rosa.getByRole('button', { name: 'Pause', exact: true })
  // The whole page is there before it is measured.
  await pause.waitFor()
  await link.waitFor()
  await rosa.evaluate(() => scrollTo(0, document.body.scrollHeight))
  const before = await pause.boundingBox()
  await rosa.getByRole('button', { name: 'I can’t hear' }).click()
  const told = rosa.getByRole('paragraph').getByText('know that you can’t hear')
  await told.waitFor()
  expect(await pause.boundingBox()).toEqual(before)
  await shot(rosa, 'told-laptop')
  await pause.click()
  // Enter on a fresh dialog does nothing: the focus is on its heading.
  await rosa.getByRole('dialog').waitFor()
  expect(await rosa.evaluate(() => document.activeElement?.tagName)).toBe('H2')
  await rosa.keyboard.press('Enter')
  expect(await rosa.getByRole('dialog').count()).toBe(1)
  // However it is closed, the keyboard is back where it was.
  const back = () => rosa.waitForFunction(() => document.activeElement?.textContent.trim() === 'Pause')
  await rosa.keyboard.press('Escape')
  await back()
  await pause.click()
  await rosa.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await back()

  const moment = async () => {
    await rosa.getByRole('button', { name: 'I need a moment' }).click()
    await rosa.getByRole('dialog').getByRole('button', { name: 'Everyone who leads' }).click()
    await rosa.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await moment()
  await rosa.getByRole('heading', { name: 'Your seat stays.' }).waitFor()
  // The keyboard goes on from what took the place of the buttons.
  await rosa.waitForFunction(() => document.activeElement?.textContent === 'Your seat stays.')
  await link.waitFor()
  for (const name of ['Pause', 'I can’t hear'])
    expect(await rosa.getByRole('button', { name, exact: true }).isVisible()).toBe(true)
  await bring()
  await rosa.getByRole('heading', { name: 'The stone has come to you.' }).waitFor()
  await barriers.check(rosa, 'stone in a moment')
  await shot(rosa, 'moment-stone')
  await rosa.getByRole('button', { name: 'Come back to me' }).click()
  await lead.until(() => turn()?.holder?.name !== 'Rosa')
  await rosa.getByRole('heading', { name: 'Your seat stays.' }).waitFor()
  await bring()
  await rosa.getByRole('button', { name: 'I speak now' }).click()
  await rosa.getByRole('heading', { name: 'You have the stone.' }).waitFor()
  await lead.until(() => turn()?.phase === 'speaking')
  await rosa.waitForFunction(() => document.activeElement?.textContent === 'You have the stone.')
  await link.waitFor()
  await shot(rosa, 'speaking-call')
  await moment()
  await rosa.getByRole('heading', { name: 'The stone has come to you.' }).waitFor()
  await rosa.getByRole('button', { name: 'Pass', exact: true }).click()
  await lead.until(() => turn()?.holder?.name !== 'Rosa')
  await rosa.getByRole('button', { name: 'I’m back' }).click()

  // Who comes late has it at once.
  const kofi = await room.join(phone, `/j/${code}`, 'Kofi', 'By video')
  await lead.admit(1)
  await kofi.getByRole('heading', { name: 'Welcome, Kofi.' }).waitFor()
  await kofi.getByRole('link', { name: 'Open the main call, at meet.example.org' }).waitFor()
  await barriers.check(kofi, 'late by video')
  await shot(kofi, 'late-call')

  await others[0]?.send({ type: 'pause', circle: 'all' as never })
  await rosa.getByRole('heading', { name: 'Paused for everyone.' }).waitFor()
  await link.waitFor()
  for (const name of ['I need a moment', 'I can’t hear'])
    expect(await rosa.getByRole('button', { name }).isVisible()).toBe(true)
  expect(await rosa.getByRole('button', { name: 'Pause' }).count()).toBe(0)
  await rosa.getByRole('button', { name: 'I can’t hear' }).click()
  await told.waitFor()
  await barriers.check(rosa, 'paused by video')
  await shot(rosa, 'paused-call')
  expect(room.errors).toEqual([])
  expect(barriers.found).toEqual([])
  for (const guest of [lead, ...others]) guest.close()
})

test('[AT1][SG2] the card of who has the stone says that their connection is cut, and that it is back', async () => {
  const barriers = new Barriers()
  const { lead, code } = await room.start('Judith')
  const people: Guest[] = []
  for (const name of ['Rosa', 'Noor', 'Ben']) people.push(await Guest.join(server.url, code, name))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await lead.getByText('All 3 people').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await lead.getByRole('button', { name: 'Skip for now' }).waitFor()
  const holder = await lead
    .locator('h2', { hasText: /^(Rosa|Noor|Ben)$/ })
    .first()
    .textContent()
  const cut = people.find(({ name }) => name === holder) as Guest
  cut.socket.disconnect()
  // Ten seconds of it are no news (AT1).
  const line = lead.getByText(`${cut.name}’s connection is cut; the stone is held.`)
  await line.waitFor()
  await barriers.check(lead, 'console, cut')
  await shot(lead, 'console-cut')
  cut.socket.connect()
  await line.waitFor({ state: 'detached' })
  expect(barriers.found).toEqual([])
  for (const guest of people) guest.close()
})
