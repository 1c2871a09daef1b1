/** The room's own manners, in real Chromium: the question, late arrivals, unfinished words, where circles meet, names, the bar. */
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { shot } from './open-room.ts'
import { laptop, leaveRound, next, nextTwice, phone, TestRoom } from './room.ts'

let server: ServerProcess
let room: TestRoom
let guests: Guest[]
beforeEach(async () => {
  server = await startServer()
  room = await TestRoom.open(server)
  guests = []
})
afterEach(async () => {
  for (const guest of guests) guest.close()
  await room.close()
  await server.stop()
})

/** Thirty names as they come, some of forty letters, two Mayas and two Annas. */
const names = [
  'Maya Chen',
  'Maya Lindqvist',
  'Maximiliana Wolkenstein-Trostburg-Auersp', // forty letters
  'Ng',
  'Priya Venkataraman',
  'Oluwaseun Adebayo-Oyelaran',
  'Anna-Katharina von Hohenlohe-Langenburg',
  'Anna Kowalczyk',
  'José Antonio de la Fuente y Carvajal',
  'Siobhán Ó Súilleabháin',
  'Hiroshi Takahashi',
  'Thanh Huyền Nguyễn',
  'Dr. Whitfield',
  'Samir Abdelrahman El-Masry',
  'Kavya',
  'Giovanna Bartolomei-Castelnuovo',
  'Noor Al-Khatib',
  'Benedikt Schwarzenberger',
  'Aleksandra Wojciechowska-Zielińska',
  'Rosa',
  'Emmanuel Nkurunziza',
  'Ingibjörg Sólrún Gísladóttir',
  'Tess',
  'Luis Fernández',
  'Chukwuemeka Okonkwo',
  'Marguerite-Marie de Saint-Exupéry',
  'Jonas',
  'Sunniva Bjørnstad-Haugen',
  'Amara Diop',
  'Konstantinos Papadimitriou',
]

async function fill(code: string, count: number): Promise<void> {
  for (const [i, name] of names.slice(0, count).entries())
    guests.push(await Guest.join(server.url, code, name, i % 5 === 1 ? 'remote' : 'room'))
}
const letIn = (lead: Page) =>
  lead
    .getByRole('button', { name: /^Let (everyone )?in$/ })
    .first()
    .click()

/** Faults of the names that the wall shows: letters that are cut, boxes over one another, anything outside the picture. */
const faultsOfNames = (wall: Page, selector: string) =>
  wall.evaluate((which) => {
    const shown = [...document.querySelectorAll<HTMLElement>(which)].filter(
      (one) => !one.classList.contains('only-heard'),
    )
    const faults: string[] = shown.length === 0 ? ['no names'] : []
    const boxes = shown.flatMap((one) => {
      const words = (one.textContent ?? '').trim()
      const size = parseFloat(getComputedStyle(one).fontSize)
      if (size < 39.5) faults.push(`${words} is too small`)
      if (one.scrollWidth > one.clientWidth + 1) faults.push(`${words} is cut`)
      // Lines of one name are boxes of their own; what a line leaves above and below its letters may touch.
      const rects = [...one.getClientRects()].filter((box) => box.width > 1)
      return rects.map((box) => ({
        words,
        left: box.left,
        right: box.right,
        top: box.top + size * 0.08,
        bottom: box.bottom - size * 0.08,
      }))
    })
    for (const [i, box] of boxes.entries()) {
      if (box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth)
        faults.push(`${box.words} leaves the wall`)
      for (const other of boxes.slice(i + 1)) {
        const apart =
          box.bottom <= other.top ||
          other.bottom <= box.top ||
          box.right <= other.left + 1 ||
          other.right <= box.left + 1
        if (!apart && other.words !== box.words) faults.push(`${box.words} lies over ${other.words}`)
      }
    }
    return faults
  }, selector)

