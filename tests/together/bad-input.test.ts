/** What nobody means to send, and what happens all the same: a code with a kind sentence, and nothing lost or leaked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { cohortOfGrant, type GrantId, type MemberId } from '../../shared/lib/ids.ts'
import { cleanLine, cleanText } from '../../shared/lib/text.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { refusals } from '../../shared/wire/refusals.ts'
import { Guest } from '../fixtures/people.ts'
import { newToken } from '../fixtures/tokens.ts'
import { openHouse, temporaryFolder, type House } from '../server/http/open-house.ts'

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir']

let folder: string
let house: House
let lead: Guest
let people: Guest[]

beforeEach(async () => {
  folder = temporaryFolder()
  const log = openSqliteLog(join(folder, 'fourfold.db'))
  onTestFinished(() => log.close())
  house = await openHouse({ log })
  lead = await Guest.lead(house.url)
  const code = await lead.code()
  people = []
  for (const name of names) people.push(await Guest.join(house.url, code, name))
  await lead.admit(names.length)
  onTestFinished(() => [lead, ...people].forEach((guest) => guest.close()))
})

const state = () => house.cohorts.cohort(cohortOfGrant(lead.grant as GrantId))?.state
const idOf = (guest: Guest) => guest.view.me?.id as MemberId
const eachOf = ({ view: { now } }: Guest) => (now?.show === 'sealed' ? (now.view.each ?? []) : [])
const onDisk = (word: string) => readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(word))
const heard = (word: string) =>
  [lead, ...people].filter(({ frames }) => frames.some((frame) => frame.includes(word))).map(({ name }) => name)

/** A code whose sentence says what to do, and nothing changed. */
async function refused(code: keyof typeof refusals, act: () => Promise<Answer>): Promise<void> {
  const before = JSON.stringify(state())
  expect(await act()).toEqual({ ok: false, code })
  expect(refusals[code]).toMatch(/^[A-Z][^!]+\.$/)
  expect(JSON.stringify(state())).toBe(before)
}

/** A circle with its first person, and one of the others. */
async function writing() {
  await lead.goTo('Write to each')
  const [maya] = people as [Guest]
  await maya.until(() => eachOf(maya).length > 0)
  const others = eachOf(maya).map(({ name }) => people.find((guest) => guest.name === name) as Guest)
  return { maya, others, one: others[0] as Guest }
}

test('[PF2][NT1] a note to somebody who has left is refused; one that was sealed before reaches nobody and is in no file', async () => {
  const { maya, others, one } = await writing()
  const note = (to: Guest) => ({ to: idOf(to), signed: true })
  const other = others[1] as Guest
  expect(await maya.put('CANARY-for-who-leaves', newToken(), note(one))).toEqual({ ok: true })
  expect(await maya.put('CANARY-for-who-stays', newToken(), note(other))).toEqual({ ok: true })
  await lead.send({ type: 'person.remove', member: idOf(one), confirm: true })
  await one.until(() => one.bye !== null)
  await refused('unknown_person', () => maya.put('too late', newToken(), note(one)))
  await lead.goTo('Read again')
  await other.until(() => other.book.length === 1)
  expect(heard('CANARY-for-who-stays')).toEqual([other.name])
  expect(heard('CANARY-for-who-leaves')).toEqual([])
  expect(onDisk('CANARY-for-who-leaves')).toBe(false)
  expect(onDisk('CANARY-for-who-stays')).toBe(true)
})

test('[PF2][NT1] a forged receiver, a forged writer, and what is no message at all', async () => {
  const { maya, one } = await writing()
  const { run, step } = maya.at
  const put = (more: object) => () =>
    maya.socket.emitWithAck('put', { run, step: String(step), token: newToken(), text: 'CANARY', ...more } as never)
  const stranger = await Guest.join(house.url, await lead.code(), 'At the door')
  for (const to of [idOf(maya), idOf(lead), idOf(stranger), '__proto__', 'constructor', ''])
    await refused('unknown_person', put({ to, signed: true }))
  for (const more of [
    { from: idOf(one) },
    { to: [idOf(one)] },
    { to: { id: idOf(one) } },
    { signed: 'yes' },
    { at: 1 },
  ])
    await refused('not_understood', put({ to: idOf(one), signed: false, ...more }))
  await refused('not_now', () =>
    stranger.socket.emitWithAck('put', {
      run,
      step: String(step),
      token: newToken(),
      text: 'x',
      to: idOf(one),
    } as never),
  )
  expect(heard('CANARY')).toEqual([])
  expect(onDisk('CANARY')).toBe(false)
  stranger.close()
})

