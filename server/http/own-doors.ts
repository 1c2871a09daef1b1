/** The doors behind a grant's device cookie, under `/api/w/<grant>`: links, walls, revoking, the keepsake, deletion. */
import { Router, type Request, type Response } from 'express'
import type { Access } from '../auth/access.ts'
import { clearCookie } from '../auth/cookies.ts'
import { tries } from '../auth/limits.ts'
import type { Pairings } from '../auth/pairing.ts'
import type { Principal, Workshops } from '../flow/ports.ts'
import { keepsakeHtml } from '../../shared/pages/keepsake.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import type { GrantId, MemberId } from '../../shared/lib/ids.ts'
import {
  deleteShape,
  emptyShape,
  linkShape,
  revokeShape,
  wallShape,
  type About,
  type GrantInfo,
} from '../../shared/wire/http.ts'
import { door, sendRefusal, type DoorAnswer } from './answers.ts'

export interface OwnDoors {
  readonly access: Access
  readonly workshops: Workshops
  readonly pairings: Pairings
  readonly about: () => About
  now(): number
}

const day = (ms: number) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(ms)

export function ownDoors({ access, workshops, pairings, about, now }: OwnDoors): Router {
  const router = Router({ mergeParams: true })
  const wallCodes = tries(30, 300)

  const who = (request: Request): Principal | null =>
    access.principal(String(request.params['grant']), request.headers.cookie)

  /** Unknown, revoked, or somebody else's: one answer for all of them. */
  const mine = async (
    request: Request,
    act: (principal: Principal) => Promise<DoorAnswer> | DoorAnswer,
  ): Promise<DoorAnswer> => {
    const principal = who(request)
    return principal === null ? refuse('link_closed') : act(principal)
  }
  const asLead = (request: Request, act: (principal: Principal) => Promise<DoorAnswer> | DoorAnswer) =>
    mine(request, (principal) =>
      principal.role === 'lead' || principal.role === 'colead' ? act(principal) : refuse('leads_only'),
    )

  const answer = (response: Response, result: DoorAnswer) => {
    if (result.ok) response.json(result)
    else sendRefusal(response, result)
  }

  router.get('/code', async (request, response) => {
    answer(
      response,
      await mine(request, ({ role, cohort }) =>
        role === 'member' ? refuse('leads_only') : { ok: true, code: access.of(cohort).code },
      ),
    )
  })

  router.get('/about', async (request, response) => {
    answer(response, await asLead(request, ({ cohort }) => ({ ok: true, grants: grantsOf(cohort) })))
  })

  const grantsOf = (cohort: Principal['cohort']): GrantInfo[] =>
    access
      .of(cohort)
      .list()
      .map(({ id, role, member, devices }) => ({
        id,
        role,
        devices,
        name: member === null ? '' : (workshops.person(cohort, member)?.name ?? ''),
      }))

  router.post(
    '/link',
    door(linkShape, (body, request) =>
      mine(request, async (principal) => {
        const found =
          body.for === 'me'
            ? principal.grant
            : lead(principal)
              ? await linkTarget(principal, body.for)
              : refuse('leads_only')
        if (typeof found !== 'string') return found
        const { write, given } = access.of(principal.cohort).issueLink(found)
        await workshops.commit(principal.cohort, [write])
        access.of(principal.cohort).apply(write)
        return { ok: true, grant: found, secret: given }
      }),
    ),
  )

  const lead = ({ role }: Principal) => role === 'lead' || role === 'colead'

  /** The grant a lead asks a link for: a new co-lead's, or a member's own. */
  async function linkTarget({ cohort }: Principal, wanted: string): Promise<GrantId | Refusal> {
    const grants = access.of(cohort)
    if (wanted !== 'colead') {
      return (
        grants.list().find((one) => one.member === (wanted as MemberId) && one.role === 'member')?.id ??
        refuse('unknown_person')
      )
    }
    const made: { issued?: ReturnType<typeof grants.issueInvitation> } = {}
    await workshops.addColead(cohort, (_cohort, member) => {
      made.issued = grants.issueInvitation('colead', member, access.random)
      return [made.issued.write]
    })
    if (made.issued === undefined) return refuse('not_stored')
    grants.apply(made.issued.write)
    return made.issued.given.id
  }

  router.post(
    '/wall',
    door(wallShape, ({ code }, request) =>
      asLead(request, async ({ cohort }) => {
        const from = request.ip ?? ''
        if (!(await wallCodes.open(from))) return refuse('too_many_tries')
        if (!pairings.waits(code)) {
          await wallCodes.failed(from)
          return refuse('wall_code_unknown')
        }
        const grants = access.of(cohort)
        const { write, given } = grants.issue('wall', null, access.random, false)
        await workshops.commit(cohort, [write])
        grants.apply(write)
        pairings.pair(code, { grant: given.id, device: given.device })
        return { ok: true, grant: given.id }
      }),
    ),
  )

  router.post(
    '/revoke',
    door(revokeShape, ({ grant }, request) =>
      asLead(request, async ({ cohort, grant: own }) => {
        const grants = access.of(cohort)
        const kept = grants.grant(grant as GrantId)
        if (kept === null || kept.id === own || kept.role === 'lead') return refuse('unknown_person')
        const { write } = grants.revoke(kept.id)
        await workshops.commit(cohort, [write])
        grants.apply(write)
        workshops.dismiss(cohort, kept.id)
        return { ok: true }
      }),
    ),
  )

  router.post(
    '/leave',
    door(emptyShape, (_body, request, response) =>
      mine(request, ({ grant }) => {
        response.append('Set-Cookie', clearCookie(grant, access.secure))
        return { ok: true }
      }),
    ),
  )

  router.post(
    '/delete',
    door(deleteShape, (_body, request) =>
      mine(request, async ({ role, cohort }) => {
        if (role !== 'lead') return refuse('leads_only')
        await workshops.destroy(cohort)
        access.forget(cohort)
        return { ok: true }
      }),
    ),
  )

  router.get('/keepsake.html', (request, response) => {
    const principal = who(request)
    if (principal?.member == null) return sendRefusal(response, refuse('link_closed'))
    const view = workshops.view(principal.cohort, principal.member)
    if (view.workshop === undefined || view.me === undefined) return sendRefusal(response, refuse('deleted'))
    const html = keepsakeHtml({
      version: 1,
      workshop: view.workshop.name,
      name: view.me.name,
      day: day(now()),
      keptUntil: day(view.workshop.keptUntil),
      host: about().host,
      agreements: view.agreements ?? null,
    })
    response.attachment('fourfold.html').type('html').send(html)
  })

  return router
}
