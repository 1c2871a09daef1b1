/** A disk with no room left, under a room at work: what people are told, and that it goes on by itself afterwards. */
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { DocClose, DocMessage } from '../../shared/wire/doc.ts'
import { refusals } from '../../shared/wire/refusals.ts'
import { cohortOfGrant, docStream } from '../../shared/lib/ids.ts'
import { Unavailable } from '../../server/log/log.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { updateFrame } from '../../server/doc/frames.ts'
import { fillDisk } from '../fixtures/full-disk.ts'
import { addCard, changeOf } from '../server/doc/board-acts.ts'
import { connect, openBoard, ticketFor } from '../server/http/open-board.ts'
import { begin, Browser, command, openHouse, seat, temporaryFolder } from '../server/http/open-house.ts'

test('[LG11] ATK-59 a move that is stored is no refusal when forgetting fails; what must go, goes later', async () => {
  const log = openSqliteLog(`${temporaryFolder()}/fourfold.db`)
  onTestFinished(() => log.close())
  const house = await openHouse({ log })
  const lead = await begin(house)
  await seat(house, lead, 'Maya')
  const doc = await openBoard(house, lead)
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  const { compact, purge } = log
  const full = () => Promise.reject(new Unavailable('no room for the write-ahead log'))
  Object.assign(log, { compact: full, purge: full })
  const isHere = () => cohort?.state.boards[doc] !== undefined
  for (let presses = 0; presses < 40 && isHere(); presses++) {
    const { run } = cohort?.state ?? {}
    const at = { run: run?.id ?? null, step: run?.step ?? 0 }
    // Throws when it is refused.
    await command(house, lead, { type: 'next', confirm: true, whole: true }, at)
  }
  expect(isHere()).toBe(false)
  expect(await log.list('doc/')).toContain(docStream(doc))
  Object.assign(log, { compact, purge })
  await command(house, lead, { type: 'workshop.rename', name: 'Room again' })
  expect(await log.list('doc/')).not.toContain(docStream(doc))
})

test('[LG11][DUR3] ATK-59 on a full disk people are told, nothing looks saved, and with room again all goes on', async () => {
  const log = openSqliteLog(`${temporaryFolder()}/fourfold.db`, { limitBytes: 600_000 })
  onTestFinished(() => log.close())
  const house = await openHouse({ log })
  const other = await begin(house, 'Andre')
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const doc = await openBoard(house, lead)
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  const flow = lead.browser.flow(lead.grant)
  const frames: string[] = []
  flow.onAny((...all: unknown[]) => frames.push(JSON.stringify(all)))
  await new Promise((resolve) => flow.once('slices', resolve))
  let asked = 0
  const send = (c: object) => {
    const run = cohort?.state.run ?? null
    const at = { run: run?.id ?? null, step: run?.step ?? 0 }
    return flow.emitWithAck('cmd', { id: `full-disk-${++asked}`, at, c }) as Promise<unknown>
  }
  const openAsMaya = () => connect(house, maya.browser, doc, ticketFor(house, maya.browser, maya.grant, doc))
  const word = updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, 'kept', 'by her device')))
  const join = (name: string) =>
    new Browser(house).post('/api/join', { code: lead.code, name, pronouns: '', place: 'room' })

  await fillDisk(house, other)
  const before = JSON.stringify(cohort?.state)
  const refused = { ok: false, code: 'not_stored' }
  expect(await send({ type: 'workshop.rename', name: 'CANARY '.repeat(8) })).toEqual(refused)
  expect(await send({ type: 'next', confirm: true, whole: true })).toEqual(refused)
  expect(await join('Noor')).toMatchObject({ status: 503, json: refused })
  expect(await maya.browser.post(`${maya.base}/link`, { for: 'me' })).toMatchObject({ status: 503, json: refused })
  const { socket, closed } = await openAsMaya()
  const told: number[] = []
  socket.on('message', (frame: Buffer) => told.push(frame[0] ?? -1))
  socket.send(word)
  expect(await closed).toBe(DocClose.unavailable)
  expect(told).not.toContain(DocMessage.saved)
  expect(JSON.stringify(cohort?.state)).toBe(before)
  expect(frames.join('')).not.toContain('CANARY')
  expect(refusals.not_stored).toContain('your words are safe on this device')
  // Reading goes on: whoever loses the connection now finds the room as it was.
  const late = lead.browser.flow(lead.grant)
  await new Promise((resolve) => late.once('slices', resolve))

  expect((await other.browser.post(`${other.base}/delete`, { confirm: true })).json).toEqual({ ok: true })
  expect(await send({ type: 'workshop.rename', name: 'Room again' })).toEqual({ ok: true })
  expect((await join('Noor')).json['ok']).toBe(true)
  const again = await openAsMaya()
  again.socket.send(word)
  while (((await once(again.socket, 'message')) as [Buffer])[0][0] !== DocMessage.saved);
  const { cards } = await house.hub.settle(doc)
  house.hub.unsettle(doc)
  expect(cards.map(({ id }) => id)).toContain('kept')
  expect(await send({ type: 'next', confirm: true, whole: true })).toEqual({ ok: true })
})
