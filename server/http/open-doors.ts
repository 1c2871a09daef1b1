/** The doors that need no cookie: start, code, join, enter, pair. Each hands out a device cookie at most. */
import { Router, type Request, type Response } from 'express'
import type { Issued } from '../auth/grants.ts'
import type { Access } from '../auth/access.ts'
import { setCookie, type DeviceToken } from '../auth/cookies.ts'
import { tries } from '../auth/limits.ts'
import type { Pairings } from '../auth/pairing.ts'
import type { Workshops } from '../flow/ports.ts'
import type { Write } from '../log/log.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import type { GrantId } from '../../shared/lib/ids.ts'
import {
  type About,
  codeShape,
  emptyShape,
  enterShape,
  joinShape,
  pairWaitShape,
  startShape,
} from '../../shared/wire/http.ts'
import { door } from './answers.ts'

export interface OpenDoors {
  readonly access: Access
  readonly workshops: Workshops
  readonly pairings: Pairings
  readonly about: () => About
  /** Whether this request may start a workshop. */
  mayStart(request: Request, operator: string | undefined): boolean
}

export const giveCookie = (response: Response, access: Access, grant: GrantId, device: DeviceToken): void => {
  response.append('Set-Cookie', setCookie(grant, device, access.secure))
}

export function openDoors({ access, workshops, pairings, about, mayStart }: OpenDoors): Router {
  const router = Router()
  const codes = tries(20, 200)
  const links = tries(20, 200)
  const address = (request: Request) => request.ip ?? ''

  router.get('/about', (_request, response) => void response.json({ ok: true, ...about() }))

  router.post(
    '/start',
    door(startShape, async ({ operator, lead }, request, response) => {
      if (!mayStart(request, operator)) return refuse('start_here_only')
      const made: { issued?: Issued<{ id: GrantId; device: DeviceToken; link: string }>; writes: Write[] } = {
        writes: [],
      }
      const { cohort } = await workshops.start(lead ?? '', (id, member) => {
        const grants = access.of(id)
        const code = grants.issueCode(access.random)
        made.issued = grants.issue('lead', member, access.random, true)
        made.writes = [code.write, made.issued.write]
        return made.writes
      })
      for (const write of made.writes) access.of(cohort).apply(write)
      if (made.issued === undefined) return refuse('not_stored')
      const { id, device, link } = made.issued.given
      giveCookie(response, access, id, device)
      return { ok: true, grant: id, secret: link }
    }),
  )

  router.post(
    '/code',
    door(codeShape, async ({ code }, request) => {
      if (!(await codes.open(address(request)))) return refuse('too_many_tries')
      const grants = access.byCode(code)
      const found = grants === null ? null : workshops.about(grants.cohort)
      if (grants === null || found === null || found.ended) {
        await codes.failed(address(request))
        return refuse('not_open')
      }
      return { ok: true, code: grants.code, workshop: found.name, lead: found.lead }
    }),
  )

  router.post(
    '/join',
    door(joinShape, async ({ code, name, pronouns, place }, request, response) => {
      if (!(await codes.open(address(request)))) return refuse('too_many_tries')
      const grants = access.byCode(code)
      if (grants === null) {
        await codes.failed(address(request))
        return refuse('not_open')
      }
      const made: { issued?: Issued<{ id: GrantId; device: DeviceToken; link: string }> } = {}
      const knocked = await workshops.knock(grants.cohort, { name, pronouns, place }, (_cohort, member) => {
        made.issued = grants.issue('member', member, access.random, false)
        return [made.issued.write]
      })
      if (!knocked.ok) return knocked
      if (made.issued === undefined) return refuse('not_stored')
      grants.apply(made.issued.write)
      giveCookie(response, access, made.issued.given.id, made.issued.given.device)
      return { ok: true, grant: made.issued.given.id }
    }),
  )

  router.post(
    '/enter',
    door(enterShape, async ({ grant, secret }, request, response) => {
      if (!(await links.open(address(request)))) return refuse('too_many_tries')
      const opening = access.opening(grant, secret)
      const kept = opening?.grants.grant(opening.id) ?? null
      if (opening === null || kept === null) {
        await links.failed(address(request))
        return refuse('link_closed')
      }
      const { write, given } = opening.grants.issueDevice(opening.id)
      await workshops.commit(opening.grants.cohort, [write])
      opening.grants.apply(write)
      giveCookie(response, access, opening.id, given)
      return { ok: true, grant: opening.id, role: kept.role }
    }),
  )

  router.post(
    '/pair',
    door(emptyShape, () => {
      const pairing = pairings.begin()
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