test('[PF2] five thousand letters are too many everywhere, and are told so', async () => {
  const { maya, one } = await writing()
  const much = 'word '.repeat(1000)
  const [circle] = state()?.run?.circles ?? []
  await refused('too_big', () => maya.put(much, newToken(), { to: idOf(one), signed: true }))
  await refused('too_big', () => maya.put(much.repeat(3), newToken(), { to: idOf(one), signed: true }))
  await refused('too_big', () => maya.vote([{ line: 'x', answer: 'not_yet', reason: much }]))
  await refused('too_big', () => maya.send({ type: 'profile.set', name: much }))
  await refused('too_big', () => lead.send({ type: 'workshop.rename', name: much }))
  await refused('too_big', () => lead.send({ type: 'circle.where', circle: circle?.id ?? ('a' as never), where: much }))
  // The same words, shortened: there was never anything in the way.
  expect(await maya.put(much.slice(0, 1200), newToken(), { to: idOf(one), signed: true })).toEqual({ ok: true })
})

test('[PF2] letters that turn around, hide or weigh nothing are taken out, and nothing is left is nothing written', async () => {
  const { maya, others, one } = await writing()
  const to = (guest: Guest) => ({ to: idOf(guest), signed: false })
  const tricks =
    '\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u0000\u0007'
  for (const nothing of ['', ' \n ', tricks, '\u200d\u200d', '\u3164', '\u2800\u00ad', '\u0301', '\u{e0041}\u{e0042}'])
    await refused('empty', () => maya.put(nothing, newToken(), to(one)))
  expect(await maya.put(`CANARY ${tricks}stays`, newToken(), to(one))).toEqual({ ok: true })
  expect(await maya.put('👩🏽‍⚕️ né\u0301e שלום', newToken(), to(others[1] as Guest))).toEqual({ ok: true })
  await lead.goTo('Read again')
  await one.until(() => one.book.length === 1)
  expect(one.book[0]?.text).toBe('CANARY stays')
  const other = others[1] as Guest
  await other.until(() => other.book.length === 1)
  expect(other.book[0]?.text).toBe('👩🏽‍⚕️ né\u0301e שלום'.normalize('NFC'))
  for (const clean of [cleanLine, cleanText])
    expect([...tricks].map((trick) => clean(`a${trick}b`).length < 4)).not.toContain(false)
})

test('[PF2] a photo where text belongs is not taken, and its sender is back with the others at once', async () => {
  const { maya, one } = await writing()
  const { run, step } = maya.at
  const put = (text: unknown) =>
    maya.socket.emitWithAck('put', {
      run,
      step: String(step),
      token: newToken(),
      text,
      to: idOf(one),
      signed: true,
    } as never)
  const photo = Buffer.from('CANARY-PHOTO'.repeat(800))
  await refused('not_understood', () => put(photo))
  await refused('too_big', () => put(`data:image/png;base64,${photo.toString('base64')}`))
  // As a whole file it ends the connection; the next one is like any other.
  await put(photo.toString('base64').repeat(20)).catch(() => null)
  await maya.until(() => maya.socket.connected)
  expect(await put('In words instead')).toEqual({ ok: true })
  expect(onDisk('CANARY-PHOTO')).toBe(false)
  expect(house.errors).toEqual([])
})

test('[PF2][NT3] a note taken back in the moment in which it is given has either gone or arrived, never both and never neither', async () => {
  await lead.goTo('Write to each')
  const written: { readonly from: Guest; readonly to: Guest; readonly token: string; readonly word: string }[] = []
  for (const from of people) {
    await from.until(() => eachOf(from).length > 0)
    for (const { id, name } of eachOf(from)) {
      const one = { from, to: people.find((guest) => guest.name === name) as Guest, token: newToken() }
      const word = `CANARY-${from.name}-${name}`
      expect(await from.put(word, one.token, { to: id, signed: false })).toEqual({ ok: true })
      written.push({ ...one, word })
    }
  }
  const { step } = lead.at
  await lead.goTo('Receiving')
  const circles = (lead.view.desk?.circles ?? []).flatMap(({ id, seats }) => seats.map(() => id))
  const took = new Map<string, Answer>()
  for (const [turn, circle] of circles.entries()) {
    const hands = lead.send({ type: 'turn.hand', circle, confirm: true })
    // Of those not yet given, every third is taken back while the stone is on its way.
    const back = written.filter(({ word }, i) => !took.has(word) && (i + turn) % 3 === 0)
    const answers = await Promise.all(back.map(({ from, token }) => from.take(token, step)))
    back.forEach(({ word }, i) => took.set(word, answers[i] as Answer))
    expect(await hands).toEqual({ ok: true })
  }
  await lead.goTo('Read again')
  for (const { to, word } of written) {
    const isBack = took.get(word)?.ok === true
    if (!isBack) await to.until(() => to.book.some(({ text }) => text === word))
    expect([word, heard(word), onDisk(word)]).toEqual([word, isBack ? [] : [to.name], !isBack])
  }
  const outcomes = [...took.values()].map((answer) => (answer.ok ? 'back' : answer.code))
  expect(new Set(outcomes)).toEqual(new Set(['back', 'already_released']))
})
