import { expect, test } from 'vitest'
import { ownDoorTable, type OwnDoorName } from '../../../server/http/own-door-table.ts'
import { cohortOfGrant, newGrantId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { begin, Browser, colead, command, knock, openHouse, seat, wall, type House, type Lead } from './open-house.ts'

const names = Object.keys(ownDoorTable) as OwnDoorName[]
/** A body that each door understands; what it says does nothing here. */
const bodies: Record<OwnDoorName, object | undefined> = {
  code: undefined,
  about: undefined,
  link: { for: 'me' },
  wall: { code: 'K7F3' },
  revoke: { grant: '2222222222-222222222222' },
  leave: {},
  delete: { confirm: true },
  erase: { who: 'me', confirm: true },
  keepsake: undefined,
}

const ask = (browser: Browser, base: string, name: OwnDoorName) => {
  const { method, path } = ownDoorTable[name]
  return method === 'get' ? browser.get(`${base}${path}`) : browser.post(`${base}${path}`, bodies[name])
}

async function everyRole(house: House, lead: Lead) {
  const { grant, base, browser } = lead
  return {
    lead: { grant, base, browser },
    colead: await colead(house, lead),
    member: await seat(house, lead, 'Maya'),
    wall: await wall(house, lead),
  }
}

test('[AU2] ATK-32 whoever has no cookie of a grant gets one and the same answer, whether it exists or not', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const other = await begin(house, 'Andre')
  const { member } = await everyRole(house, lead)
  const ended = await seat(house, lead, 'Luis')
  await lead.browser.post(`${lead.base}/revoke`, { grant: ended.grant })
  const cohort = cohortOfGrant(lead.grant)
  const strangers = [
    { who: 'no cookie', browser: new Browser(house), grant: lead.grant },
    { who: 'another grant of the same workshop', browser: member.browser, grant: lead.grant },
    { who: 'a lead of another workshop', browser: other.browser, grant: lead.grant },
    { who: 'a grant that never was', browser: lead.browser, grant: newGrantId(cohort, seededRandom(7)) },
    { who: 'a workshop that never was', browser: lead.browser, grant: '2222222222-222222222222' },
    { who: 'no grant at all', browser: lead.browser, grant: '__proto__' },
    { who: 'an ended grant', browser: ended.browser, grant: ended.grant },
  ]
  for (const name of names) {
    for (const { who, browser, grant } of strangers) {
      const { status, text } = await ask(browser, `/api/w/${grant}`, name)
      expect([who, name, status, text]).toEqual([who, name, 404, '{"ok":false,"code":"link_closed"}'])
    }
  }
  // Nothing of all this has done anything.
  expect((await lead.browser.get(`${lead.base}/code`)).json['code']).toBe(lead.code)
})

test('[AU8] ATK-33 each door opens for the roles in its table and for nobody else', async () => {
  for (const name of names) {
    const house = await openHouse()
    const lead = await begin(house)
    const roles = await everyRole(house, lead)
    // The lead last: one of the doors deletes everything.
    for (const role of ['wall', 'member', 'colead', 'lead'] as const) {
      const { browser, base } = roles[role]
      const { status, json } = await ask(browser, base, name)
      const may = (ownDoorTable[name].roles as readonly string[]).includes(role)
      const known = json['code'] !== 'leads_only' && json['code'] !== 'link_closed'
      expect([name, role, status === 403 ? 'shut' : 'open', known]).toEqual([name, role, may ? 'open' : 'shut', may])
    }
    await house.close()
  }
})

test('[AU8] somebody at the door has their own link and nothing else; somebody sent away can only leave', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const waiting = await knock(house, lead.code, 'Noor')
  const away = await seat(house, lead, 'Ben')
  await command(house, lead, { type: 'person.remove', member: away.member, confirm: true })
  for (const name of names) {
    if (name === 'leave') continue
    const mine = (ownDoorTable[name].roles as readonly string[]).includes('member')
    const { json: door } = await ask(waiting.browser, waiting.base, name)
    expect([name, door['code']]).toEqual([name, name === 'link' ? undefined : mine ? 'not_now' : 'leads_only'])
    const { json: out } = await ask(away.browser, away.base, name)
    expect([name, out['code']]).toEqual([name, mine ? 'ended_here' : 'leads_only'])
  }
  for (const { browser, base } of [waiting, away]) expect((await ask(browser, base, 'leave')).json['ok']).toBe(true)
})

test('[AU2] a target in another workshop is as unknown as one that never was', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const other = await begin(house, 'Andre')
  const theirs = await seat(house, other, 'Rosa')
  for (const target of [theirs.grant, '2222222222-222222222222', 'x']) {
    const { json } = await lead.browser.post(`${lead.base}/revoke`, { grant: target })
    expect(json).toEqual({ ok: false, code: 'unknown_person' })
  }
  for (const target of [theirs.member, '222222222222', 'x']) {
    const { json } = await lead.browser.post(`${lead.base}/link`, { for: target })
    expect(json).toEqual({ ok: false, code: 'unknown_person' })
  }
  expect((await theirs.browser.get(`${theirs.base}/keepsake.html`)).status).toBe(200)
})

