import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accessStream, isGrantId, type CohortId, type DocId, type GrantId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Access } from '../../../server/auth/access.ts'
import { clearCookie, readCookie, setCookie } from '../../../server/auth/cookies.ts'
import { Grants } from '../../../server/auth/grants.ts'
import { readJson, readStored } from '../../../server/log/entry.ts'
import { memoryLog } from '../../../server/log/memory.ts'

interface Kept {
  readonly role: string
  readonly member: string | null
  readonly link: string
  readonly cookie: string
  readonly cookieOnHttps: string
}
interface Fixture {
  readonly cohort: CohortId
  readonly code: string
  readonly people: Readonly<Record<string, Kept>>
  readonly entries: readonly string[]
}

const stored = JSON.parse(readFileSync('tests/fixtures/auth/access-v1.json', 'utf8')) as Fixture

/** What a log gives of bodies that were stored plain. */
const bodies = () => stored.entries.map((body) => readStored(Buffer.from(body, 'base64')).payload)

/** As a server that has just started, on what version 1 has stored. */
async function opened(secure: boolean): Promise<Access> {
  const log = memoryLog()
  const lease = await log.lease(stored.cohort, 'test')
  const write = {
    stream: accessStream(stored.cohort),
    bodies: bodies(),
  }
  await log.append([write], lease)
  const access = new Access({ random: seededRandom(1), secure, now: () => 0 })
  await access.openAll(log)
  return access
}

/** The part of a `Set-Cookie` header that a browser sends back. */
const sentBack = (cookie: string) => cookie.split(';')[0] ?? ''
const cohort = '23456789cd' as CohortId

/** As the page that a link opens reads it. */
function readLink(link: string): { readonly grant: GrantId; readonly secret: string } {
  const { pathname, hash } = new URL(link)
  const grant = pathname.split('/').at(-1) ?? ''
  if (!isGrantId(grant)) throw new Error(`${link} names no grant`)
  return { grant, secret: hash.slice(1) }
}

test('[AU10] what version 1 stored is opened: codes, links and cookies, and what has ended stays ended', async () => {
  for (const secure of [false, true]) {
    const access = await opened(secure)
    expect(access.byCode(stored.code)?.cohort).toBe(stored.cohort)
    for (const [who, { role, member, link, cookie, cookieOnHttps }] of Object.entries(stored.people)) {
      const { grant, secret } = readLink(link)
      const principal = access.principal(grant, `other=1; ${sentBack(secure ? cookieOnHttps : cookie)}; more=2`)
      const ended = who === 'left' || who === 'revoked'
      expect([who, principal]).toEqual([who, ended ? null : { cohort: stored.cohort, grant, role, member }])
      expect([who, access.opening(grant, secret) !== null]).toEqual([who, who !== 'revoked'])
    }
  }
})

test('[AU7] what is stored holds no secret, only hashes', () => {
  const text = bodies()
    .map((body) => JSON.stringify(readJson(body)))
    .join('\n')
  for (const { link, cookie } of Object.values(stored.people)) {
    const secrets = [readLink(link).secret, /v1\.[^.]+\.([^;]+)/.exec(cookie)?.[1]]
    for (const secret of secrets) {
      expect(secret).toHaveLength(43)
      expect(text).not.toContain(secret)
    }
  }
})

test('[AU9] a cookie of http is none on https, and the other way round', async () => {
  const { cookie, cookieOnHttps, link } = stored.people['lead'] as Kept
  const { grant } = readLink(link)
  expect((await opened(true)).principal(grant, sentBack(cookie))).toBeNull()
  expect((await opened(false)).principal(grant, sentBack(cookieOnHttps))).toBeNull()
})

test('[AU9] only a whole cookie of exactly this grant is read', () => {
  const grant = '23456789cd-222222222222' as GrantId
  const device = { device: 'abcdefgh12345678', secret: 'S'.repeat(43) }
  const cookie = sentBack(setCookie(grant, device, false))
  expect(readCookie(cookie, grant, false)).toEqual(device)
  expect(readCookie(`a=b;${cookie};c=d`, grant, false)).toEqual(device)
  for (const wrong of [
    undefined,
    '',
    cookie.replace('v1', 'v2'),
    cookie.replace('v1.', ''),
    `${cookie}.more`,
    cookie.slice(0, -30),
    `x${cookie}`,
    cookie.replace(grant, '23456789cd-333333333333'),
    sentBack(clearCookie(grant, false)),
  ])
    expect([wrong, readCookie(wrong, grant, false)]).toEqual([wrong, null])
})

test('[AU5] after its end nothing opens a grant, also when it was written while the end was on its way', () => {
  const grants = new Grants(cohort)
  const grant = grants.issueGrant('member', null, seededRandom(1))
  const [link, device] = [grants.issueLink(grant.given), grants.issueDevice(grant.given)]
  grants.apply([grant.write, grants.revoke(grant.given).write, link.write, device.write])
  expect(grants.opensWith(grant.given, link.given)).toBe(false)
  expect(grants.knows(grant.given, device.given)).toBe(false)
  expect(grants.list()).toEqual([])
})

test('[AU2] nothing opens a grant before what was issued is durable', () => {
  const grants = new Grants(cohort)
  const grant = grants.issueGrant('member', null, seededRandom(1))
  const device = grants.issueDevice(grant.given)
  grants.apply([grant.write])
  expect(grants.knows(grant.given, device.given)).toBe(false)
  grants.apply([device.write])
  expect(grants.knows(grant.given, device.given)).toBe(true)
  expect(grants.knows(grant.given, { ...device.given, secret: 'S'.repeat(43) })).toBe(false)
})

test('[AU10] a grant keeps its twenty newest links and devices, and several at once', () => {
  const grants = new Grants(cohort)
  const grant = grants.issueGrant('member', null, seededRandom(1))
  grants.apply([grant.write])
  const links = Array.from({ length: 21 }, () => grants.issueLink(grant.given))
  const devices = Array.from({ length: 21 }, () => grants.issueDevice(grant.given))
  grants.apply([...links, ...devices].map(({ write }) => write))
  expect(links.map(({ given }) => grants.opensWith(grant.given, given))).toEqual([false, ...Array(20).fill(true)])
  expect(devices.map(({ given }) => grants.knows(grant.given, given))).toEqual([false, ...Array(20).fill(true)])
})

test('[AU10] no two workshops get the same code', () => {
  // The first two codes drawn are alike.
  const draws = [...Array(12).fill(3), ...Array(6).fill(4)] as number[]
  const access = new Access({ random: () => draws.shift() ?? 0, secure: false, now: () => 0 })
  for (const id of ['2222222222', '3333333333'] as CohortId[]) {
    const grants = access.of(id)
    grants.apply([grants.issueCode(access.freshCode()).write])
  }
  const codes = (['2222222222', '3333333333'] as CohortId[]).map((id) => access.of(id).code)
  expect(codes).toEqual(['555555', '666666'])
})

test('[AU12] a ticket names one board and needs the cookie of who asked for it', async () => {
  const access = await opened(false)
  const { cookie, link } = stored.people['member'] as Kept
  const { grant } = readLink(link)
  const other = stored.people['lead'] as Kept
  const principal = access.principal(grant, sentBack(cookie))
  if (principal === null) throw new Error('no principal')
  const doc = '23456789cd/3333333333.together.all' as DocId
  const redeem = (cookies: string | undefined) => access.redeem(access.ticket(principal, doc), doc, cookies)
  expect(redeem(sentBack(cookie))).toEqual(principal)
  expect(redeem(sentBack(other.cookie))).toBeNull()
  expect(redeem(undefined)).toBeNull()
})
