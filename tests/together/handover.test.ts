/** Whoever leads, whatever shows it, wherever it is kept: any of these may vanish, and the room goes on. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { agendaNames } from '../../shared/activities/agendas.ts'
import type { View } from '../../shared/flow/slices.ts'
import { cohortOfGrant, type GrantId } from '../../shared/lib/ids.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { Browser, colead, openHouse, seat, wall, type House, type Lead } from '../server/http/open-house.ts'

/** A lead's console for one press: it connects, sees where the room is, presses Next, and is gone without a goodbye. */
async function pressAndVanish(browser: Browser, grant: GrantId, id: string): Promise<string | null> {
  const socket = browser.flow(grant)
  const { changed } = await new Promise<{ readonly changed: View }>((resolve) => socket.once('slices', resolve))
  const { desk } = changed
  if (desk === undefined || desk.next.act === 'nothing') return null
  const c = { type: 'next', confirm: true, whole: true }
  const answer: unknown = await socket
    .timeout(5_000)
    .emitWithAck('cmd', { id, at: { run: desk.run, step: desk.step }, c })
  expect([desk.title, answer]).toEqual([desk.title, { ok: true }])
  socket.io.engine.close()
  return desk.title
}

async function beginWith(house: House, agenda: string): Promise<Lead> {
  const browser = new Browser(house)
  const { json } = await browser.post('/api/start', { lead: 'Judith', agenda })
  const grant = json['grant'] as GrantId
  const base = `/api/w/${grant}`
  const code = (await browser.get(`${base}/code`)).json['code'] as string
  return { browser, grant, base, code, secret: json['secret'] as string }
}

test.each(agendaNames)(
  '[RD1] ATK-55 %s: whoever leads vanishes after each press, and the other leads on to the end',
  async (agenda) => {
    const house = await openHouse()
    const lead = await beginWith(house, agenda)
    const other = await colead(house, lead)
    for (const name of ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir']) await seat(house, lead, name)
    const titles = new Set<string>()
    for (let press = 0; press < 200; press++) {
      const { browser, grant } = press % 2 === 0 ? lead : other
      const title = await pressAndVanish(browser, grant, `press-${press}-abcdef`)
      if (title === null) break
      titles.add(title)
    }
    const state = house.cohorts.cohort(cohortOfGrant(lead.grant))?.state
    expect(state?.done).toEqual(state?.agenda.map(({ id }) => id))
    expect(titles.size).toBeGreaterThan(8)
    expect(house.errors).toEqual([])
  },
)

test('[RD5] ATK-57 a wall that dies fifty times shows the same again each time, beside a second wall', async () => {
  const house = await openHouse()
  const lead = await beginWith(house, 'half-day')
  for (const name of ['Maya', 'Luis', 'Noor']) await seat(house, lead, name)
  await pressAndVanish(lead.browser, lead.grant, 'press-one-abcdef')
  const [first, second] = [await wall(house, lead), await wall(house, lead)]
  const shown = async ({ browser, grant }: typeof first) => {
    const socket = browser.flow(grant)
    const { changed } = await new Promise<{ readonly changed: View }>((resolve) => socket.once('slices', resolve))
    return { socket, view: JSON.stringify(changed) }
  }
  const { view } = await shown(second)
  for (let death = 0; death < 50; death++) {
    const again = await shown(first)
    expect(again.view).toBe(view)
    again.socket.io.engine.close()
  }
})

test(
  '[DUR1] ATK-61 a copy of the folder, made while the server was stopped, opens as the same workshop',
  { timeout: 90_000 },
  async () => {
    const server = await startServer()
    const lead = await Guest.lead(server.url)
    const code = await lead.code()
    const maya = await Guest.join(server.url, code, 'Maya')
    await lead.admit(1)
    await lead.next()
    await lead.until(() => lead.view.now?.show !== 'between')
    await maya.until(() => maya.view.now?.show === lead.view.now?.show)
    const before = [lead.view, maya.view].map((view) => JSON.stringify(Object.entries(view).toSorted()))
    for (const guest of [lead, maya]) guest.close()
    await server.terminate()
    const copy = mkdtempSync(join(tmpdir(), 'fourfold-test-'))
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
    cpSync(server.dataDir, copy, { recursive: true })
    await server.stop()
    const other = await startServer({ DATA_DIR: copy })
    onTestFinished(() => void other.stop())
    const again = [lead, maya].map(({ name, grant, cookie }) => new Guest(other.url, name, grant, cookie))
    for (const guest of again) await guest.until(() => guest.view.now !== undefined)
    expect(again.map((guest) => JSON.stringify(Object.entries(guest.view).toSorted()))).toEqual(before)
    for (const guest of again) guest.close()
  },
)