test('[AU8] a lead gives a person a new link; nobody makes one for a lead, and a co-lead none for a co-lead', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const andre = await colead(house, lead)
  const cora = await colead(house, lead)
  const leadMember = house.access.of(cohortOfGrant(lead.grant)).grant(lead.grant)?.member
  const linkBy = async (by: { browser: Browser; base: string }, target: unknown) =>
    (await by.browser.post(`${by.base}/link`, { for: target })).json
  expect(await linkBy(maya, maya.member)).toMatchObject({ code: 'leads_only' })
  expect(await linkBy(andre, leadMember)).toMatchObject({ code: 'not_yours' })
  expect(await linkBy(lead, leadMember)).toMatchObject({ code: 'not_yours' })
  expect(await linkBy(andre, cora.member)).toMatchObject({ code: 'not_yours' })
  expect(await linkBy(lead, cora.member)).toMatchObject({ ok: true, grant: cora.grant })
  const link = await linkBy(andre, maya.member)
  expect(link).toMatchObject({ ok: true, grant: maya.grant })
  const phone = new Browser(house)
  expect((await phone.post('/api/enter', { grant: link['grant'], secret: link['secret'] })).json).toMatchObject({
    ok: true,
    role: 'member',
  })
  expect((await phone.get(`${maya.base}/keepsake.html`)).text).toContain('Maya')
})

test('[AU5] an ended grant is shut at once for every link and device; a lead can give the person a new one', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const { json: link } = await maya.browser.post(`${maya.base}/link`, { for: 'me' })
  const phone = new Browser(house)
  await phone.post('/api/enter', { grant: maya.grant, secret: link['secret'] })
  const flow = phone.flow(maya.grant)
  await new Promise((resolve) => flow.once('slices', resolve))
  const bye = new Promise((resolve) => flow.once('bye', resolve))
  const gone = new Promise((resolve) => flow.once('disconnect', resolve))

  expect((await lead.browser.post(`${lead.base}/revoke`, { grant: maya.grant })).json).toEqual({ ok: true })
  expect(await bye).toBe('revoked')
  await gone
  for (const browser of [maya.browser, phone])
    expect((await browser.get(`${maya.base}/keepsake.html`)).json['code']).toBe('link_closed')
  const again = await phone.post('/api/enter', { grant: maya.grant, secret: link['secret'] })
  expect(again.json).toEqual({ ok: false, code: 'link_closed' })
  const { json: grants } = await lead.browser.get(`${lead.base}/about`)
  expect(JSON.stringify(grants)).not.toContain(maya.grant)

  const { json: fresh } = await lead.browser.post(`${lead.base}/link`, { for: maya.member })
  expect(fresh['grant']).not.toBe(maya.grant)
  const { json: entered } = await phone.post('/api/enter', { grant: fresh['grant'], secret: fresh['secret'] })
  expect(entered).toMatchObject({ ok: true, role: 'member' })
})

test('[AU5] nobody ends the lead, and a co-lead ends no co-lead', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const andre = await colead(house, lead)
  const cora = await colead(house, lead)
  const screen = await wall(house, lead)
  const end = async (by: { browser: Browser; base: string }, grant: string) =>
    (await by.browser.post(`${by.base}/revoke`, { grant })).json
  expect(await end(andre, lead.grant)).toMatchObject({ code: 'not_yours' })
  expect(await end(lead, lead.grant)).toMatchObject({ code: 'not_yours' })
  expect(await end(andre, cora.grant)).toMatchObject({ code: 'not_yours' })
  expect(await end(andre, andre.grant)).toMatchObject({ code: 'not_yours' })
  expect(await end(andre, screen.grant)).toMatchObject({ ok: true })
  expect(await end(lead, cora.grant)).toMatchObject({ ok: true })
})

test('[AU5] leaving ends this device for good and no other', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const { json: link } = await maya.browser.post(`${maya.base}/link`, { for: 'me' })
  const phone = new Browser(house)
  await phone.post('/api/enter', { grant: maya.grant, secret: link['secret'] })
  const copied = phone.cookieHeader
  expect((await phone.post(`${maya.base}/leave`)).json).toEqual({ ok: true })
  expect(phone.cookies.size).toBe(0)
  const thief = await new Browser(house).get(`${maya.base}/keepsake.html`, { headers: { cookie: copied } })
  expect(thief.json['code']).toBe('link_closed')
  expect((await maya.browser.get(`${maya.base}/keepsake.html`)).status).toBe(200)
})

test('[AU8] deleting needs the lead and the word for it, and leaves nothing of the workshop behind', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const { json: link } = await maya.browser.post(`${maya.base}/link`, { for: 'me' })
  const flow = maya.browser.flow(maya.grant)
  await new Promise((resolve) => flow.once('slices', resolve))
  const bye = new Promise((resolve) => flow.once('bye', resolve))

  for (const confirm of [undefined, false, 'true', 1])
    expect((await lead.browser.post(`${lead.base}/delete`, { confirm })).json['code']).toBe('not_understood')
  expect((await lead.browser.post(`${lead.base}/delete`, { confirm: true })).json).toEqual({ ok: true })

  expect(await bye).toBe('deleted')
  expect(await house.log.list('')).toEqual([])
  expect(lead.browser.cookies.size).toBe(0)
  expect((await maya.browser.get(`${maya.base}/keepsake.html`)).json['code']).toBe('link_closed')
  const entered = await maya.browser.post('/api/enter', { grant: maya.grant, secret: link['secret'] })
  expect(entered.json['code']).toBe('link_closed')
  expect((await maya.browser.post('/api/code', { code: lead.code })).json['code']).toBe('not_open')
})

test('[AU8] the list of grants says roles, names and numbers of devices, and no secret', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const { member, wall: screen } = await everyRole(house, lead)
  const { json, text } = await lead.browser.get(`${lead.base}/about`)
  const grants = json['grants'] as { id: string; role: string; name: string; devices: number }[]
  expect(grants.find(({ id }) => id === member.grant)).toEqual({
    id: member.grant,
    role: 'member',
    name: 'Maya',
    devices: 1,
  })
  expect(grants.find(({ id }) => id === screen.grant)).toMatchObject({ role: 'wall', name: '' })
  for (const [, value] of lead.browser.cookies) expect(text).not.toContain(value.split('.')[2])
})
