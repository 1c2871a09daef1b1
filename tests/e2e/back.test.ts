/** Coming back to one's own seat, and what the way in says of what is missing, in real Chromium. */
import { expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { openRoom, shot } from './open-room.ts'
import { phone } from './room.ts'

const { server, room } = await openRoom()

test('[AU14] who closed the tab types the code again on the same phone and goes back to their seat; another phone gets a form', async () => {
  const { lead, code } = await room.start('Judith')
  const tomasz = await room.join(phone, `/j/${code}`, 'Tomasz', 'In the room')
  await lead
    .getByRole('button', { name: /^Let (everyone )?in$/ })
    .first()
    .click()
  await tomasz.getByText('You’re in, Tomasz.').waitFor()
  const seat = tomasz.url()
  const browser = tomasz.context()
  await tomasz.close()

  const again = await room.tab(browser, '/j')
  const field = again.getByRole('textbox', { name: 'Code' })
  await field.pressSequentially(code.slice(0, 5))
  await again.getByRole('button', { name: 'Continue' }).click()
  await again.getByText('A sign is missing: the code has six.').waitFor()
  await field.pressSequentially(code.slice(5))
  await again.getByRole('heading', { name: 'You already have a seat here, as Tomasz.' }).waitFor()
  await shot(again, 'back')
  await again.getByRole('button', { name: 'Go back to it' }).click()
  await again.getByText('You’re in, Tomasz.').waitFor()
  expect(again.url()).toBe(seat)

  // Somebody else on the same phone still comes in, and all that is missing is said at once.
  const shared = await room.tab(browser, `/j/${code}`)
  await shared.getByRole('button', { name: 'Join as somebody else' }).click()
  await shared.getByRole('button', { name: 'Join', exact: true }).click()
  await shared.getByText('Say whether you are in the room or by video.').waitFor()
  expect(await shared.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')

  const stranger = await room.device(phone, `/j/${code}`)
  await stranger.getByRole('heading', { name: 'What should we call you?' }).waitFor()
  expect(await stranger.getByText('already have a seat').count()).toBe(0)
  expect(room.errors).toEqual([])
}, 120_000)

test('[UI20] after the last part a seat leads to what is one’s own, and says when the file is saved', async () => {
  const lead = await Guest.lead(server.url, 'Judith', 'quiet-hour')
  const maya = await room.join(phone, `/j/${await lead.code()}`, 'Maya', 'In the room')
  await lead.admit(1)
  await maya.getByText('You’re in, Maya.').waitFor()
  await lead.goTo('What we keep')
  expect(await lead.next()).toEqual({ ok: true })
  await maya.getByText('It was the last part of today.').waitFor()
  await shot(maya, 'last-part')
  await maya.getByRole('link', { name: 'Take yours with you' }).click()
  await maya.getByRole('link', { name: 'Back to the workshop' }).waitFor()
  const [download] = await Promise.all([
    maya.waitForEvent('download'),
    maya.getByRole('button', { name: 'Save my file' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('fourfold.html')
  await maya.getByText('Saved. It is among your downloads, as fourfold.html.').waitFor()

  // Without the server there is no file, and nothing says that there is.
  await maya.context().setOffline(true)
  await maya.getByRole('button', { name: 'Save my file' }).click()
  await maya.getByRole('alert').getByText('We can’t reach the server.').waitFor()
  expect(await maya.getByText('Saved. It is among').count()).toBe(0)
  lead.close()
  expect(room.errors).toEqual([])
}, 120_000)