/** The console as it fits one laptop's screen: nothing scrolls as a whole, and the big button is in sight. */
async function fits(lead: Page, what: string): Promise<void> {
  const { tall, wide, bar } = await lead.evaluate(() => ({
    tall: document.documentElement.scrollHeight - innerHeight,
    wide: document.documentElement.scrollWidth - innerWidth,
    bar: document.querySelector('footer.bar')?.getBoundingClientRect().height ?? 0,
  }))
  expect({ what, tall, wide }).toEqual({ what, tall: 0, wide: 0 })
  expect(bar, `${what}: the bar has one row`).toBeLessThan(112)
  const big = await lead.getByRole('group', { name: 'Leading' }).getByRole('button').last().boundingBox()
  expect((big?.y ?? 9999) + (big?.height ?? 0), what).toBeLessThanOrEqual(lead.viewportSize()?.height ?? 0)
}

for (const count of [24, 30]) {
  test(`[UI7][UI8] with ${count} people and long names every name on the wall is whole, and the console fits a laptop`, async () => {
    const { lead, code } = await room.start('Judith')
    const wall = await room.wall(lead)
    await fill(code, count)
    await letIn(lead)
    await wall
      .getByText(names[count - 1] ?? '')
      .first()
      .waitFor()
    await wall.evaluate(() => document.fonts.ready)
    await shot(wall, `wall-lobby-${count}`)
    expect(await faultsOfNames(wall, '.seat > .name')).toEqual([])
    await fits(lead, 'before')
    await shot(lead, `console-before-${count}`)
    await next(lead, /begin Arrive/)
    await fits(lead, 'a quiet minute')
    await shot(lead, `console-step-${count}`)
    await shot(wall, `wall-words-${count}`)
    await next(lead, /Next: Round/)
    await wall.locator('.inside').waitFor()
    for (let turns = 0; turns < 4; turns++) {
      await shot(wall, `wall-turn-${count}-${turns}`)
      await shot(lead, `console-turn-${count}-${turns}`)
      expect(await faultsOfNames(wall, '.seat > .name, .inside')).toEqual([])
      await fits(lead, 'round')
      const before = await wall.locator('.inside').textContent()
      await next(lead, /hand the stone/)
      await wall.waitForFunction((was) => document.querySelector('.inside')?.textContent !== was, before)
    }
    await leaveRound(lead)
    await next(lead, /close Arrive/)
    await next(lead, /begin How we treat/)
    await fits(lead, 'write alone')
    await next(lead, /Small circles/)
    await wall.getByRole('heading', { name: 'A', exact: true }).waitFor()
    await shot(wall, `wall-circles-${count}`)
    await shot(lead, `console-circles-${count}`)
    expect(await faultsOfNames(wall, '.circles li')).toEqual([])
    expect(await wall.evaluate(() => document.documentElement.scrollWidth)).toBe(1920)
    await fits(lead, 'small circles')
    expect(room.errors).toEqual([])
  })
}

test('[UI7] with 24 usual names the circle stays a circle, one long name and all', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const firsts = 'Maya Luis Noor Ben Priya Samir Tess Hiro Kavya Rosa Jonas Imani Farah Dana Amara Quentin Elif Andre'
  const usual = [...firsts.split(' '), 'Maya L.', 'Anna Kowalczyk', 'Thanh Nguyễn', 'Dr. Whitfield', 'Emmanuel']
  for (const name of ['Anna-Katharina von Hohenlohe-Langenburg', ...usual])
    guests.push(await Guest.join(server.url, code, name, name.length % 4 === 0 ? 'remote' : 'room'))
  await letIn(lead)
  await wall.getByText('Emmanuel').first().waitFor()
  await shot(wall, 'wall-lobby-usual')
  expect(await faultsOfNames(wall, '.seat > .name')).toEqual([])
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await wall.locator('.inside').waitFor()
  await shot(wall, 'wall-turn-usual')
  await shot(lead, 'console-turn-usual')
  expect(await faultsOfNames(wall, '.seat > .name, .inside')).toEqual([])
  expect(await wall.locator('.circle').getAttribute('data-fit')).not.toBe('list')
  expect(room.errors).toEqual([])
})

