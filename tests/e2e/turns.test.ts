/** What a person sees of their own choice about a turn, and of somebody else's stone, in real Chromium. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { plenary } from '../../shared/lib/ids.ts'
import { Guest } from '../fixtures/people.ts'
import { openRoom, shot } from './open-room.ts'
import { next, phone, pressUntilGone } from './room.ts'

const { server, room } = await openRoom()

const sideways = { width: 844, height: 390 }

test('[UI18][UI19] passing ahead, coming back, and the stone of somebody else, on one phone', async () => {
  const { lead, code } = await room.start('Judith')
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const others = [await Guest.join(server.url, code, 'Grace'), await Guest.join(server.url, code, 'Luis')]
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await maya.getByText('You’re in, Maya.').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  for (const guest of others) await guest.until(() => guest.view.now?.show === 'turn')
  const [grace, luis] = others as [Guest, Guest]
  const turn = (guest: Guest) => (guest.view.now?.show === 'turn' ? guest.view.now.view : null)
  const has = (guest: Guest) => turn(guest)?.mine === true
  const circle = grace.view.now?.show === 'turn' ? grace.view.now.scene.circle : plenary
  const hand = async (guest: Guest) => expect(await guest.send({ type: 'turn.hand', circle })).toEqual({ ok: true })

  // Whoever begins, Maya comes to listen while the first of the others has the stone.
  if (!has(grace) && !has(luis)) {
    await sidewaysFits(maya)
    await maya.getByRole('button', { name: 'Come back to me' }).click()
    await maya.getByText(/^We come back to you after /).waitFor()
  }
  const holder = has(grace) ? grace : luis
  const other = holder === grace ? luis : grace
  await maya.getByRole('heading', { name: holder.name, exact: true }).waitFor()

  // Passing ahead is said, here only, and taken back.
  await maya.getByRole('button', { name: 'Pass', exact: true }).click()
  await maya.getByRole('dialog').getByRole('button', { name: 'Pass', exact: true }).click()
  await maya.getByText('You pass this round.').waitFor()
  await shot(maya, 'passed')
  for (const page of [lead]) expect(await page.locator('body').innerText()).not.toContain('pass this round')
  await maya.getByRole('button', { name: 'Take it back' }).click()
  await maya.getByText(`We come back to you after ${other.name}.`).waitFor()
  expect(await maya.getByText('You pass this round.').count()).toBe(0)

  // One press hands nobody's stone on; a second, later one does.
  await maya.getByRole('button', { name: `Hand on for ${holder.name}` }).click()
  const sure = maya.getByRole('button', { name: `Has ${holder.name} finished? Press again` })
  await sure.waitFor()
  await shot(maya, 'hand-on')
  expect(has(holder)).toBe(true)
  await pressUntilGone(sure)
  await other.until(() => has(other))
  expect(has(holder)).toBe(false)

  // The last one keeps the stone, and is told so.
  await hand(other)
  await maya.getByText('It’s your turn, Maya.').waitFor()
  await maya.getByRole('button', { name: 'Come back to me' }).click()
  await maya.getByText('You are the last one; take your time.').waitFor()
  await sidewaysFits(maya)
  await shot(maya, 'last')
  for (const guest of others) guest.close()
  expect(room.errors).toEqual([])
}, 120_000)

/** The four ways to have a turn, each of them whole in sight. */
async function sidewaysFits(page: Page): Promise<void> {
  await page.setViewportSize(sideways)
  await page.evaluate(() => scrollTo(0, 0))
  for (const name of ['Speak', 'Hold silence', 'Pass', 'Come back to me']) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    expect((box?.y ?? 9999) + (box?.height ?? 0), name).toBeLessThanOrEqual(sideways.height)
  }
  await shot(page, 'sideways')
  await page.setViewportSize(phone)
}
