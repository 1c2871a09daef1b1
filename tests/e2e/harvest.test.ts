/** A harvest board with thirty people: lines placed and taken back on a phone and a laptop, put together by keys and by touch, shown by a lead. */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { allOnWall, projected } from '../../shared/boards/projection.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import { longest } from '../../shared/lib/text.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import { door, Guest } from '../fixtures/people.ts'
import { Barriers, settled } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, next, nextTwice, phone, pressUntilGone } from './room.ts'

const barriers = new Barriers()
const scripted: Guest[] = []
const { server, room } = await openRoom()
afterAll(() => {
  for (const guest of scripted) guest.close()
})

const longName = 'Wilhelmina Konstantinopoulou-Featherstone'.slice(0, 40)
const nameOf = (i: number) => (i === 0 ? longName : i === 1 ? 'Bo' : `Person ${i + 1}`)
const longLine =
  'What I take with me is that a question asked slowly, by someone who stays, does more than the best advice I know.'
const lines = [
  'I ask before I advise.',
  'One morning a week stays free.',
  'Silence is an answer too.',
  longLine,
  'I call the person I thought of all day.',
  'Small steps, said aloud.',
]
const lineOf = (i: number) => lines[i % lines.length] ?? ''

/** Whether everything on the wall is whole: nothing hidden under its own edge, nothing beyond the picture. */
const cutOnWall = (wall: Page) =>
  wall.evaluate(() => {
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>(
      '.picture h1, .picture li, .picture .text, .picture .name',
    )) {
      const box = element.getBoundingClientRect()
      const cut = element.scrollHeight > element.clientHeight + 2 && getComputedStyle(element).overflow === 'hidden'
      const out = box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.top < -1
      if (cut || out) found.push(`${element.tagName} ${element.textContent}`)
    }
    return found
  })
const wholeAndLarge = async (wall: Page, what: string) => {
  await settled(wall)
  expect([what, await cutOnWall(wall)]).toEqual([what, []])
  await barriers.readable(wall, what)
  const small = await wall
    .locator('[data-content] .text, .clusters [data-content]')
    .evaluateAll((all) => all.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 55.9).length)
  expect([what, small]).toEqual([what, 0])
}