test('[UI11] whoever has the stone or waits for it has the question; who comes late is told where we are, once', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'By video')
  const luis = await room.join(laptop, `/j/${code}`, 'Luis', 'In the room')
  await letIn(lead)
  await maya.getByText('You’re in, Maya.').waitFor()
  await next(lead, /begin Arrive/)
  await maya.getByText('There is nothing to write').waitFor()
  await shot(maya, 'seat-step')
  await next(lead, /Next: Round/)
  const question = 'What did you leave behind to be here'
  for (const page of [maya, luis]) await page.getByText(question).waitFor()
  const [holder, other, name] =
    (await wall.locator('.inside').textContent()) === 'Maya' ? [maya, luis, 'Maya'] : [luis, maya, 'Luis']
  await holder.getByText('It’s your turn').waitFor()
  await shot(holder, 'seat-your-turn')
  await shot(other, 'seat-listening')
  await holder.getByRole('button', { name: 'Speak' }).click()
  await holder.getByText('You have the stone.').waitFor()
  await holder.getByText(question).waitFor()
  await shot(holder, 'seat-speaking')

  // Ben comes while somebody speaks.
  const ben = await room.join(phone, `/j/${code}`, 'Ben', 'By video')
  await letIn(lead)
  await ben.getByRole('heading', { name: 'Welcome, Ben.' }).waitFor()
  await ben.getByText('We are in “Arrive”: Round.').waitFor()
  await ben.locator('main').getByText(`${name} has the stone.`).waitFor()
  await ben.getByText('Arrive: A quiet minute').waitFor()
  await shot(ben, 'seat-late')
  await ben.reload()
  await ben.getByRole('heading', { name: 'Welcome, Ben.' }).waitFor()
  await ben.getByRole('button', { name: 'Go to now' }).click()
  await ben.getByRole('heading', { name, exact: true }).waitFor()
  await ben.reload()
  await ben.getByRole('heading', { name, exact: true }).waitFor()
  expect(await ben.getByText('Welcome, Ben.').count()).toBe(0)

  // Whoever has had the stone listens, with nothing else.
  await holder.getByRole('button', { name: /Hand the stone to/ }).click()
  await other.getByText('It’s your turn').waitFor()
  await holder.getByRole('button', { name: 'I can’t hear' }).waitFor()
  expect(await holder.getByText(question).count()).toBe(0)
  expect(room.errors).toEqual([])
})

