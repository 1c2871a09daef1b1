import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { workshopUntil } from '../../../shared/policy.ts'
import { cohortOfGrant, type GrantId } from '../../../shared/lib/ids.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import {
  begin,
  Browser,
  command,
  knock,
  openHouse,
  operatorSecret,
  seat,
  temporaryFolder,
  wall,
  type House,
} from './open-house.ts'

const wrongCode = 'FFFFFF'
const join = (browser: Browser, code: string, name: string, from?: string) =>
  browser.post(
    '/api/join',
    { code, name, pronouns: '', place: 'room' },
    from === undefined ? {} : { headers: { 'x-forwarded-for': from } },
  )
const askCode = (house: House, code: string, from?: string) =>
  new Browser(house).post('/api/code', { code }, from === undefined ? {} : { headers: { 'x-forwarded-for': from } })

test('[AU13] on the server’s own computer a workshop begins with one press', async () => {
  const house = await openHouse()
  expect((await new Browser(house).get('/api/about')).json).toMatchObject({ ok: true, operatorOnly: false })
  const lead = await begin(house)
  expect(lead.code).toMatch(/^[23456789CDFHJKMNPQRTVWX]{6}$/)
  expect(house.cohorts.about(cohortOfGrant(lead.grant))).toMatchObject({ lead: 'Judith', ended: false })
})

test('[AU13] whoever comes from elsewhere begins a workshop with the operator’s link only', async () => {
  const house = await openHouse()
  const elsewhere = { host: `192.168.1.20:${house.port}`, origin: `http://192.168.1.20:${house.port}` }
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  for (const headers of [elsewhere, forwarded]) {
    const browser = new Browser(house)
    expect((await browser.get('/api/about', { headers })).json['operatorOnly']).toBe(true)
    const sent = { headers, ...('origin' in headers ? { origin: headers.origin } : {}) }
    expect(await browser.post('/api/start', {}, sent)).toMatchObject({ status: 403, json: { code: 'start_here_only' } })
    const wrong = await browser.post('/api/start', { operator: operatorSecret.replace('o', 'x') }, sent)
    expect(wrong.json['code']).toBe('start_here_only')
    expect(browser.cookies.size).toBe(0)
    expect((await browser.post('/api/start', { operator: operatorSecret }, sent)).json['ok']).toBe(true)
  }
})

test('[AU13] with a public address even this computer needs the operator’s link: a proxy could stand there', async () => {
  const house = await openHouse({
    standing: { publicOrigin: 'https://fourfold.example.org', secure: true },
    proxies: 1,
  })
  const browser = new Browser(house)
  expect((await browser.post('/api/start')).json['code']).toBe('start_here_only')
  expect((await browser.post('/api/start', { operator: operatorSecret })).json['ok']).toBe(true)
})

test('[AU9] ATK-28 a device cookie is one for each grant, for this site alone, and no script reads it', async () => {
  const plain = await openHouse()
  const { grant, browser } = await begin(plain)
  const maya = await knock(plain, (await browser.get(`/api/w/${grant}/code`)).json['code'] as string, 'Maya', browser)
  expect([...browser.cookies.keys()]).toEqual([`ff-${grant}`, `ff-${maya.grant}`])

  for (const secure of [false, true]) {
    const house = await openHouse({ standing: { publicOrigin: secure ? 'https://x.example' : null, secure } })
    const { headers } = await new Browser(house).post('/api/start', { operator: operatorSecret })
    const [cookie = ''] = headers['set-cookie'] ?? []
    const name = secure ? '__Host-ff-[a-z0-9-]{23}' : 'ff-[a-z0-9-]{23}'
    const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000${secure ? '; Secure' : ''}`
    expect(cookie).toMatch(new RegExp(`^${name}=v1\\.[\\w-]{16}\\.[\\w-]{43}; ${flags}$`))
  }
})

test('a code says what it opens, however it is typed; a wrong one and an ended workshop are not open', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const spaced = `${lead.code.slice(0, 3)} ${lead.code.slice(3)}`.toLowerCase()
  for (const typed of [lead.code, spaced, `https://any.example/j/${lead.code}`]) {
    const { json } = await askCode(house, typed)
    expect(json).toEqual({
      ok: true,
      keptUntil: workshopUntil({ startedAt: house.time.now }),
      code: lead.code,
      workshop: expect.any(String),
      lead: 'Judith',
    })
  }
  for (const typed of [wrongCode, '', 'hello', '__proto__', 'x'.repeat(200)])
    expect(await askCode(house, typed)).toMatchObject({ status: 404, json: { code: 'not_open' } })
  await command(house, lead, { type: 'workshop.end', confirm: true })
  expect((await askCode(house, lead.code)).json['code']).toBe('not_open')
  expect((await join(new Browser(house), lead.code, 'Maya')).json['code']).toBe('not_open')
})