test('[HB2][HB3][HB5][HB6][HB7][HB8][HB9] thirty people give the group one line each, and put them together', async () => {
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(laptop, `/j/${code}`, 'Luis', 'By video')
  for (let i = 0; i < 28; i++)
    scripted.push(await Guest.join(server.url, code, nameOf(i), i % 3 === 0 ? 'remote' : 'room'))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()

  await lead.getByRole('button', { name: 'Add first: Harvest board' }).click()
  await lead.getByRole('button', { name: 'Take out Harvest board' }).waitFor()
  await next(lead, /begin Harvest board/)
  await next(lead, /Place a line/)
  await wall.getByText('Whoever likes places one line').waitFor()
  await wholeAndLarge(wall, 'nothing placed yet')

  // On a phone: who reads it stands above the button. What is no line is not placed.
  const field = (page: Page) => page.getByRole('textbox', { name: 'One line of your own' })
  const place = (page: Page) => page.getByRole('button', { name: 'Place it with my name' })
  await maya.getByText('Everyone here and the wall, with your name beside it.').waitFor()
  await shot(maya, 'harvest-phone-empty')
  await field(maya).fill('a'.repeat(5_000))
  await maya.getByText(`${5_000 - longest.line} letters too many.`).waitFor()
  expect(await place(maya).getAttribute('aria-disabled')).toBe('true')
  await place(maya).click({ force: true })
  await field(maya).fill('\u200b\u200d\u2060')
  await place(maya).click({ force: true })
  expect(await maya.getByText('It is on the board.').count()).toBe(0)
  // A picture that is pasted is no words, and nothing of it is taken.
  await field(maya).fill('')
  await field(maya).evaluate((area) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(8)], 'photo.png', { type: 'image/png' }))
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  })
  expect(await field(maya).inputValue()).toBe('')
  // A draft outlives a reload; Enter begins no second line; turned letters are set straight.
  await field(maya).fill('Listening is \u202ework')
  await maya.reload()
  await field(maya).waitFor()
  expect(await field(maya).inputValue()).toContain('Listening is')
  await field(maya).press('End')
  await field(maya).press('Enter')
  await barriers.check(maya, 'phone, writing')
  await place(maya).click()
  await maya.getByRole('region', { name: 'Your line' }).getByText('It is on the board.').waitFor()
  await wall.getByText('Listening is work').waitFor()
  await wholeAndLarge(wall, 'one line')
  await shot(wall, 'harvest-wall-one')
  await barriers.check(maya, 'phone, placed')

  // On a laptop: placed, changed, taken back, placed again.
  await field(luis).fill('I said too little.')
  await place(luis).click()
  await wall.getByText('I said too little.').waitFor()
  await luis.getByRole('button', { name: 'Change it' }).click()
  await field(luis).fill('I said enough, and listened more.')
  await luis.getByRole('button', { name: 'Place the changed line' }).click()
  await wall.getByText('I said enough, and listened more.').waitFor()
  await wholeAndLarge(wall, 'two lines')
  await luis.getByRole('button', { name: 'Take it back' }).click()
  await wall.getByText('I said enough').waitFor({ state: 'detached' })
  expect(await field(luis).inputValue()).toBe('I said enough, and listened more.')
  await place(luis).click()
  await maya.getByText('I said enough, and listened more.').waitFor()
  // Nobody else's line has a way to be changed or deleted.
  expect(await maya.getByRole('button', { name: /Delete|Change/ }).count()).toBe(1)

  // Seven at once, long name and long line among them; then pages that the lead turns.
  const now = scripted[0]?.view.now
  const doc = (now?.show === 'board' ? now.view.doc : '') as DocId
  const peers = await Promise.all(scripted.map((guest) => BoardPeer.open(guest, doc)))
  const onWall = () => wall.locator('[data-content]').count()
  for (const [i, peer] of peers.slice(0, 5).entries()) peer.place(lineOf(i))
  await lead.getByRole('heading', { name: 'What the wall shows of the board' }).waitFor()
  await expect.poll(onWall).toBe(7)
  await wholeAndLarge(wall, 'seven lines')
  await shot(wall, 'harvest-wall-seven')
  for (const [i, peer] of peers.slice(5, 22).entries()) peer.place(lineOf(i))
  const [first] = peers
  if (first === undefined) throw new Error('nobody')
  const content = () => first.board.content()
  await first.until(() => content().cards.length === 24)
  const all = [{ id: 'l0', title: '', cards: content().cards }]
  const namesById = new Map(scripted.map(({ view, name }) => [String(view.me?.id), name]))
  const { pages } = projected(all, (id) => namesById.get(id) ?? 'Maya', allOnWall)
  expect(pages).toBeGreaterThan(3)
  await lead.getByText(`Page 1 of ${pages}`).waitFor()
  await expect.poll(onWall).toBeLessThanOrEqual(7)
  await lead.locator('body').click({ position: { x: 700, y: 90 } })
  const seen = new Set<string>()
  for (let page = 1; page <= pages; page++) {
    await wall.getByText(`${page} of ${pages}`, { exact: true }).waitFor()
    await wholeAndLarge(wall, `page ${page} of ${pages}`)
    for (const name of await wall.locator('[data-content] .name').allTextContents()) seen.add(name)
    if (page === 2) await shot(wall, 'harvest-wall-page')
    if (page < pages) await lead.keyboard.press('PageDown')
  }
  expect(seen.size).toBe(24)
  await lead.keyboard.press('PageUp')
  await wall.getByText(`${pages - 1} of ${pages}`, { exact: true }).waitFor()
  await barriers.check(lead, 'console, pages')
  await shot(lead, 'harvest-console-pages')
  await barriers.check(wall, 'wall, pages')

  // Everyone clusters. By keys alone: Move…, New cluster, its name; by touch on a phone, from one list to another.
  await next(lead, /Put together/)
  await luis.getByRole('heading', { name: 'What belongs together?' }).waitFor()
  await luis.getByRole('article', { name: 'Bo' }).getByRole('button', { name: /^Move/ }).focus()
  await luis.keyboard.press('Enter')
  await luis.getByRole('dialog').getByRole('button', { name: 'New cluster' }).press('Enter')
  await luis.keyboard.type('Room for others')
  await maya.getByRole('region', { name: 'Room for others' }).getByRole('article', { name: 'Bo' }).waitFor()
  await maya.getByRole('article', { name: 'Maya, you' }).getByRole('button', { name: /^Move/ }).click()
  await maya.getByRole('dialog').getByRole('button', { name: 'Room for others' }).click()
  await maya
    .getByRole('navigation', { name: 'Where to on this board' })
    .getByRole('button', { name: 'Room for others' })
    .click()
  await expect
    .poll(() =>
      maya
        .getByRole('region', { name: 'Room for others' })
        .boundingBox()
        .then((box) => (box?.y ?? -1) >= 0 && (box?.y ?? 999) < 500),
    )
    .toBe(true)
  for (const [i, peer] of peers.slice(22).entries()) peer.place(lineOf(i))
  await first.until(() => content().cards.length === 30)
  const clusters = [
    content().lists[1]?.id ?? '',
    ...['Slowness', 'Courage', 'Asking', 'Time', 'A cluster with a name as long as sixty letters can be, here'].map(
      (name) => first.board.addList(name),
    ),
  ]
  content().cards.forEach(({ id }, i) => first.board.moveCard(id, clusters[i % 6] ?? '', null))
  await first.settled()
  await luis.getByRole('region', { name: 'Courage' }).getByRole('article').first().waitFor()

  // Thirty lines are names on the wall, without a count; the lead opens one.
  await expect.poll(onWall).toBe(6)
  await wall.getByText('Courage').waitFor()
  expect(await wall.locator('.picture').innerText()).not.toMatch(/\d/)
  await wholeAndLarge(wall, 'names of clusters')
  await shot(wall, 'harvest-wall-clusters')
  await barriers.check(wall, 'wall, clusters')
  await lead.getByRole('button', { name: 'Courage' }).click()
  await wall.getByRole('heading', { name: 'Courage' }).waitFor()
  await expect.poll(onWall).toBeLessThanOrEqual(5)
  await wholeAndLarge(wall, 'one cluster')
  await shot(wall, 'harvest-wall-one-cluster')
  await shot(lead, 'harvest-console-clusters')
  await barriers.check(lead, 'console, clusters')
  await lead.getByRole('button', { name: 'All lines' }).click()
  await expect.poll(onWall).toBe(6)
  await shot(luis, 'harvest-laptop-clusters')
  await shot(maya, 'harvest-phone-clusters')
  for (const page of [maya, luis]) {
    await barriers.check(page, 'a seat, clusters')
    await barriers.noSidewaysScroll(page)
  }

  // It ends, asked twice, and stays with everyone who is here.
  await nextTwice(lead, /close Harvest board/, /Press again/)
  await maya.goto(`${maya.url()}/mine`)
  await maya.getByRole('heading', { name: 'What the group harvested' }).waitFor()
  await barriers.check(maya, 'mine')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'harvest-phone-mine')
  await maya.getByRole('button', { name: 'Take my line out' }).click()
  await pressUntilGone(maya.getByRole('button', { name: 'Press again to take it out for good' }))
  await maya.getByText('Listening is work').waitFor({ state: 'detached' })
  for (const peer of peers) peer.close()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})