test('[UI9] words that were not sealed in time are kept, say so, and go where their writer says', async () => {
  const { lead, code } = await room.start('Judith')
  const pages: Page[] = []
  for (const [i, name] of ['Maya', 'Luis', 'Hiro'].entries())
    pages.push(await room.join(i === 0 ? phone : laptop, `/j/${code}`, name, 'In the room'))
  const [maya, luis, hiro] = pages as [Page, Page, Page]
  guests = await Promise.all(['Noor', 'Ben', 'Priya'].map((name) => Guest.join(server.url, code, name)))
  await letIn(lead)
  await maya.getByText('You’re in').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await maya.getByText('That was “Arrive”.').waitFor()
  await shot(maya, 'seat-between')
  await next(lead, /begin How we treat/)
  await maya.getByText('Up to three, one at a time').waitFor()
  await maya.getByRole('textbox').fill('Tell me first what went well')
  await maya.getByRole('textbox').press('End')
  await luis.getByRole('textbox').fill('Ask before you give advice.')
  await hiro.getByRole('textbox').fill('Leave me time after a question.')
  await next(lead, /Small circles/)
  const kept = 'We moved on. What you had written is kept here; it was not sent.'
  for (const page of [maya, luis, hiro]) await page.getByText(kept).waitFor()
  await shot(maya, 'seat-unfinished')
  // Maya goes on in the middle of her sentence, and seals it.
  await maya.keyboard.type(', then the rest.')
  await maya.getByRole('button', { name: 'Seal it now' }).click()
  await maya.getByText(kept).waitFor({ state: 'detached' })
  // Luis keeps it for himself; it is on his page after a reload.
  await luis.reload()
  await luis.getByText(kept).waitFor()
  await luis.getByRole('button', { name: 'Keep it for me' }).click()
  await luis.getByText(kept).waitFor({ state: 'detached' })
  await luis.getByRole('link', { name: 'Mine' }).click()
  await luis.getByText('Ask before you give advice.').waitFor()
  await shot(luis, 'seat-mine-kept')
  // Hiro does nothing until the cards are shown: then they are only his.
  await nextTwice(lead, /with what was written/, /Press again to show/)
  await hiro.getByText('The cards have been shown meanwhile').waitFor()
  expect(await hiro.getByRole('button', { name: 'Seal it now' }).count()).toBe(0)
  await hiro.getByText('Leave me time after a question.').waitFor()
  await shot(hiro, 'seat-unfinished-released')
  await hiro.getByRole('button', { name: 'Delete it' }).click()
  await hiro.getByText(kept).waitFor({ state: 'detached' })

  // The sentence that was sealed late is on somebody's board; the others nowhere.
  await next(lead, /One board/)
  await maya
    .getByText('One board')
    .or(maya.getByRole('heading', { name: 'From the circles' }))
    .first()
    .waitFor()
  await maya.waitForFunction(
    (words) => [...document.querySelectorAll('textarea')].some((area) => area.value === words),
    'Tell me first what went well, then the rest.',
  )
  expect(await maya.evaluate(() => [...document.querySelectorAll('textarea')].map((area) => area.value))).toEqual([
    'Tell me first what went well, then the rest.',
  ])
  expect(room.errors).toEqual([])
})

test('[VW9] where a circle meets stands on its screens: a safe link opens, anything else is words, and no address is on the wall', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'By video')
  guests = await Promise.all(['Noor', 'Ben', 'Priya', 'Luis', 'Tess'].map((name) => Guest.join(server.url, code, name)))
  await letIn(lead)
  await maya.getByText('You’re in').waitFor()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  await leaveRound(lead)
  await next(lead, /close Arrive/)
  await next(lead, /begin How we treat/)
  await next(lead, /Small circles/)
  await maya.getByText(/You are in circle/).waitFor()
  const letter = /circle ([AB])/.exec((await maya.locator('h1').textContent()) ?? '')?.[1] ?? ''
  const write = async (where: string) => {
    await lead.getByLabel(`Where circle ${letter} meets`).fill(where)
    await lead.getByLabel(`Where circle ${letter} meets`).press('Enter')
  }
  await write('by the window')
  await maya.getByText('Your circle meets here: by the window').waitFor()
  await wall.getByText(`${letter}, by the window`).waitFor()
  const call = 'https://video.example.org/j/93847561234?pwd=Vk9TbXlTaGFyZWRTZWNyZXQ4'
  await write(call)
  const link = maya.getByRole('link', { name: 'Open your circle’s call, at video.example.org' })
  await link.waitFor()
  expect(await link.getAttribute('href')).toBe(call)
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  await wall.getByText(`${letter}, by the window`).waitFor({ state: 'detached' })
  expect(await wall.locator('body').textContent()).not.toContain('video.example.org')
  await shot(maya, 'seat-group')
  await shot(lead, 'console-where')
  for (const unsafe of [
    'javascript:alert(1)',
    'http://video.example.org/j/1',
    'https://me:secret@video.example.org/',
  ]) {
    await write(unsafe)
    await maya.getByText(unsafe).waitFor()
    expect(await maya.locator('main a').count()).toBe(0)
    expect(await wall.locator('body').textContent()).not.toContain(unsafe)
  }
  // It stays in sight where the circle works.
  await write(call)
  await nextTwice(lead, /with what was written/, /Press again to show/)
  await maya.getByRole('heading', { name: /Read what came/ }).waitFor()
  await link.waitFor()
  await shot(maya, 'seat-circle-board')
  expect(room.errors).toEqual([])
})
