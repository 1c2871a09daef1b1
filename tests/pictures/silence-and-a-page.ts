import type { Page } from 'playwright-core'
import type { Studio } from './studio.ts'

const page =
  'The bench, a Sunday, nobody in the building. I was not meant to be there.\n\nWhat I remember is my hands being calm. Nobody had asked me for anything since the morning, and I had stopped waiting for it. I wrote down one number, and then another, and the second was the one I had not expected.'

export const fieldOf = (seat: Page) => seat.getByRole('textbox', { name: 'Your page' })

/** Writes on two screens, marks a sentence on both. */
export async function silenceAndAPage(studio: Studio): Promise<void> {
  const seats = [studio.phone, studio.laptop]
  await studio.goTo('Into silence')
  await studio.take('into-silence')
  await studio.goTo('Write')
  for (const seat of seats) await fieldOf(seat).waitFor()
  await studio.take('write-empty')
  for (const seat of seats) {
    await fieldOf(seat).fill(page)
    await seat.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  }
  await studio.take('write')
  for (const seat of seats) await seat.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await studio.goTo('One sentence, or none')
  for (const seat of seats) await seat.getByRole('radio').first().waitFor()
  await studio.take('mark-open')
  for (const seat of seats) await seat.getByRole('radio', { name: /^What I remember/ }).check({ force: true })
  await studio.take('marked')
  await studio.goTo('Back together')
  await studio.phone.getByText('Let the page rest.').waitFor()
  await studio.take('back-together')
  for (const seat of seats) await seat.getByRole('link', { name: 'Mine' }).click()
  for (const seat of seats) await seat.getByText('What you wrote for yourself').first().waitFor()
  await studio.take('mine-page', ['phone', 'laptop'])
  for (const seat of seats) await seat.getByRole('button', { name: /^Open “Think of a day/ }).click()
  for (const seat of seats) await fieldOf(seat).waitFor()
  await studio.take('mine-page-open', ['phone', 'laptop'])
  for (const seat of seats) await seat.goto(seat.url().replace(/\/mine.*/, ''))
}