test('[HB10] a sentence marked on a page is offered to its author alone, changed, and placed only when they place it', async () => {
  const { body, cookie } = await door(server.url, '/start', { lead: 'Judith', agenda: 'quiet-hour' })
  const hand = new Guest(server.url, 'Judith', String(body['grant']), cookie)
  await hand.until(() => hand.view.desk !== undefined)
  const code = await hand.code()
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const luis = await room.join(laptop, `/j/${code}`, 'Luis', 'By video')
  await hand.admit(2)
  const wall = await hand.wall()
  scripted.push(hand, wall)

  // Both write; one marks a sentence.
  const sentence = 'What I remember is my hands being calm.'
  const page = (seat: Page) => seat.getByRole('textbox', { name: 'Your page' })
  await hand.goTo('Write')
  await page(maya).fill(`The bench, on a Sunday. ${sentence}`)
  await page(luis).fill('A corridor, late. Somebody had left the light on.')
  for (const seat of [maya, luis]) await seat.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  for (const seat of [maya, luis]) await seat.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await hand.goTo('One sentence, or none')
  await luis.getByRole('radio', { name: 'None, for now', checked: true }).waitFor()
  await maya.getByRole('radio', { name: sentence }).check({ force: true })
  await maya.getByRole('status').getByText('Saved', { exact: true }).waitFor()

  expect(await hand.send({ type: 'agenda.add', activity: 'harvest' })).toEqual({ ok: true })
  await hand.goTo('Place a line')
  const use = (seat: Page) => seat.getByRole('button', { name: 'Use this sentence' })
  await maya.getByText(sentence).waitFor()
  await maya.getByText('Only you see it here.').waitFor()
  await barriers.check(maya, 'offered')
  await shot(maya, 'harvest-phone-offered')
  await luis.getByRole('textbox', { name: 'One line of your own' }).waitFor()
  expect(await use(luis).count()).toBe(0)

  // Into the field, changed there, after a reload too; on the wall by its author's press and as they changed it.
  const field = maya.getByRole('textbox', { name: 'One line of your own' })
  await use(maya).click()
  expect(await field.inputValue()).toBe(sentence)
  expect(await field.evaluate((area) => area === document.activeElement)).toBe(true)
  expect(await use(maya).count()).toBe(0)
  await field.fill('My hands were calm.')
  await maya.reload()
  await field.waitFor()
  expect(await field.inputValue()).toBe('My hands were calm.')
  expect(await luis.locator('body').innerText()).not.toContain('calm')
  await maya.getByRole('button', { name: 'Place it with my name' }).click()
  await luis.getByText('My hands were calm.').waitFor()
  for (const { frames } of [hand, wall]) expect(frames.join(' ')).not.toContain(sentence)
  expect(await luis.content()).not.toContain(sentence)
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})
