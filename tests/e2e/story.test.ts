/**
 * The half-day, lived through in real Chromium: two leads, a wall, two phones, a remote laptop and six more people, with the server killed in the middle of the round and of the boards.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, leaveRound, more, next, nextTwice, phone, pressAgain } from './room.ts'

const { server, room } = await openRoom()

/** What was found on any screen; asserted at the end, so that one run names all of it. */
const barriers = new Barriers()

async function knock(code: string, name: string, place: 'room' | 'remote'): Promise<void> {
  const answer = await fetch(`${server.url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ code, name, pronouns: '', place }),
  })
  expect(answer.status).toBe(200)
}

const holder = async (wall: Page) => (await wall.locator('.inside').textContent()) ?? ''

test('[RD5][CS3][CS5] a group checks in, writes its agreements together and closes, through two crashes of the server', async () => {
  // Nine people come: by QR address, by code, by the whole address pasted in any case.
  const { lead, code } = await room.start('Judith')
  await lead.getByLabel('Name of the workshop').fill('Faculty mentoring, workshop 2')
  await lead.getByLabel('Name of the workshop').press('Enter')
  const wall = await room.wall(lead)
  const andre = await room.colead(lead, 'Andre')
  const maya = await room.join(phone, `/J/${code}`, 'Maya', 'In the room')
  const luis = await room.join(phone, `/j/${code.toLowerCase()}`, 'Luis', 'In the room')
  const hiro = await room.device(laptop, '/j')
  await hiro.getByRole('textbox').fill(`${server.url.toUpperCase()}/J/${code.toLowerCase()}`)
  await hiro.getByLabel('Name', { exact: true }).fill('Hiro')
  await barriers.check(hiro, 'join')
  await hiro.getByRole('button', { name: 'Join' }).click()
  await hiro.getByText('Say whether you are in the room or by video.').waitFor()
  await hiro.getByRole('radio', { name: 'By video' }).check({ force: true })
  await hiro.getByRole('button', { name: 'Join' }).click()
  await hiro.getByText('Judith will let you in').waitFor()
  for (const [i, name] of ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya'].entries())
    await knock(code, name, i < 2 ? 'remote' : 'room')
  // The other lead lets them in; both consoles have the same room from then on.
  await andre.getByRole('button', { name: 'Let everyone in' }).click()
  await lead.getByRole('button', { name: 'Let everyone in' }).waitFor({ state: 'detached' })
  for (const page of [maya, luis, hiro]) await page.getByText('You’re in').waitFor()
  await wall.getByText('Kavya').first().waitFor()
  await barriers.check(lead, 'console before')
  await barriers.check(maya, 'between')
  await barriers.check(wall, 'wall lobby')
  await barriers.readable(wall, 'lobby')
  await barriers.noSidewaysScroll(maya)
  await shot(wall, 'wall-lobby')
  await shot(lead, 'console-before')

  // The circle set to the chairs; the same everywhere.
  await lead.getByRole('button', { name: 'Match the chairs' }).first().click()
  for (const name of ['Kavya', 'Tess', 'Maya', 'Hiro', 'Luis', 'Noor', 'Priya', 'Ben', 'Samir']) {
    await lead.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  }
  await lead.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await wall.waitForFunction(() => document.querySelector('li .name')?.textContent?.trim().startsWith('Kavya') === true)

  // Check-in.
  await next(lead, /begin Arrive/)
  await maya.getByText('What did you leave behind').waitFor()
  await wall.getByText('What did you leave behind').waitFor()
  await barriers.check(maya, 'step')
  await next(lead, /Next: Round/)
  await maya.getByRole('button', { name: 'I can’t hear' }).or(maya.getByText('It’s your turn')).first().waitFor()
  await barriers.check(lead, 'console turn')
  await barriers.check(wall, 'wall turn')
  await barriers.readable(wall, 'turn')
  await shot(wall, 'wall-turn')
  await shot(lead, 'console-turn')
  for (let turns = 0; turns < 9 && (await holder(wall)) !== 'Maya'; turns++) {
    const now = await holder(wall)
    await next(lead, /hand the stone/)
    await wall.waitForFunction((before) => document.querySelector('.inside')?.textContent !== before, now)
  }
  await maya.getByText('It’s your turn, Maya.').waitFor()
  await barriers.check(maya, 'your turn')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'your-turn')
  await maya.getByRole('button', { name: 'Speak' }).click()
  await maya.getByText('You have the stone.').waitFor()
  await luis.getByRole('heading', { name: 'Maya' }).waitFor()
  await barriers.check(luis, 'listening')
  expect(await luis.locator('[role=timer]').count()).toBe(0)
  expect(await wall.locator('[role=timer]').count()).toBe(0)

  // The server is killed while she speaks: seat, turn and time are there again, without a reload.
  await server.crash()
  await maya.getByRole('button', { name: /Hand the stone to/ }).click()
  await maya.getByRole('button', { name: 'I can’t hear' }).waitFor()
  await wall.waitForFunction(() => !['Maya', null].includes(document.querySelector('.inside')?.textContent ?? null))

  // They are back when they see whose turn it is now: a signal is for now, and refused while its sender is away.
  for (const page of [luis, hiro])
    await page.waitForFunction(() => document.querySelector('main h1')?.textContent?.includes('Maya') === false)

  // A moment, told to one person; a signal on the console says nothing until it is opened.
  await hiro.getByRole('button', { name: 'I need a moment' }).click()
  await hiro.getByRole('dialog').getByRole('button', { name: 'Judith' }).click()
  await hiro.getByRole('heading', { name: 'Your seat stays.' }).waitFor()
  await lead
    .getByText(/^A signal/)
    .first()
    .waitFor()
  expect(await lead.locator('body').textContent()).not.toContain('Hiro needs')
  await lead.getByRole('button', { name: 'Open', exact: true }).last().click()
  await lead.getByText('Hiro needs a moment').waitFor()
  await hiro.getByRole('button', { name: 'I’m back' }).click()

  // A pause by anyone calms everyone; nobody learns who.
  await luis.getByRole('button', { name: 'Pause' }).click()
  await luis.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  for (const page of [maya, luis, hiro]) await page.getByRole('heading', { name: 'Paused for everyone.' }).waitFor()
  // Whichever lead sees it first goes on; the other’s console follows.
  await andre.getByRole('group', { name: 'Leading' }).getByRole('button', { name: 'Go on' }).click()
  await lead
    .getByRole('group', { name: 'Leading' })
    .getByRole('button', { name: 'Go on' })
    .waitFor({ state: 'detached' })
  await maya.getByRole('button', { name: 'I can’t hear' }).or(maya.getByText('It’s your turn')).first().waitFor()
  await leaveRound(lead)
  await maya.getByRole('heading', { name: 'Thank you. We are here.' }).waitFor()
  await next(lead, /close Arrive/)
  // They take turns at leading.
  await next(andre, /begin How we treat each other/)
  await lead
    .getByRole('group', { name: 'Leading' })
    .getByRole('button', { name: /Small circles/ })
    .waitFor()

  // Each writes alone; what is sealed can be taken back.
  await maya.getByText('What do you need from us').waitFor()
  await seal(maya, 'One voice at a time, and time after each.')
  await seal(maya, 'This one goes back.')
  await maya.getByRole('button', { name: 'Take it back' }).last().click()
  await maya.waitForFunction(() => document.querySelectorAll('li .words').length === 1)
  await maya.getByRole('textbox').fill('')
  await seal(luis, 'Nobody has to explain a silence.')
  await seal(hiro, 'Video seats are never last twice.')
  await barriers.check(maya, 'sealed')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'sealed-phone')
  await next(lead, /Small circles/)
  await maya.getByText(/You are in circle/).waitFor()
  await barriers.check(maya, 'group')
  await barriers.check(wall, 'wall circles')
  await barriers.readable(wall, 'circles')
  await nextTwice(lead, /with what was written/, /Press again to show/)
  await maya.getByText('Read what came to your circle').waitFor()
  await maya.getByRole('heading', { name: 'As they came' }).waitFor()
  await barriers.check(maya, 'circle board')

  // One board for everyone: typed at the same time by three people, through a kill -9.
  await next(lead, /One board/)
  for (const page of [maya, luis, hiro]) await page.getByRole('heading', { name: 'We want' }).waitFor()
  const sentences: [Page, string, string][] = [
    [maya, 'We want', 'Say it when something hurts, even a day later.'],
    [luis, 'We leave out', 'Fixing, saving and advising each other.'],
    [hiro, 'In the room and by video', 'Nobody talks beside the microphone in the room.'],
  ]
  for (const [page, column] of sentences)
    await page.getByRole('region', { name: column }).getByRole('button', { name: 'Add a line' }).click()
  const typing = sentences.map(([page, , sentence]) => page.keyboard.type(sentence, { delay: 40 }))
  await maya.getByText('Say it wh').or(maya.locator('textarea')).first().waitFor()
  await server.crash()
  await Promise.all(typing)
  for (const [, , sentence] of sentences) {
    for (const page of [maya, luis, hiro]) {
      await page.waitForFunction(
        (text) => [...document.querySelectorAll('textarea')].some((area) => area.value === text),
        sentence,
      )
    }
  }
  for (const page of [maya, luis, hiro]) {
    await page.getByRole('status').getByText('Saved').waitFor()
    expect(await page.getByText('These words could not go onto the board').count()).toBe(0)
  }
  await wall.getByText('Fixing, saving and advising').waitFor()
  await barriers.check(hiro, 'board')
  await barriers.check(wall, 'wall board')
  await barriers.readable(wall, 'board')
  await barriers.noSidewaysScroll(maya)
  await shot(hiro, 'board-laptop')
  await shot(wall, 'wall-board')

  // Moved by menu and by key; the list does the same.
  const line = hiro
    .locator('article', { has: hiro.locator('textarea') })
    .filter({ hasText: '' })
    .last()
  await line.getByRole('button', { name: /^Move/ }).click()
  await hiro.getByRole('dialog').getByRole('button', { name: 'What stays here' }).click()
  await maya.waitForFunction(() => document.querySelector('[aria-label="What stays here"] textarea') !== null)
  await hiro.getByRole('button', { name: 'List', exact: true }).click()
  await barriers.noSidewaysScroll(hiro)

  // Consent, line by line.
  await next(lead, /Next: Consent/)
  await maya.getByText('Can you live with this line?').waitFor()
  await barriers.check(maya, 'consent')
  await barriers.noSidewaysScroll(maya)
  const why = 'Only beside the microphone? What about the corridor?'
  await answer(maya, ['I can live with it', 'I can live with it', 'Not yet'], why)
  await answer(luis, ['I can live with it', 'I can live with it', 'I can live with it'])
  await nextTwice(lead, /show the results/, /Press again to show/)
  for (const page of [maya, luis, hiro]) await page.getByText('What the group can live with').waitFor()
  expect(await hiro.getByText('Everyone can live with it').count()).toBe(2)
  await barriers.check(wall, 'wall agreed')
  await barriers.readable(wall, 'agreed')
  await shot(wall, 'wall-agreed')
  // Whoever leads it reads why, and on the board it stands with the line that it is about.
  await lead.getByText(why).waitFor()
  await barriers.check(lead, 'what is open')
  await shot(lead, 'console-open')
  await next(lead, /Look again/)
  await maya.getByRole('heading', { name: 'We want' }).waitFor()
  await lead.getByText(why).waitFor()
  for (const page of [maya, hiro]) {
    const open = page.getByRole('article').filter({ hasText: 'Not yet for everyone' })
    await open.getByText(why).waitFor()
    expect(await open.count()).toBe(1)
    await barriers.noSidewaysScroll(page)
  }
  await barriers.check(maya, 'look again')
  await shot(maya, 'look-again-phone')
  await shot(hiro, 'look-again-laptop')
  await next(lead, /Consent again/)
  await maya.getByText('Can you live with this line now?').waitFor()
  await answer(maya, ['I can live with it'])
  await nextTwice(lead, /show the results/, /Press again to show/)
  await maya.getByText('What the group can live with').waitFor()
  await nextTwice(lead, /our agreements/, /Press again to agree/)
  await maya.getByRole('button', { name: 'Our agreements' }).click()
  await maya.getByRole('dialog').getByText('Say it when something hurts').waitFor()
  await barriers.check(maya, 'agreements')
  await maya.keyboard.press('Escape')
  await more(lead, 'Our agreements')
  await lead.getByRole('dialog').getByText('Say it when something hurts').waitFor()
  await barriers.check(lead, 'agreements on the console')
  await shot(lead, 'agreements-console')
  await lead.keyboard.press('Escape')

  // A life story, where nobody has to tell, and notes to one person: both lived in full in circles.test.ts.
  await next(lead, /begin Life-story circle/)
  await maya.getByText('How would you like to be here?').waitFor()
  await barriers.check(maya, 'content note')
  await barriers.noSidewaysScroll(maya)
  await next(lead, /Next: Opening/)
  await next(lead, /Next: Circles/)
  await next(lead, /Next: Tellings/)
  await maya.getByText('Who would like to tell?').waitFor()
  await next(lead, /Next: Landing/)
  await maya.getByText('Thank you for telling').waitFor()
  await next(lead, /close Life-story circle/)
  await next(lead, /begin Affirmation circle/)
  await next(lead, /Small circles/)
  await next(lead, /Write to each/)
  await maya.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  const receiver = (await maya.locator('button.person strong').first().textContent()) ?? ''
  await maya.getByRole('button', { name: new RegExp(`^${receiver}`) }).click()
  await maya.getByRole('textbox').fill('You asked me how I was, and waited for the answer.')
  await maya.getByRole('radio', { name: /^Without my name/ }).check({ force: true })
  await maya.getByRole('button', { name: `Send to ${receiver}` }).click()
  await maya.getByRole('button', { name: new RegExp(`^${receiver}.*sent`) }).waitFor()
  await next(lead, /Receiving/)
  await maya.getByText('Your circle begins when it is ready.').waitFor()
  await leaveRound(lead)
  await maya.getByText('Read again what you were given.').waitFor()
  await next(lead, /close Affirmation circle/)

  // Closing, and what is kept.
  await next(lead, /begin Closing circle/)
  await next(lead, /Closing round/)
  await leaveRound(lead)
  await maya.getByRole('heading', { name: 'What we keep' }).waitFor()
  await barriers.check(maya, 'keepsake')
  await barriers.noSidewaysScroll(maya)
  await shot(hiro, 'keep-laptop')
  const [download] = await Promise.all([hiro.waitForEvent('download'), hiro.getByText('Save my file').click()])
  expect(download.suggestedFilename()).toBe('fourfold.html')
  const offline = await room.tab(await room.browser.newContext(), `file://${await download.path()}`)
  expect(await offline.locator('body').textContent()).toContain('Say it when something hurts, even a day later.')

  // Reload, and a new tab with the same cookie: the same seat.
  await maya.reload()
  await maya.getByRole('heading', { name: 'What we keep' }).waitFor()
  const second = await room.tab(maya.context(), maya.url())
  await second.getByRole('heading', { name: 'What we keep' }).waitFor()

  // Deleting all of it reaches every screen.
  await more(lead, 'Delete the workshop')
  await lead.getByText(/Backups do not bring it back, .* after 7 days at most/).waitFor()
  await lead.getByRole('button', { name: 'Delete all of it' }).click()
  await pressAgain(lead, /^Press again/)
  for (const page of [maya, luis, hiro])
    await page.getByText('This workshop and everything in it has been deleted.').waitFor()
  await andre
    .getByText(/has been deleted/)
    .first()
    .waitFor()
  expect(barriers.found).toEqual([])
  expect(room.errors).toEqual([])
})

async function seal(page: Page, words: string): Promise<void> {
  const before = await page.getByRole('button', { name: 'Take it back' }).count()
  await page.getByRole('textbox').fill(words)
  await page.getByRole('button', { name: 'Seal it' }).click()
  await page.waitForFunction((count) => document.querySelectorAll('li .words').length > count, before)
}

async function answer(page: Page, answers: readonly string[], reason?: string): Promise<void> {
  for (const [i, name] of answers.entries())
    await page.getByRole('listitem').nth(i).getByRole('button', { name }).click()
  if (reason !== undefined) await page.getByLabel('What would help?').fill(reason)
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page.getByText('Sent. You can change them').waitFor()
}
