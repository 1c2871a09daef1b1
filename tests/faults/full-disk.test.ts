/** A disk without room, as people see it: who writes, who leads, who only listens, and the wall. */
import { expect, onTestFinished, test } from 'vitest'
import { refusals } from '../../shared/wire/refusals.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { TestRoom } from '../e2e/room.ts'
import { fillDisk } from '../fixtures/full-disk.ts'
import { begin, openHouse, temporaryFolder, type Lead } from '../server/http/open-house.ts'
import { sixIn } from './sleepers.ts'

const limitBytes = 900_000

test('[OF11][LG11] on a full disk words are said to be on this device, leads read what is safe, and all of it follows by itself', async () => {
  const log = openSqliteLog(`${temporaryFolder()}/fourfold.db`, { limitBytes })
  onTestFinished(() => log.close())
  const house = await openHouse({ log, distDir: 'dist' })
  const room = await TestRoom.open(house)
  onTestFinished(() => room.close())
  const makeRoom = async (other: Lead) =>
    expect((await other.browser.post(`${other.base}/delete`, { confirm: true })).json).toEqual({ ok: true })
  const { lead, wall, maya, hiro, guests, hand } = await sixIn(room, house.url)
  await hand.goTo('Write alone')
  await maya.getByText('What do you need from us').waitFor()

  const first = await begin(house, 'Andre')
  await fillDisk(house, first)
  await maya.getByRole('textbox').fill('One voice at a time')
  await maya.getByRole('button', { name: 'Seal it' }).click()
  await maya.getByText('On this device, not sent yet').waitFor()
  await maya.getByText(refusals.not_stored).waitFor()
  expect(await maya.getByText('Sealed until all are shown together').count()).toBe(0)
  // It is on this device: the page may even be loaded again.
  await maya.reload()
  await maya.getByText('On this device, not sent yet').waitFor()
  await lead.getByText('The server cannot save at the moment.').first().waitFor()
  await lead.getByText('What was said to be saved is safe there.').first().waitFor()
  // The room stays where it is, on every screen.
  const title = hand.view.desk?.title
  expect(await hand.next()).toEqual({ ok: false, code: 'not_stored' })
  expect(hand.view.desk?.title).toBe(title)
  // Who has nothing to lose is told nothing, and neither is the room.
  for (const page of [hiro, wall]) expect(await page.getByText(/cannot save/).count()).toBe(0)

  await makeRoom(first)
  await maya.getByText('Sealed until all are shown together').waitFor()
  expect(await maya.getByText(refusals.not_stored).count()).toBe(0)
  await lead.getByText('The server cannot save at the moment.').first().waitFor({ state: 'detached' })

  // The same on a board, while somebody types.
  await hand.goTo('One board')
  const column = maya.getByRole('region', { name: 'We want' })
  await column.getByRole('button', { name: 'Add a line' }).click()
  await maya.keyboard.type('Time after')
  await maya.getByRole('status').getByText('Saved').waitFor()
  const second = await begin(house, 'Rosa')
  await fillDisk(house, second)
  await maya.keyboard.type(' each voice')
  await maya.getByRole('status').getByText('On this device, for now').waitFor()
  await lead.getByText('The server cannot save at the moment.').first().waitFor()
  const shows = () => wall.locator('body').innerText()
  expect(await shows()).not.toContain('Time after each voice')
  expect(await shows()).not.toContain('save')
  await makeRoom(second)
  await maya.getByRole('status').getByText('Saved').waitFor()
  await lead.getByText('The server cannot save at the moment.').first().waitFor({ state: 'detached' })
  const lines = () => hiro.evaluate(() => [...document.querySelectorAll('textarea')].map(({ value }) => value).sort())
  await expect.poll(lines, { timeout: 20_000 }).toEqual(['One voice at a time', 'Time after each voice'])
  expect(room.errors).toEqual([])
  for (const guest of [hand, ...guests]) guest.close()
})
