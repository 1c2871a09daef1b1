/** Somebody observes in real Chromium: a link from the console, the wall on a laptop and on a phone, and what everyone reads. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, more, next, phone, pressTwice } from './room.ts'

const { room } = await openRoom()

test('[OB1][OB2] a link to observe: the wall on a screen of one’s own, said on every seat and console, closed at once', async () => {
  const barriers = new Barriers()
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(laptop, `/j/${code}`, 'Luis', 'By video')
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await maya.getByText('You’re in').waitFor()
  const said = (page: Page) => page.getByText('Somebody observes. They see what the wall shows, and nothing else.')
  for (const page of [lead, maya, luis]) expect(await said(page).count()).toBe(0)

  await more(lead, 'Links and invitations')
  const dialog = lead.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make a link for an observer' }).click()
  const address = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  await barriers.check(lead, 'links')
  await shot(lead, 'observer-links')
  for (const page of [maya, luis]) await said(page).waitFor()
  await lead.keyboard.press('Escape')
  await said(lead).waitFor()

  const path = new URL(address).pathname + new URL(address).hash
  const onLaptop = await room.device(laptop, path)
  await onLaptop.getByRole('button', { name: 'Open' }).click()
  const onPhone = await room.device(phone, path)
  await onPhone.getByRole('button', { name: 'Open' }).click()
  const screens = [onLaptop, onPhone]
  for (const page of screens) await page.getByText('Welcome').waitFor()
  // The code to join is the wall's; whoever observes gets none.
  await wall.getByText(code.slice(0, 3)).first().waitFor()
  for (const page of screens) expect(await page.locator('body').innerText()).not.toContain(code.slice(0, 3))

  await next(lead, /begin Arrive/)
  for (const page of screens) {
    for (const one of [page, wall]) await one.waitForFunction(() => document.querySelector('.picture h1') !== null)
    expect(await page.locator('.picture').innerText()).toBe(await wall.locator('.picture').innerText())
    await barriers.check(page, 'observing')
    await barriers.noSidewaysScroll(page)
    // Nothing to press and nothing to write.
    expect(await page.locator('main').locator('button, input, textarea, a').count()).toBe(0)
  }
  await shot(onLaptop, 'observer-laptop')
  await shot(onPhone, 'observer-phone')
  await shot(maya, 'observed-phone')
  await shot(luis, 'observed-laptop')
  await barriers.check(maya, 'observed')
  await barriers.noSidewaysScroll(maya)

  await more(lead, 'Links and invitations')
  await dialog.getByText('observes, on two devices').waitFor()
  await pressTwice(
    dialog.getByRole('button', { name: 'Shut out somebody who observes', exact: true }),
    dialog.getByRole('button', { name: 'Press again to shut out somebody who observes' }),
  )
  for (const page of screens) {
    await page.locator('.picture').waitFor({ state: 'detached' })
    await page.getByText('This link is closed').waitFor()
  }
  for (const page of [maya, luis]) await said(page).waitFor({ state: 'detached' })
  await lead.keyboard.press('Escape')
  await said(lead).waitFor({ state: 'detached' })
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})
