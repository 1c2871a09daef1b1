/** Words that would be script elsewhere, in every place where people write, drawn by a real browser on every surface. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { longest } from '../../shared/lib/text.ts'
import { newToken } from '../fixtures/tokens.ts'
import { Guest } from '../fixtures/people.ts'
import { openRoom } from './open-room.ts'
import { leaveRound, next, nextTwice, phone } from './room.ts'

const { server, room } = await openRoom()

const payloads = [
  '<img src=x onerror=pwned()>',
  '<svg/onload=pwned()>',
  '"><script>pwned()</script>',
  'javascript:pwned()',
  '<iframe srcdoc="<script>parent.pwned()</script>">',
  '{{constructor.constructor("pwned()")()}}',
  '${pwned()}',
  '<math><mtext></table><style><!--</style>',
  '<a href="javascript:pwned()">press</a>',
  '</textarea><script>pwned()</script>',
  '[press](javascript:pwned())',
  '<style>*{background:url(//evil.example)}</style>',
]

/** Nothing ran, nothing was loaded from elsewhere, no element was made of words. */
async function harmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    ran: 'pwned' in globalThis && (globalThis as { pwned?: { ran?: boolean } }).pwned?.ran === true,
    made: document.querySelectorAll('img[src="x"], iframe, svg[onload], a[href^="javascript"], math').length,
    elsewhere: performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin)).length,
  }))
  expect(found).toEqual({ ran: false, made: 0, elsewhere: 0 })
}

test('[HT2][AU1] script in names, cards, notes and titles stays words on the console, the wall, a seat and its own page', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  await lead.getByLabel('Name of the workshop').fill(payloads[0] ?? '')
  await lead.getByLabel('Name of the workshop').press('Enter')
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const others: Guest[] = []
  for (const payload of payloads) others.push(await Guest.join(server.url, code, payload.slice(0, longest.name)))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await maya.getByText('You’re in').waitFor()
  for (const page of [lead, wall, maya]) await harmless(page)
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await wall.getByText('onerror=pwned()').first().waitFor()
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat each other/)
  await maya.getByText('What do you need from us').waitFor()
  for (const [i, guest] of others.entries()) {
    await guest.until(() => guest.view.now?.show === 'sealed')
    expect(await guest.put(payloads[i] ?? '', newToken())).toEqual({ ok: true })
  }
  await next(lead, /Small circles/)
  await nextTwice(lead, /with what was written/, /Press again to show/)
  await maya.getByRole('heading', { name: 'As they came' }).waitFor()
  await next(lead, /One board/)
  await maya.getByRole('heading', { name: 'We want' }).waitFor()
  await wall.locator('.picture').waitFor()
  for (const page of [lead, wall, maya]) await harmless(page)
  await maya.goto(`${maya.url()}/mine`)
  await maya.getByRole('heading', { name: 'Mine', exact: true }).waitFor()
  await harmless(maya)
  expect(room.errors).toEqual([])
  for (const guest of others) guest.close()
})
