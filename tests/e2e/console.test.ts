/** What made a lead hesitate on the console, each once as it is now. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, leaveRound, more, next, phone, pressAgain, pressTwice } from './room.ts'

const { server, room } = await openRoom()
const barriers = new Barriers()

test('[UI14][UI15][UI16][UI17] a lead finds the way, from the first pause until everything is deleted', async () => {
  const { lead, code } = await room.start('Judith')
  const bar = lead.getByRole('group', { name: 'Leading' })
  const dialog = lead.getByRole('dialog')
  const people: Page[] = []
  for (const name of ['Maya', 'Luis', 'Farah', 'Tess', 'Noor', 'Kavya'])
    people.push(await room.join(phone, `/j/${code}`, name, 'In the room'))
  const [maya, luis] = people as [Page, Page]
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  for (const page of people) await page.getByText('You’re in').waitFor()

  // The menu of whoever is last in the list is whole.
  const last = lead.getByRole('button', { name: 'What you can do for Kavya' })
  await last.click()
  const menu = lead.getByRole('menu', { name: 'What you can do for Kavya' })
  const [menuBox, side] = await Promise.all([menu.boundingBox(), lead.locator('aside.side').boundingBox()])
  expect((menuBox?.y ?? 0) + (menuBox?.height ?? 0)).toBeLessThanOrEqual((side?.y ?? 0) + (side?.height ?? 0))
  await shot(lead, 'menu-up')
  await lead.keyboard.press('Escape')

  // The address of a workshop that goes on is on the first page, and nowhere else.
  await lead.getByLabel('Name of the workshop').fill('Our workshop')
  await lead.getByLabel('Name of the workshop').press('Enter')
  const home = await room.tab(lead.context(), '/')
  await home.getByText('Our workshop, where you lead').waitFor()
  await barriers.check(home, 'landing with a workshop')
  await shot(home, 'landing-open')
  await home.getByRole('link', { name: 'Go back to Our workshop' }).click()
  await home.getByRole('group', { name: 'Leading' }).waitFor()
  const seatHome = await room.tab(luis.context(), '/')
  await seatHome.getByText('Our workshop, where you take part').waitFor()
  const stranger = await room.device(phone, '/')
  await stranger.getByRole('heading', { name: 'I have a code' }).waitFor()
  expect(await stranger.getByText('On this device').count()).toBe(0)

  // Somebody asks for a pause; the console says so, and not who.
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await maya.getByRole('button', { name: 'Pause' }).first().click()
  await maya.getByRole('dialog').getByRole('button', { name: /Pause/ }).first().click()
  const paused = lead.getByText('Everyone is paused. Nobody learns who asked.')
  await paused.waitFor()
  expect(await lead.getByRole('button', { name: 'Let time go on' }).count()).toBe(0)
  expect(await lead.getByRole('button', { name: 'Hold the time' }).count()).toBe(0)
  await barriers.check(lead, 'paused')
  await shot(lead, 'console-paused')
  await bar.getByRole('button', { name: 'Go on' }).click()
  await paused.waitFor({ state: 'detached' })

  // The middle begins at its top with a new step, and not with a new turn.
  const middle = lead.locator('main.now')
  const scrolled = () => middle.evaluate((element) => element.scrollTop)
  await lead.setViewportSize({ width: 1366, height: 560 })
  await middle.evaluate((element) => element.scrollTo(0, 200))
  expect(await scrolled()).toBeGreaterThan(0)
  await next(lead, /hand the stone to/)
  expect(await scrolled()).toBeGreaterThan(0)
  await leaveRound(lead)
  await bar.getByRole('button', { name: /close Arrive/ }).waitFor()
  await lead.waitForFunction(() => document.querySelector('main.now')?.scrollTop === 0)
  await lead.setViewportSize(laptop)

  // Somebody who leads with her has no name yet, and is asked for it although the activity goes on.
  const other = await room.device(laptop, await room.invitation(lead))
  await other.getByRole('button', { name: 'Open' }).click()
  await other.getByText('What should people call you?').waitFor()
  await more(lead, 'Links and invitations')
  await dialog.getByText('Opened, no name yet').waitFor()

  // Two presses shut Luis out; his row stays where it was until the dialog is closed.
  const rows = () =>
    dialog
      .locator('li')
      .evaluateAll((all) =>
        all.map((row) => [row.querySelector('span')?.firstChild?.textContent, (row as HTMLElement).offsetTop]),
      )
  const before = await rows()
  const shut = dialog.getByRole('button', { name: 'Shut out Luis', exact: true })
  await shut.dblclick()
  const again = dialog.getByRole('button', { name: 'Press again to shut out Luis' })
  await again.waitFor()
  await barriers.check(lead, 'links, asked')
  await shot(lead, 'links-asked')
  await pressTwice(again, again)
  await dialog.getByText('Done: Luis is shut out on every device').waitFor()
  expect(await rows()).toEqual(before)
  expect(await dialog.locator('li', { hasText: 'Luis' }).getByRole('button').count()).toBe(0)
  await shot(lead, 'links-shut')
  await luis.getByText('Your session on this device has ended').waitFor()
  await seatHome.reload()
  await seatHome.getByRole('heading', { name: 'I have a code' }).waitFor()
  expect(await seatHome.getByText('On this device').count()).toBe(0)
  await lead.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  // Removing and erasing say that they are done.
  await lead.getByRole('button', { name: 'What you can do for Tess' }).click()
  await lead.getByRole('menuitem', { name: 'Remove from the workshop' }).click()
  await dialog.getByRole('button', { name: 'Leave it as it is' }).waitFor()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await bar.getByText('Tess is no longer in the workshop.').waitFor()
  await lead.getByRole('button', { name: 'What you can do for Noor' }).click()
  await lead.getByRole('menuitem', { name: 'Erase, because they ask' }).click()
  await dialog.getByRole('button', { name: 'Erase this person' }).click()
  await shot(lead, 'erase-asked')
  await pressAgain(lead, /^Press again to erase/)
  await bar.getByText('Erased. Nothing of this person is here any more.').waitFor()

  // A refused clipboard is said in words.
  await lead.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('refused')) } })
  })
  await more(lead, 'Links and invitations')
  await dialog.getByRole('button', { name: 'Make a link for an observer' }).click()
  await dialog.getByRole('button', { name: 'Copy' }).first().click()
  await dialog.getByText('Selected; copy it with Ctrl C.').waitFor()
  await lead.keyboard.press('Escape')

  // After the end nothing is offered that does nothing.
  await more(lead, 'End the workshop')
  await dialog.getByRole('button', { name: 'End the workshop' }).click()
  await pressAgain(lead, /^Press again to end it/)
  await lead.getByRole('heading', { name: 'This workshop has ended.' }).waitFor()
  for (const gone of [/^Add (first|next)/, 'Pause all', 'Match the chairs', /^Code/, 'Show the code on the wall'])
    expect(await lead.getByRole('button', { name: gone }).count()).toBe(0)
  await barriers.check(lead, 'ended')
  await shot(lead, 'console-ended')
  await home.goto(server.url)
  await home.getByRole('heading', { name: 'I have a code' }).waitFor()
  expect(await home.getByText('On this device').count()).toBe(0)

  await lead.getByRole('button', { name: 'Delete all of it' }).click()
  await dialog.getByRole('button', { name: 'Delete all of it' }).click()
  await pressAgain(lead, /^Press again to delete/)
  await lead.getByText('This workshop and everything in it has been deleted.').waitFor()
  await lead.getByRole('link', { name: 'To the beginning' }).click()
  await lead.getByRole('heading', { name: 'I have a code' }).waitFor()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})

test('[UI16] when the agenda is done, the one big button ends the workshop', async () => {
  const lead = await room.device(laptop, '/new?agenda=quiet-hour')
  await lead.getByLabel('Your name').fill('Judith')
  await lead.getByRole('button', { name: 'Use this name' }).click()
  const end = lead.getByRole('group', { name: 'Leading' }).getByRole('button', { name: 'End the workshop' })
  for (let steps = 0; steps < 40 && (await end.count()) === 0; steps++) await next(lead, /^(Next:|Press again)/)
  // Not with the press that closed the last activity.
  const asked = lead.getByRole('dialog').getByRole('heading', { name: 'End the workshop?' })
  for (let presses = 0; presses < 20 && (await asked.count()) === 0; presses++) {
    await end.click()
    await asked.waitFor({ timeout: 700 }).catch(() => undefined)
  }
  await shot(lead, 'agenda-done-asked')
  await lead.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  await shot(lead, 'agenda-done')
  expect(room.errors).toEqual([])
})
