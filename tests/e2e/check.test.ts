/** The evening before, and networks that let no WebSocket through: real Chromium. */
import { expect, test } from 'vitest'
import { check as words } from '../../client/text/check.ts'
import { openProxy } from '../fixtures/proxy.ts'
import { Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom } from './open-room.ts'
import { laptop, phone } from './room.ts'

const { server, room } = await openRoom()

const pictures = process.env['PICTURES']

test('[DV2] a device is found ready in words, without a login, and nothing of it stays', async () => {
  const page = await room.device(phone, '/')
  await page.getByRole('link', { name: 'Check this device' }).click()
  await page.getByText(words.ready, { exact: true }).waitFor()
  for (const says of [words.connection.good, words.speed.good, words.address.here, words.storage.good])
    await page.getByText(says).waitFor()
  await page.getByText(words.offline.good).waitFor()
  await page.getByRole('button', { name: words.bell.act }).click()
  await page.getByText(words.bell.rung).waitFor()
  const kept = await page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
    document.cookie,
  ])
  expect(kept).toEqual([''])
  const barriers = new Barriers()
  await barriers.check(page, 'the device check')
  await barriers.noSidewaysScroll(page)
  expect(barriers.found).toEqual([])
  if (pictures !== undefined) {
    await page.screenshot({ path: `${pictures}/check-phone.png`, fullPage: true })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize(laptop)
    await page.screenshot({ path: `${pictures}/check-laptop-dark.png`, fullPage: true })
    await page.goto(server.url)
    await page.screenshot({ path: `${pictures}/landing-dark.png` })
    await page.setViewportSize(phone)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.screenshot({ path: `${pictures}/landing-phone.png` })
    await page.goto(`${server.url}/j`)
    await page.screenshot({ path: `${pictures}/join-phone.png` })
  }
  // The server is gone: said so, with what to do.
  await page.goto(`${server.url}/check`)
  await page.getByText(words.ready, { exact: true }).waitFor()
  await server.terminate()
  await page.getByRole('button', { name: words.again }).click()
  await page.getByText(words.connection.unreachedDo).waitFor()
  await page.getByText(words.mend(1), { exact: true }).waitFor()
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/check-unreached.png`, fullPage: true })
  await server.start()
  expect(room.errors).toEqual([])
})

test('[DV2][TN1] where WebSockets are blocked the check says so, and a seat writes on a board that another sees', async () => {
  const network = await openProxy(server.url, 'refused')
  const page = await room.device(laptop, `${network.url}/check`)
  await page.getByText(words.slower, { exact: true }).waitFor()
  await page.getByText(words.connection.slower).waitFor()
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/check-slower.png`, fullPage: true })

  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const maya = await room.device(laptop, `${network.url}/j/${code}`)
  const luis = await room.device(phone, `/j/${code}`)
  for (const [seat, name] of [
    [maya, 'Maya'],
    [luis, 'Luis'],
  ] as const) {
    await seat.getByLabel('Name', { exact: true }).fill(name)
    await seat.getByRole('radio', { name: 'In the room' }).check({ force: true })
    await seat.getByRole('button', { name: 'Join' }).click()
    await seat.getByText('will let you in').waitFor()
  }
  if (pictures !== undefined) await luis.screenshot({ path: `${pictures}/door-phone.png` })
  await lead.admit(2)
  await lead.goTo('One board')
  await maya.getByRole('button', { name: 'Add a line' }).first().click()
  await maya.keyboard.type('Time after each voice.')
  await luis.waitForFunction(() =>
    [...document.querySelectorAll('textarea')].some(({ value }) => value === 'Time after each voice.'),
  )
  expect(network.asked.some((path) => path.startsWith('/socket.io/'))).toBe(true)
  lead.close()
  await network.close()
  expect(room.errors).toEqual([])
})