test('[AU14] a browser with a living seat is told whose it is; no other browser, and no other workshop, is', async () => {
  const house = await openHouse()
  const [lead, other] = [await begin(house), await begin(house, 'Ines')]
  const yours = async (browser: Browser, code = lead.code) =>
    (await browser.post('/api/code', { code })).json['yours'] ?? null
  const maya = await seat(house, lead, 'Maya')
  expect(await yours(maya.browser)).toEqual({ grant: maya.grant, name: 'Maya' })
  expect(await yours(new Browser(house))).toBeNull()
  expect(await yours(maya.browser, other.code)).toBeNull()
  // The browser of somebody who leads has no seat of a member.
  expect(await yours(lead.browser)).toBeNull()

  // A cookie that names the grant, and does not know its secret.
  const mallory = new Browser(house)
  mallory.cookies.set(`ff-${maya.grant}`, `v1.${'a'.repeat(16)}.${'b'.repeat(43)}`)
  expect(await yours(mallory)).toBeNull()

  // At the door one has a seat as well; of several it is the one taken last that is still living.
  const tomasz = await knock(house, lead.code, 'Tomasz', maya.browser)
  expect(await yours(maya.browser)).toEqual({ grant: tomasz.grant, name: 'Tomasz' })
  await command(house, lead, { type: 'lobby.decline', member: tomasz.member })
  expect(await yours(maya.browser)).toEqual({ grant: maya.grant, name: 'Maya' })
  await command(house, lead, { type: 'person.remove', member: maya.member, confirm: true })
  expect(await yours(maya.browser)).toBeNull()
})

test('[AU6] sixty people join from one address while each fourth mistypes the code, and nobody meets a limit', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const browser = new Browser(house)
      if (index % 4 === 0) expect((await browser.post('/api/code', { code: wrongCode })).status).toBe(404)
      await browser.post('/api/code', { code: lead.code })
      return (await join(browser, lead.code, `Person ${index}`)).json
    }),
  )
  expect(answers.every(({ ok }) => ok)).toBe(true)
  expect((await join(new Browser(house), lead.code, 'One more')).json['code']).toBe('lobby_full')
})

test('[AU6] ATK-25 guessing ends after twenty wrong codes a minute; another address goes on joining', async () => {
  const house = await openHouse({ proxies: 1 })
  const lead = await begin(house)
  const seen = new Set<unknown>()
  for (let i = 0; i < 40; i++) seen.add((await askCode(house, wrongCode, '203.0.113.7')).json['code'])
  expect([...seen]).toEqual(['not_open', 'too_many_tries'])
  // Asking and joining share one count, and a right guess is not answered any more either.
  expect(await askCode(house, lead.code, '203.0.113.7')).toMatchObject({ status: 429 })
  expect((await join(new Browser(house), lead.code, 'Mallory', '203.0.113.7')).json['code']).toBe('too_many_tries')
  expect((await join(new Browser(house), lead.code, 'Maya', '203.0.113.8')).json['ok']).toBe(true)
})

