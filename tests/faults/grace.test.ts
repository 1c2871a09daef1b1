/** Words sealed without a network, back in time and back too late, as the lead has set it on the console. */
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { newToken } from '../fixtures/tokens.ts'
import { laptop, more, phone } from '../e2e/room.ts'
import { alongside, sleepers } from './sleepers.ts'

const aMinute = 60_000
const patience = { timeout: 20_000, interval: 50 }

test('[OF10][PRV4] sealed without a network: within the grace it goes with the others’, later it stays with its writer', async () => {
  const { house, room, pass } = await sleepers()
  const { lead, code } = await room.start('Judith')
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const guests: Guest[] = []
  for (const name of ['Noor', 'Ben', 'Priya', 'Samir']) guests.push(await Guest.join(house.url, code, name))
  const [noor, ben] = guests as [Guest, Guest]
  const hand = await alongside(lead)
  await hand.admit(6)
  for (const page of [maya, hiro]) await page.getByText('You’re in').waitFor()

  await more(lead, 'Words that come late')
  const choice = lead.getByRole('dialog').getByRole('radio', { name: /^for two minutes/ })
  expect(
    await lead
      .getByRole('dialog')
      .getByRole('radio', { name: /^until they are shown/ })
      .isChecked(),
  ).toBe(true)
  await choice.check({ force: true })
  await hand.until(() => hand.view.desk?.grace === '2')
  await lead.keyboard.press('Escape')

  await hand.goTo('Write alone')
  for (const [page, words] of [
    [maya, 'One voice at a time'],
    [hiro, 'Video is never last twice'],
  ] as const) {
    await page.getByText('What do you need from us').waitFor()
    await page.context().setOffline(true)
    await page.getByText('You’re offline.').first().waitFor()
    await page.getByRole('textbox').fill(words)
    await page.getByRole('button', { name: 'Seal it' }).click()
    await page.getByText('On this device, not sent yet').waitFor()
  }
  await maya.getByRole('textbox').fill('Half of another')
  await noor.until(() => noor.view.now?.show === 'sealed')
  const writing = noor.at
  const token = newToken()
  expect(await noor.put('Say it when something hurts', token)).toEqual({ ok: true })
  await hand.goTo('Small circles')
  for (const guest of guests) await guest.until(() => guest.view.now?.show === 'group')
  const heard = () => guests.map((guest) => guest.frames.filter((frame) => !/"(cut|roster)"/.test(frame)).length)
  const before = heard()

  // A minute later: taken, and nobody else hears of it.
  await pass(aMinute)
  await maya.context().setOffline(false)
  await maya.getByText(/You are in circle/).waitFor()
  const sealedLater = (guest: Guest, text: string, by = newToken()) =>
    guest.socket.emitWithAck('put', { run: writing.run ?? '', step: String(writing.step), token: by, text })
  expect(await sealedLater(ben, 'Nobody has to explain a silence')).toEqual({ ok: true })
  const kept = () => maya.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('sealed/')))
  await expect.poll(async () => JSON.stringify(await kept()), patience).toContain('\\"state\\":\\"sealed\\"')
  expect(heard()).toEqual(before)

  // Two more: too late. They stay with their writer, who reads it; the words reach nobody.
  await pass(2 * aMinute)
  await hiro.context().setOffline(false)
  await hiro.getByText('The room went on before these words arrived, and nobody has seen them.').waitFor()
  await hiro.getByText('Video is never last twice').waitFor()
  expect(await sealedLater(noor, 'CANARY too late')).toEqual({ ok: false, code: 'not_now' })
  // What she was still writing is hers as well, and is offered no longer.
  const seal = maya.getByRole('button', { name: 'Seal it now' })
  await seal.click()
  await maya.getByRole('paragraph').getByText('The time for this was over when it arrived.').waitFor()
  await seal.waitFor({ state: 'detached' })
  await maya.getByText('Half of another').waitFor()
  expect(await maya.evaluate(() => document.activeElement?.id)).toBe('unfinished')
  // What came in time, and is asked for again because the answer was lost, is not called late.
  expect(await sealedLater(noor, 'Say it when something hurts', token)).toEqual({ ok: true })
  expect(heard()).toEqual(before)

  await hand.goTo('One board')
  await hiro.getByRole('heading', { name: 'We want' }).waitFor()
  const cards = () => hiro.evaluate(() => [...document.querySelectorAll('textarea')].map(({ value }) => value).sort())
  await expect
    .poll(cards, patience)
    .toEqual(['Nobody has to explain a silence', 'One voice at a time', 'Say it when something hurts'])
  await hiro.getByText('Video is never last twice').waitFor()
  for (const guest of [hand, ...guests])
    expect(guest.frames.join('')).not.toMatch(/CANARY|Video is never last|Half of another/)
  expect(house.errors).toEqual([])
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})
