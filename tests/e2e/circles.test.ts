/**
 * Circles at their own pace in real Chromium: life stories and the affirmation circle, for a lead, a wall, a phone in the
 * room and a laptop by video, with seven more people over the real protocol.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CircleId } from '../../shared/lib/ids.ts'
import { newToken } from '../fixtures/tokens.ts'
import { door, Guest } from '../fixtures/people.ts'
import { Barriers } from './barriers.ts'
import { openRoom, shot } from './open-room.ts'
import { laptop, phone, pressUntilGone } from './room.ts'

const { server, room } = await openRoom()

/** Somebody else who leads, over the protocol: moves the room without a mouse. */
async function colead(lead: Page): Promise<Guest> {
  const grant = /\/w\/([^/]+)\//.exec(lead.url())?.[1] ?? ''
  const cookie = (await lead.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const { body } = await door(server.url, `/w/${grant}/link`, { for: 'colead' }, { cookie })
  const entered = await door(server.url, '/enter', { grant: body['grant'], secret: body['secret'] })
  const guest = new Guest(server.url, 'Andre', String(body['grant']), entered.cookie)
  await guest.until(() => guest.view.desk !== undefined)
  await guest.send({ type: 'profile.set', name: 'Andre' })
  return guest
}

const names = ['Noor', 'Ben', 'Priya', 'Samir', 'Tess', 'Kavya', 'Amara', 'Jonas', 'Farah', 'Imani', 'Elif', 'Quentin']

test('[EX1][EX2][EX3][NT1][NT3][UI18] stories and affirmation in parallel circles, on a console, a wall, a phone and by video', async () => {
  const barriers = new Barriers()
  const { lead, code } = await room.start('Judith')
  const wall = await room.wall(lead)
  const maya = await room.join(phone, `/j/${code}`, 'Maya', 'In the room')
  const hiro = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const others: Guest[] = []
  for (const [i, name] of names.entries())
    others.push(await Guest.join(server.url, code, name, i % 4 === 0 ? 'remote' : 'room'))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  const andre = await colead(lead)
  await andre.until(() => andre.view.room?.seats.length === names.length + 2)

  // A life story. Places first: two are open, one is taken and given up again.
  await andre.goTo('Tellings')
  await maya.getByText('Who would like to tell?').waitFor()
  await barriers.check(maya, 'places')
  await shot(maya, 'places-phone')
  await maya.getByRole('button', { name: 'Take place 2' }).click()
  await maya.getByRole('button', { name: 'Give it up' }).click()
  await maya.getByRole('button', { name: 'Take place 1' }).click()
  await maya.getByRole('button', { name: 'Give it up' }).waitFor()
  await maya.getByRole('button', { name: 'I begin' }).click()
  await maya.getByText('It’s your turn, Maya.').waitFor()
  await maya.getByRole('button', { name: 'Speak' }).click()
  await maya.getByText('You have the stone.').waitFor()
  await wall.locator('.picture').waitFor()
  expect(await wall.locator('body').innerText()).not.toContain('Maya')
  const circle = (await andre.until(() => true), circleOf(andre, 'Maya'))
  const together = others.filter(({ name }) => circleOf(andre, name) === circle)
  await lead.getByText('a story, first of one').waitFor()
  await barriers.check(lead, 'console stories')
  await shot(lead, 'console-stories')
  await maya.getByRole('button', { name: 'Put the stone down' }).click()
  await maya.getByRole('heading', { name: 'A minute of silence.' }).waitFor()
  await barriers.check(maya, 'silence')
  await shot(maya, 'silence-phone')
  await maya.getByRole('button', { name: 'Go on' }).click()
  await maya.getByText(/says what they heard/).waitFor()
  await shot(maya, 'witness-phone')
  // One press takes nobody's stone away here either; a second, later one hands it on for them.
  const first = holderOf(andre, circle) ?? ''
  await maya.getByRole('button', { name: `Hand on for ${first}` }).click()
  const sure = maya.getByRole('button', { name: `Has ${first} finished? Press again` })
  await sure.waitFor()
  await shot(maya, 'witness-sure-phone')
  expect(holderOf(andre, circle)).toBe(first)
  await pressUntilGone(sure)
  await andre.until(() => holderOf(andre, circle) !== first)
  for (let turns = 0; turns < together.length + 1; turns++) {
    const holder = holderOf(andre, circle)
    const witness = together.find(({ name }) => name === holder)
    if (holder === 'Hiro') await hiro.getByRole('button', { name: 'Pass', exact: true }).click()
    else if (witness === undefined) break
    else expect(await witness.send({ type: 'turn.hand', circle })).toEqual({ ok: true })
    await andre.until(() => holderOf(andre, circle) !== holder)
  }
  await maya.getByText('It’s your turn, Maya.').waitFor()
  await lead.getByRole('button', { name: /^Next:/ }).waitFor()
  await maya.getByRole('button', { name: 'Pass' }).click()
  // The teller is thanked, the others are asked as before, and the console does not say that it is done.
  await maya.getByRole('heading', { name: 'Thank you.' }).waitFor()
  await barriers.check(maya, 'after a telling')
  await shot(maya, 'told-phone')
  await lead.getByText('No place is taken now.').waitFor()
  await shot(lead, 'console-told')

  // Affirmation: each writes to each; on a phone the list comes before the page.
  await andre.goTo('Write to each')
  await maya.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  await shot(maya, 'notes-phone-list')
  await barriers.check(maya, 'notes list')
  await shot(wall, 'wall-write')
  const mayas = peersOf(andre, 'Maya')
  const [firstName = '', secondName = ''] = mayas
  await maya.getByRole('button', { name: new RegExp(`^${firstName}`) }).click()
  await maya.getByRole('textbox').fill('In March, when the reviewer’s letter came back, you sat with me for an hour.')
  await maya.getByRole('button', { name: `Send to ${firstName}` }).click()
  const missing = maya.getByText('Say whether your name goes with it.')
  await missing.waitFor()
  // Said where it is missing, above what stays under the thumb.
  const [said, bar] = [await missing.boundingBox(), await maya.locator('.acts').last().boundingBox()]
  expect(said?.y).toBeGreaterThan(0)
  expect((said?.y ?? 9999) + (said?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0)
  await maya.getByRole('button', { name: 'Not now, keep the draft' }).waitFor()
  await barriers.check(maya, 'note')
  await shot(maya, 'notes-phone-page')
  await maya.getByRole('radio', { name: /^With my name/ }).check({ force: true })
  await maya.getByRole('button', { name: `Send to ${firstName}` }).click()
  await maya.getByRole('button', { name: new RegExp(`^${firstName}.*sent`) }).waitFor()
  // Taken back before the turn, and written to somebody else instead; a draft survives a reload.
  await maya.getByRole('button', { name: new RegExp(`^${secondName}`) }).click()
  await maya.getByRole('textbox').fill('A draft that stays.')
  await maya.reload()
  await maya.getByRole('button', { name: new RegExp(`^${secondName}.*draft kept`) }).click()
  expect(await maya.getByRole('textbox').inputValue()).toBe('A draft that stays.')
  await hiro.getByRole('textbox').fill('You asked the question nobody else asked.')
  await hiro.getByRole('radio', { name: /^Without my name/ }).check({ force: true })
  await barriers.check(hiro, 'note laptop')
  await shot(hiro, 'notes-laptop')
  const hiroTo = peersOf(andre, 'Hiro')[0] ?? ''
  await hiro.getByRole('button', { name: `Send to ${hiroTo}` }).click()
  await hiro.getByRole('button', { name: new RegExp(`^${hiroTo}.*sent`) }).waitFor()
  for (const guest of others) {
    const now = guest.view.now
    for (const to of now?.show === 'sealed' ? (now.view.each ?? []) : [])
      await guest.put(`From ${guest.name}: you listened, and it changed what I did.`, newToken(), {
        to: to.id,
        signed: to.name.length % 2 === 0,
      })
  }

  // Receiving: seat by seat, at each circle's own pace.
  await andre.goTo('Receiving')
  await lead.getByText('On the wall now').waitFor()
  const circles = (andre.view.desk?.circles ?? []).map(({ id }) => id)
  for (const id of circles) await andre.send({ type: 'turn.hand', circle: id, confirm: true })
  await wall.locator('.inside').first().waitFor()
  await barriers.check(wall, 'wall rings')
  await barriers.readable(wall, 'rings')
  await shot(wall, 'wall-rings')
  await barriers.check(lead, 'console receiving')
  await shot(lead, 'console-receiving')
  const mine = circleOf(andre, 'Maya')
  for (let turns = 0; turns < 7 && holderOf(andre, mine) !== 'Maya'; turns++) {
    const holder = holderOf(andre, mine)
    if (turns === 0) await shot(maya, 'listening-receive-phone')
    expect(await andre.send({ type: 'turn.hand', circle: mine, confirm: true })).toEqual({ ok: true })
    await andre.until(() => holderOf(andre, mine) !== holder)
  }
  await maya.getByText('These are for you, Maya.').waitFor()
  await maya
    .getByText(/you listened, and it changed/)
    .first()
    .waitFor()
  await barriers.check(maya, 'receiving')
  await barriers.noSidewaysScroll(maya)
  await shot(maya, 'receiving-phone')
  await maya.getByRole('button', { name: 'Thank you' }).click()
  await maya.getByText('Take the time you need. When your circle is ready, go on.').waitFor()
  const onward = maya.getByRole('button', { name: /^On to/ })
  if ((await onward.count()) > 0) {
    await onward.click()
    await maya.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
    await maya.getByText('These are for you, Maya.').waitFor({ state: 'detached' })
  }
  expect(await wall.locator('body').innerText()).not.toContain('you listened')
  expect(await lead.locator('body').innerText()).not.toContain('you listened')

  // Afterwards the booklet: hidden, deleted, talked about with somebody who leads.
  await maya.getByRole('link', { name: 'Mine' }).click()
  await maya.getByRole('heading', { name: 'What others wrote to you' }).waitFor()
  await barriers.check(maya, 'booklet')
  await shot(maya, 'booklet-phone')
  // On paper the booklet alone.
  await maya.evaluate(() => (window.print = () => document.body.classList.add('printed')))
  await maya.getByRole('button', { name: 'Print', exact: true }).click()
  await maya.locator('body.printed').waitFor({ state: 'attached' })
  await maya.emulateMedia({ media: 'print' })
  expect(await maya.getByRole('heading', { name: 'What others wrote to you' }).isVisible()).toBe(true)
  expect(await maya.getByLabel('Name', { exact: true }).isVisible()).toBe(false)
  expect(await maya.evaluate(() => document.body.innerText)).not.toMatch(/Your own link|Make my link|Hide|Delete/)
  await maya.evaluate(() => dispatchEvent(new Event('afterprint')))
  await maya.emulateMedia({ media: 'screen' })
  await maya.getByRole('button', { name: 'Hide', exact: true }).first().click()
  await maya.getByText('Hidden', { exact: true }).click()
  await maya.getByRole('button', { name: 'Show it again' }).click()
  await maya.getByRole('button', { name: 'Talk about it' }).first().click()
  await maya.getByRole('dialog').getByRole('button', { name: 'Judith' }).click()
  await maya.getByText('They know. They will find you.').waitFor()
  await lead.getByRole('button', { name: 'Open', exact: true }).last().click()
  await lead.getByText('Maya would like to talk about something they received').waitFor()
  expect(room.errors).toEqual([])
  expect(barriers.found).toEqual([])
  for (const guest of [andre, ...others]) guest.close()
})

function circleOf(andre: Guest, name: string): CircleId {
  const found = andre.view.desk?.circles.find(({ seats }) => seats.some((seat) => seat.name === name))
  if (found === undefined) throw new Error(`${name} is in no circle`)
  return found.id
}

function holderOf(andre: Guest, circle: CircleId): string | null {
  const turn = andre.view.desk?.circles.find(({ id }) => id === circle)?.turn
  return turn?.holder?.name ?? turn?.focus?.name ?? null
}

/** The others of somebody's circle, in its order. While people write, the desk has the plenary, so from the wall of names. */
function peersOf(andre: Guest, name: string): string[] {
  const circle = andre.view.desk?.circles.find(({ seats }) => seats.some((seat) => seat.name === name))
  return (circle?.seats ?? []).map((seat) => seat.name).filter((one) => one !== name)
}