test('[AU6] ATK-25 many guessers together get a hundred tries a minute and one each, and shut the door for nobody else', async () => {
  const house = await openHouse({ proxies: 1 })
  const lead = await begin(house)
  let tried = 0
  for (let place = 0; place < 50; place++) {
    for (let i = 0; i < 10; i++) if ((await askCode(house, wrongCode, `198.51.100.${place}`)).status === 404) tried++
  }
  expect(tried).toBeLessThanOrEqual(100 + 50)
  expect((await join(new Browser(house), lead.code, 'Maya', '203.0.113.8')).json['ok']).toBe(true)
})

test('[AU1] a name of three hundred letters, of nothing, and of control signs', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const nameOf = async (name: string) => {
    const browser = new Browser(house)
    const { json } = await join(browser, lead.code, name)
    if (json['ok'] !== true) return json['code']
    const grant = json['grant'] as GrantId
    const member = house.access.of(cohortOfGrant(grant)).grant(grant)?.member ?? null
    return member === null ? null : { name: house.cohorts.person(cohortOfGrant(grant), member)?.name }
  }
  expect(await nameOf('A'.repeat(300))).toBe('name_too_long')
  expect(await nameOf('A'.repeat(3000))).toBe('too_big')
  expect(await nameOf(' \u202e\u0000 ')).toBe('name_needed')
  expect(await nameOf('Ma\u0000ya\u202e\n<b>')).toEqual({ name: 'Ma ya <b>' })
  expect(await nameOf('ma ya <b>')).toBe('name_taken')
})

test('[AU5] ATK-27 opening a link’s address does nothing, however often; only the exchange by POST opens it', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const scanner = new Browser(house)
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    for (const path of [`/e/${lead.grant}`, `/e/${lead.grant}?${lead.secret}`, '/api/enter', `/j/${lead.code}`]) {
      const { headers } = await scanner.ask(method, path, { origin: null })
      expect(headers['set-cookie']).toBeUndefined()
    }
  }
  expect(JSON.stringify((await lead.browser.get(`${lead.base}/about`)).json)).toContain('"devices":1')
  expect((await scanner.post('/api/enter', { grant: lead.grant, secret: lead.secret })).json).toEqual({
    ok: true,
    grant: lead.grant,
    role: 'lead',
  })
})

test('[AU2] a link opens with its whole secret only, and says nothing about what was wrong', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const other = await begin(house, 'Andre')
  const away = await seat(house, lead, 'Ben')
  const { json: link } = await away.browser.post(`${away.base}/link`, { for: 'me' })
  await command(house, lead, { type: 'person.remove', member: away.member, confirm: true })
  for (const [grant, secret] of [
    [lead.grant, other.secret],
    [other.grant, lead.secret],
    [lead.grant, lead.secret.slice(0, 42)],
    [lead.grant, `${lead.secret}A`],
    ['2222222222-222222222222', lead.secret],
    ['constructor', lead.secret],
    [link['grant'], link['secret']],
  ]) {
    const browser = new Browser(house)
    const { status, text } = await browser.post('/api/enter', { grant, secret })
    expect([grant, status, text]).toEqual([grant, 404, '{"ok":false,"code":"link_closed"}'])
    expect(browser.cookies.size).toBe(0)
  }
})

test('[AU10] the same device entering again is still one device, and its cookie lasts anew', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const before = [...lead.browser.cookies]
  const { headers } = await lead.browser.post('/api/enter', { grant: lead.grant, secret: lead.secret })
  expect(headers['set-cookie']).toHaveLength(1)
  expect([...lead.browser.cookies]).toEqual(before)
  expect(JSON.stringify((await lead.browser.get(`${lead.base}/about`)).json)).toContain('"devices":1')
})

