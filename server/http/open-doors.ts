/** The doors that need no cookie: about, start, code, join, enter, pair. Each hands out a device cookie at most. */
import { Router, type Request, type Response } from 'express'
import type { Access } from '../auth/access.ts'
import { setCookie, type DeviceToken } from '../auth/cookies.ts'
import type { Grants } from '../auth/grants.ts'
import { placeOf, tries } from '../auth/limits.ts'
import type { Pairings } from '../auth/pairing.ts'
import type { Workshops } from '../flow/ports.ts'
import type { Write } from '../log/log.ts'
import { workshopUntil } from '../../shared/policy.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import type { CohortId, GrantId, MemberId } from '../../shared/lib/ids.ts'
import {
  type About,
  type CodeOpen,
  codeShape,
  emptyShape,
  enterShape,
  joinShape,
  pairWaitShape,
  startShape,
} from '../../shared/wire/http.ts'
import { door, sendAnswer } from './answers.ts'
import { isFromHere, type Standing } from './origin.ts'

export interface DoorParts {
  readonly access: Access
  readonly workshops: Workshops
  readonly pairings: Pairings
  readonly standing: Standing
  /** @param here the page is open on the server's own computer */
  about(here: boolean): About
  isOperator(secret: string): boolean
  now(): number
}

/** Codes that were not open, a minute. A room of thirty that types twice as badly as rooms do stays under it. */
const codeFailures = { perPlace: 20, inAll: 100 }

export const giveCookie = (response: Response, access: Access, grant: GrantId, device: DeviceToken): void => {
  response.append('Set-Cookie', setCookie(grant, device, access.secure))
}

export function openDoors({ access, workshops, pairings, standing, about, isOperator, now }: DoorParts): Router {
  const router = Router()
  const codes = tries(codeFailures.perPlace, codeFailures.inAll)

  /** The workshop a code opens: one way for asking and for joining, so that neither can be guessed at faster. */
  async function byCode(typed: string, request: Request): Promise<Grants | 'not_open' | 'too_many_tries'> {
    const from = placeOf(request.ip)
    if (!(await codes.open(from))) return 'too_many_tries'
    const grants = access.byCode(typed)
    if (grants !== null && workshops.about(grants.cohort)?.ended === false) return grants
    await codes.failed(from)
    return 'not_open'
  }

  /** The seat that this browser has in a workshop: whoever comes back finds their own name taken, by themselves. */
  function seatOf(cohort: CohortId, request: Request): CodeOpen['yours'] {
    for (const { grant, role, member } of access.held(cohort, request.headers.cookie)) {
      const person = role !== 'member' || member === null ? null : workshops.person(cohort, member)
      if (person !== null && person.status !== 'out') return { grant, name: person.name }
    }
    return undefined
  }

  router.get('/about', (request, response) => {
    sendAnswer(response, { ok: true, ...about(isFromHere(request, standing)) })
  })

  router.post(
    '/start',
    door(startShape, async ({ operator, lead, agenda }, request, response) => {
      const may = isFromHere(request, standing) || (operator !== undefined && isOperator(operator))
      if (!may) return refuse('start_here_only')
      const issue = (grants: Grants, member: Parameters<Grants['issueGrant']>[1]) => {
        const code = grants.issueCode(access.freshCode())
        const grant = grants.issueGrant('lead', member, access.random)
        const [link, device] = [grants.issueLink(grant.given), grants.issueDevice(grant.given)]
        return { grant, link, device, writes: [code, grant, link, device].map(({ write }) => write) }
      }
      const made: { issued?: ReturnType<typeof issue> } = {}
      const begin = (id: CohortId, member: MemberId) => {
        made.issued = issue(access.of(id), member)
        return made.issued.writes
      }
      const { cohort } = await workshops.start(lead ?? '', begin, agenda)
      if (made.issued === undefined) throw new Error('The workshop began without its lead’s grant')
      const { grant, link, device, writes } = made.issued
      access.of(cohort).apply(writes)
      giveCookie(response, access, grant.given, device.given)
      return { ok: true, grant: grant.given, secret: link.given }
    }),
  )

  router.post(
    '/code',
    door(codeShape, async ({ code }, request) => {
      const grants = await byCode(code, request)
      if (typeof grants === 'string') return refuse(grants)
      const found = workshops.about(grants.cohort)
      const yours = seatOf(grants.cohort, request)
      return {
        ok: true,
        code: grants.code,
        workshop: found?.name ?? '',
        lead: found?.lead ?? '',
        keptUntil: workshopUntil({ startedAt: found?.startedAt ?? now() }),
        ...(yours === undefined ? {} : { yours }),
      }
    }),
  )

  router.post(
    '/join',
    door(joinShape, async ({ code, name, pronouns, place }, request, response) => {
      const grants = await byCode(code, request)
      if (typeof grants === 'string') return refuse(grants)
      const made: { grant?: GrantId; device?: DeviceToken; writes: readonly Write[] } = { writes: [] }
      const knocked = await workshops.knock(grants.cohort, { name, pronouns, place }, (_cohort, member) => {
        const grant = grants.issueGrant('member', member, access.random)
        const device = grants.issueDevice(grant.given)
        Object.assign(made, { grant: grant.given, device: device.given, writes: [grant.write, device.write] })
        return made.writes
      })
      if (!knocked.ok) return knocked
      if (made.grant === undefined || made.device === undefined) throw new Error('Somebody came in without a grant')
      grants.apply(made.writes)
      giveCookie(response, access, made.grant, made.device)
      return { ok: true, grant: made.grant }
    }),
  )

  // No limit on failures: 256 bits cannot be guessed, and one device must not be able to shut this door for a room.
  router.post(
    '/enter',
    door(enterShape, async ({ grant, secret }, request, response) => {
      const opening = access.opening(grant, secret)
      const kept = opening?.grants.grant(opening.id) ?? null
      if (opening === null || kept === null) return refuse('link_closed')
      const { grants, id } = opening
      const person = kept.member === null ? null : workshops.person(grants.cohort, kept.member)
      if (kept.member !== null && (person === null || person.status === 'out')) return refuse('link_closed')
      // The same device again: its cookie begins its time anew, and nothing is stored.
      const known = access.device(id, request.headers.cookie)
      if (known === null) {
        const { write, given } = grants.issueDevice(id)
        await workshops.commit(grants.cohort, [write])
        grants.apply([write])
        giveCookie(response, access, id, given)
      } else giveCookie(response, access, id, known)
      return { ok: true, grant: id, role: kept.role }
    }),
  )

  router.post(
    '/pair',
    door(emptyShape, (_body, request) => {
      const pairing = pairings.begin(placeOf(request.ip))
      return pairing === null ? refuse('too_fast') : { ok: true, ...pairing }
    }),
  )

  router.post(
    '/pair/wait',
    door(pairWaitShape, async ({ id, secret }, _request, response) => {
      const paired = await pairings.wait(id, secret)
      if (paired === 'gone') return refuse('wall_code_unknown')
      if (paired !== null) giveCookie(response, access, paired.grant, paired.device)
      return { ok: true, grant: paired?.grant ?? null }
    }),
  )

  return router
}
