/** A circle that receives, and for somebody nothing is there: on a console and two phones in real Chromium. */
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { nextTwice, phone, pressUntilGone } from './room.ts'

const { server, room } = await openRoom()

test('[EX7][NT8] nothing is there: the console says for whom, somebody of the circle writes to them, and the circle goes on', async () => {
  const barriers = new Barriers()
  const { lead, code } = await room.start('Judith')
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(phone, `/j/${code}`, 'Luis', 'In the room')
  const others: Guest[] = []
  for (const name of ['Noor', 'Ben']) others.push(await Guest.join(server.url, code, name))
  await lead.getByText('Ben').first().waitFor()
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  const { grant, cookie } = await asLead(lead)
  const judith = new Guest(server.url, 'Judith', grant, cookie, 'console')
  await judith.until(() => judith.view.room?.seats.length === 4)
  await judith.goTo('Receiving')

  // Nobody is named, on the button or on a phone, of whom nothing is known yet.
  await lead.getByRole('button', { name: 'Next: circle A, on to the next person' }).waitFor()
  expect(await maya.locator('body').innerText()).not.toMatch(/Begin with|You are after/)
  await maya.getByRole('button', { name: 'Write to somebody' }).waitFor()
  await barriers.check(maya, 'before receiving')
  await shot(maya, 'waiting-phone')
  await nextTwice(lead, /on to the next person/, /^Press again/)
  await lead.getByText('waits until something is there').first().waitFor()
  await lead.getByRole('button', { name: 'Next: close the round' }).waitFor()
  await barriers.check(lead, 'console waits')
  await shot(lead, 'console-waits')
  await lead.getByRole('button', { name: 'See for whom circle A waits' }).click()
  await lead.getByText(/Nobody has written to .*Maya/).waitFor()
  await barriers.check(lead, 'for whom it waits')
  await shot(lead, 'console-for-whom')
  // Looked again too early: it says that nothing is there yet.
  const look = lead.getByRole('dialog').getByRole('button', { name: 'Go on, if something is there' })
  const surely = lead.getByRole('dialog').getByRole('button', { name: /^Press again/ })
  await look.click()
  await pressUntilGone(surely)
  await lead.getByText('Nothing is there yet.').waitFor()

  // Luis writes to Maya, on the page he knows; both seats have the same way to.
  await luis.getByRole('button', { name: 'Write to somebody' }).click()
  await luis.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  await luis.getByText('Your circle of four').waitFor()
  await luis.getByRole('button', { name: 'I need a moment' }).waitFor()
  await barriers.check(luis, 'writing while others receive')
  await shot(luis, 'writing-list-phone')
  await luis.getByRole('button', { name: /^Maya/ }).click()
  await luis.getByRole('textbox').fill('You asked the question nobody else asked.')
  await luis.getByRole('radio', { name: /^Without my name/ }).check({ force: true })
  await shot(luis, 'writing-phone')
  await luis.getByRole('button', { name: 'Send to Maya' }).click()
  await luis.getByRole('button', { name: /^Maya.*sent/ }).waitFor()
  await luis.getByRole('button', { name: 'Back to the circle' }).click()
  await luis.getByRole('button', { name: 'Go on', exact: true }).waitFor()

  await look.click()
  await pressUntilGone(surely)
  await maya.getByText('These are for you, Maya.').waitFor()
  await maya.getByText('You asked the question nobody else asked.').waitFor()
  await barriers.check(maya, 'receiving, with a way to write')
  await shot(maya, 'waited-receiving-phone')
  await luis.getByRole('heading', { name: 'Maya' }).waitFor()
  expect(await luis.locator('body').innerText()).not.toContain('You are after')
  // Of whoever has received there is nothing more to write; of the others there is.
  await luis.getByRole('button', { name: 'Write to somebody' }).click()
  await luis.getByRole('button', { name: /^Noor/ }).waitFor()
  expect(await luis.getByRole('button', { name: /^Maya/ }).count()).toBe(0)
  expect(room.errors).toEqual([])
  expect(barriers.found).toEqual([])
  for (const guest of [judith, ...others]) guest.close()
})

/** The lead's own session, over the protocol: moves the room without a mouse. */
async function asLead(lead: { url(): string; context(): { cookies(): Promise<{ name: string; value: string }[]> } }) {
  const cookies = await lead.context().cookies()
  return {
    grant: /\/w\/([^/]+)\//.exec(lead.url())?.[1] ?? '',
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  }
}