test('[AU10] ATK-26 codes, links and devices hold after a restart, and no secret is in any file', async () => {
  const folder = temporaryFolder()
  const log = openSqliteLog(`${folder}/fourfold.db`)
  const house = await openHouse({ log })
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const luis = await seat(house, lead, 'Luis')
  const { json: link } = await maya.browser.post(`${maya.base}/link`, { for: 'me' })
  await lead.browser.post(`${lead.base}/revoke`, { grant: luis.grant })
  await house.close()
  await log.close()

  const files = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'latin1'))
  const secrets = [lead.secret, String(link['secret'])]
  for (const { browser } of [lead, maya, luis]) for (const value of browser.cookies.values()) secrets.push(value)
  for (const secret of secrets.map((one) => one.split('.').at(-1) ?? ''))
    expect(files.some((file) => file.includes(secret))).toBe(false)

  const reopened = openSqliteLog(`${folder}/fourfold.db`)
  const again = await openHouse({ log: reopened, seed: 2 })
  const of = (browser: Browser) => Object.assign(new Browser(again), { cookies: browser.cookies })
  expect((await of(lead.browser).get(`${lead.base}/code`)).json['code']).toBe(lead.code)
  expect((await of(maya.browser).get(`${maya.base}/keepsake.html`)).text).toContain('Maya')
  expect((await of(luis.browser).get(`${luis.base}/keepsake.html`)).json['code']).toBe('link_closed')
  expect((await new Browser(again).post('/api/enter', { grant: maya.grant, secret: link['secret'] })).json['ok']).toBe(
    true,
  )
  expect((await join(new Browser(again), lead.code, 'Rosa')).json['ok']).toBe(true)
  await again.close()
  await reopened.close()
})

test('[AU11] a wall shows four signs, a lead types them, and the wall has a grant of its own', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const { browser, grant, base, pairing, named } = await wall(house, lead)
  expect(pairing['code']).toMatch(/^[23456789CDFHJKMNPQRTVWX]{4}$/)
  expect(named.json).toMatchObject({ ok: true, grant })
  expect((await browser.get(`${base}/code`)).json).toEqual({ ok: true, code: lead.code })
  const flow = browser.flow(grant)
  const frame = await new Promise<{ readonly changed: object }>((resolve) => flow.once('slices', resolve))
  expect(Object.keys(frame.changed)).toEqual(['wall'])
})

test('[AU11] the answer to a wall may be lost: it asks again and gets the same', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const { browser, grant, pairing } = await wall(house, lead)
  const cookies = [...browser.cookies]
  const { json } = await browser.post('/api/pair/wait', { id: pairing['id'], secret: pairing['secret'] })
  expect(json).toEqual({ ok: true, grant })
  expect([...browser.cookies]).toEqual(cookies)
  const thief = await new Browser(house).post('/api/pair/wait', { id: pairing['id'], secret: 'A'.repeat(43) })
  expect(thief.json['code']).toBe('wall_code_unknown')
})

test('[AU11] a code is named once, ends after ten minutes, and guessing it is limited for each lead', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const { pairing } = await wall(house, lead)
  const name = async (code: unknown, by = lead) => (await by.browser.post(`${by.base}/wall`, { code })).json
  expect(await name(pairing['code'])).toMatchObject({ code: 'wall_code_unknown' })

  const { json: late } = await new Browser(house).post('/api/pair')
  house.time.now += 10 * 60_000
  expect(await name(late['code'])).toMatchObject({ code: 'wall_code_unknown' })

  for (let i = 0; i < 30; i++) await name('7777')
  expect(await name('7777')).toMatchObject({ code: 'too_many_tries' })
  const other = await begin(house, 'Andre')
  const { json: fresh } = await new Browser(house).post('/api/pair')
  expect(await name(fresh['code'])).toMatchObject({ code: 'too_many_tries' })
  expect(await name(String(fresh['code']).toLowerCase(), other)).toMatchObject({ ok: true })
})

test('[AU11] a stop answers every wall that waits', async () => {
  const house = await openHouse()
  const browser = new Browser(house)
  const { json: pairing } = await browser.post('/api/pair')
  const ask = () => browser.post('/api/pair/wait', { id: pairing['id'], secret: pairing['secret'] })
  const [one, other] = [ask(), ask()]
  // One of them answers the other; what is left waits.
  expect((await Promise.race([one, other])).json).toEqual({ ok: true, grant: null })
  await house.close()
  for (const { json } of await Promise.all([one, other])) expect(json).toEqual({ ok: true, grant: null })
})
