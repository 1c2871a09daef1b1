/** The keyboard of the laptop that leads, and the presenter in the lead's hand. */
import { expect, test } from 'vitest'
import { openRoom, shot } from './open-room.ts'
import { more, next, phone } from './room.ts'

const { room } = await openRoom()

test('[KY1][KY2] a presenter moves the room, but releases nothing; single keys stay out of what one writes', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  await lead
    .getByRole('button', { name: /^Let .*in/ })
    .first()
    .click()
  await maya.getByText('You’re in').waitFor()
  const bar = lead.getByRole('group', { name: 'Leading' })

  // By hand once, then by presenter: the focus is on the button that was pressed.
  await next(lead, /begin Arrive/)
  await bar.getByRole('button', { name: /Next: Round/ }).focus()
  await lead.keyboard.press('b')
  await bar.getByRole('button', { name: 'Show the wall' }).waitFor()
  await wall.getByText('What did you leave behind').waitFor({ state: 'detached' })
  await bar.getByRole('button', { name: 'Show the wall' }).click()
  await wall.getByText('What did you leave behind').waitFor()
  await lead.keyboard.press('PageDown')
  await lead.keyboard.press('PageDown')
  await bar.getByRole('button', { name: /Next: A last word/ }).waitFor()
  await lead.keyboard.press('PageUp')
  await bar.getByRole('button', { name: /Next: Round/ }).waitFor()

  // In a field a letter is a letter; turned off, keys do nothing.
  const name = lead.getByLabel('Name of the workshop')
  await name.fill('')
  await name.pressSequentially('bhq. ')
  expect(await name.inputValue()).toBe('bhq. ')
  await name.press('Enter')
  await lead.keyboard.press('?')
  const dialog = lead.getByRole('dialog')
  await dialog.getByLabel('Use single keys').uncheck({ force: true })
  await lead.keyboard.press('b')
  await lead.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await bar.getByRole('button', { name: /Next: Round/ }).focus()
  await lead.keyboard.press('b')
  await bar.getByRole('button', { name: 'Quiet screen' }).waitFor()
  await more(lead, 'Keyboard and presenter')
  await dialog.getByLabel('Use single keys').check({ force: true })
  await lead.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  // What is sealed is shown by two presses of the button; the presenter says so and shows nothing.
  await next(lead, /Next: Round/)
  await next(lead, /Next: A last word/)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat each other/)
  await maya.getByRole('textbox').fill('Nobody explains a silence.')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.locator('li .words').first().waitFor()
  await next(lead, /Small circles/)
  const release = bar.getByRole('button', { name: /with what was written/ })
  await release.focus()
  await lead.keyboard.press('PageDown')
  await bar.getByText('so no key does it').waitFor()
  await shot(lead, 'console-no-key')
  await lead.keyboard.press('ArrowRight')
  await release.waitFor()
  expect(await wall.getByText('Nobody explains a silence.').count()).toBe(0)
  expect(room.errors).toEqual([])
})
