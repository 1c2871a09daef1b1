/** An open order in real Chromium: the lead opens it, hands go up and down, the stone goes to the middle and back. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openRoom } from './open-room.ts'
import { laptop, next, phone } from './room.ts'

const { room } = await openRoom()

test('[UI10] in an open order who wants to speak raises a hand, and the stone comes to them from the middle', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const seats = new Map<string, Page>()
  for (const [i, name] of ['Maya', 'Luis', 'Hiro'].entries())
    seats.set(name, await room.join(i === 1 ? laptop : phone, `/j/${code}`, name, i === 2 ? 'By video' : 'In the room'))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  for (const page of seats.values()) await page.getByText('You’re in').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  const first = (await wall.locator('.inside').textContent()) ?? ''
  const [second, third] = [...seats.keys()].filter((name) => name !== first) as [string, string]
  const seat = (name: string) => seats.get(name) as Page
  await seat(first).getByText(`It’s your turn, ${first}.`).waitFor()
  for (const name of [second, third])
    expect(await seat(name).getByRole('button', { name: 'Raise a hand' }).count()).toBe(0)

  // The lead opens the order: whoever waited waits no longer, and nobody is next.
  await lead.getByRole('radio', { name: 'Open' }).check({ force: true })
  for (const name of [second, third]) {
    await seat(name).getByRole('button', { name: 'Raise a hand' }).waitFor()
    expect(
      await seat(name)
        .getByText(/^You are after/)
        .count(),
    ).toBe(0)
  }
  expect(await wall.getByText('next', { exact: true }).count()).toBe(0)

  // A hand goes up and down; the lead sees hands, the wall and the other seats do not.
  await seat(third).getByRole('button', { name: 'Raise a hand' }).click()
  await seat(third).getByText(`You are after ${first}.`).waitFor()
  await lead.getByText(`Hands: ${third}`).waitFor()
  await seat(second).getByRole('button', { name: 'Raise a hand' }).click()
  await lead.getByText(`Hands: ${third}, ${second}`).waitFor()
  await seat(third).getByRole('button', { name: 'Lower my hand' }).click()
  await lead.getByText(`Hands: ${second}`, { exact: true }).waitFor()
  expect(await wall.locator('body').textContent()).not.toContain('Hands')

  // The holder hands on to the raised hand, and that one to the middle.
  await seat(first).getByRole('button', { name: 'Speak' }).click()
  await seat(first)
    .getByRole('button', { name: `Hand the stone to ${second}` })
    .click()
  await seat(second).getByText(`It’s your turn, ${second}.`).waitFor()
  await seat(second).getByRole('button', { name: 'Speak' }).click()
  await seat(second).getByRole('button', { name: 'Put the stone down' }).click()
  for (const page of seats.values()) {
    await page.getByRole('heading', { name: 'The stone lies in the middle.' }).waitFor()
    await page.getByText('What did you leave behind').waitFor()
  }
  await lead.getByText('The stone is in the middle.').waitFor()
  await wall.locator('.inside').waitFor({ state: 'detached' })

  // From the middle it comes at once to whoever raises a hand; they may speak again.
  await seat(first).getByRole('button', { name: 'Raise a hand' }).click()
  await seat(first).getByText(`It’s your turn, ${first}.`).waitFor()
  await wall.locator('.inside').getByText(first).waitFor()
  await lead.getByRole('button', { name: 'Put the stone down' }).click()
  await seat(third).getByRole('heading', { name: 'The stone lies in the middle.' }).waitFor()

  // Undo gives it back; the lead closes the order again, and whoever has not had the stone is in it.
  await lead.getByRole('group', { name: 'Leading' }).getByRole('button', { name: 'Undo' }).click()
  await seat(first).getByText(`It’s your turn, ${first}.`).waitFor()
  await lead.getByRole('radio', { name: 'Round' }).check({ force: true })
  await seat(third).getByText(`You are after ${first}.`).waitFor()
  expect(await seat(third).getByRole('button', { name: 'Raise a hand' }).count()).toBe(0)
  await next(lead, new RegExp(`hand the stone to ${third}`))
  await seat(third).getByText(`It’s your turn, ${third}.`).waitFor()
  expect(room.errors).toEqual([])
})
