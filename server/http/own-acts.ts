/** What happens behind the doors of own-door-table.ts, after who is asking has been made sure of. */
import type { Request } from 'express'
import { clearCookie } from '../auth/cookies.ts'
import type { Grant, Grants } from '../auth/grants.ts'
import { tries } from '../auth/limits.ts'
import type { Principal } from '../flow/ports.ts'
import { keepsakeHtml } from '../../shared/pages/keepsake.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import type { GrantId, MemberId } from '../../shared/lib/ids.ts'
import type { GrantInfo } from '../../shared/wire/http.ts'
import type { Write } from '../log/log.ts'
import type { DoorParts } from './open-doors.ts'
import type { OwnActs } from './own-door-table.ts'

/** Codes of walls that no wall shows, a minute and per lead: there are 279,841 of them. */
const wallCodeFailures = { perLead: 30, inAll: 300 }

/**
 * In the zone of the server, which stands where the workshop is or near it, and in the reader's English: the file's words
 * are English, but not everyone puts the day before the month.
 */
function dayFor(request: Request): (ms: number) => string {
  const wanted = request.acceptsLanguages().filter((tag) => /^en(-[A-Z]{2})?$/i.test(tag))
  const format = new Intl.DateTimeFormat([...wanted, 'en-GB'], { dateStyle: 'long' })
  return (ms) => format.format(ms)
}

export function ownActs({ access, workshops, pairings, standing, about, now }: DoorParts): OwnActs {
  const wallCodes = tries(wallCodeFailures.perLead, wallCodeFailures.inAll)

  async function store(grants: Grants, writes: readonly Write[]): Promise<void> {
    await workshops.commit(grants.cohort, writes)
    grants.apply(writes)
  }

  /** The grant a lead asks a link for: a new co-lead's, that of somebody who looks on, or that of somebody who is here. */
  async function linkTarget({ role, cohort }: Principal, wanted: string): Promise<GrantId | Refusal> {
    const grants = access.of(cohort)
    if (wanted === 'colead') return invite(grants)
    if (wanted === 'observer') return letObserve(grants)
    const member = wanted as MemberId
    const person = workshops.person(cohort, member)
    if (person === null || person.status !== 'in') return refuse('unknown_person')
    // Whoever has a link is that person: the lead's is nobody else's, a co-lead's only the lead's to give.
    if (person.role === 'lead' || (person.role === 'colead' && role !== 'lead')) return refuse('not_yours')
    const known = grants.list().find((one) => one.member === member)
    if (known !== undefined) return known.id
    const grant = grants.issueGrant(person.role, member, access.random)
    await store(grants, [grant.write])
    return grant.given
  }

  async function invite(grants: Grants): Promise<GrantId | Refusal> {
    const made: { id?: GrantId; write?: Write } = {}
    await workshops.addColead(grants.cohort, (_cohort, member) => {
      const grant = grants.issueGrant('colead', member, access.random)
      Object.assign(made, { id: grant.given, write: grant.write })
      return [grant.write]
    })
    if (made.id === undefined || made.write === undefined) throw new Error('A co-lead was added without a grant')
    grants.apply([made.write])
    return made.id
  }

  /** Everyone is told before there is a link to look on with. */
  async function letObserve(grants: Grants): Promise<GrantId | Refusal> {
    const { write, given } = grants.issueGrant('observer', null, access.random)
    const told = await workshops.observe(grants.cohort, given, true, [write])
    if (!told.ok) return told
    grants.apply([write])
    return given
  }

  const nameOf = ({ member }: Grant, { cohort }: Grants) =>
    member === null ? '' : (workshops.person(cohort, member)?.name ?? '')

  return {
    code: ({ principal }) => ({ ok: true, code: access.of(principal.cohort).code }),

    about: ({ principal }) => {
      const grants = access.of(principal.cohort)
      const infos: GrantInfo[] = grants.list().map((one) => {
        const { id, role, devices } = one
        return { id, role, devices, name: nameOf(one, grants) }
      })
      return { ok: true, grants: infos }
    },

    link: async ({ principal, body }) => {
      const isLead = principal.role === 'lead' || principal.role === 'colead'
      if (body.for !== 'me' && !isLead) return refuse('leads_only')
      const found = body.for === 'me' ? principal.grant : await linkTarget(principal, body.for)
      if (typeof found !== 'string') return found
      const grants = access.of(principal.cohort)
      const { write, given } = grants.issueLink(found)
      await store(grants, [write])
      return { ok: true, grant: found, secret: given }
    },

    wall: async ({ principal, body }) => {
      if (!(await wallCodes.open(principal.grant))) return refuse('too_many_tries')
      const claim = pairings.claim(body.code)
      if (claim === null) {
        await wallCodes.failed(principal.grant)
        return refuse('wall_code_unknown')
      }
      const grants = access.of(principal.cohort)
      const grant = grants.issueGrant('wall', null, access.random)
      const device = grants.issueDevice(grant.given)
      try {
        await store(grants, [grant.write, device.write])
      } catch (error) {
        claim.letGo()
        throw error
      }
      claim.pair({ grant: grant.given, device: device.given })
      return { ok: true, grant: grant.given }
    },

    revoke: async ({ principal, body }) => {
      const grants = access.of(principal.cohort)
      const found = grants.grant(body.grant as GrantId)
      if (found === null) return refuse('unknown_person')
      // A co-lead cannot send away who leads with them, and nobody shuts themselves out.
      const mayEnd = ['member', 'wall', 'observer'].includes(found.role) || principal.role === 'lead'
      if (!mayEnd || found.role === 'lead' || found.id === principal.grant) return refuse('not_yours')
      const { write } = grants.revoke(found.id)
      if (found.role === 'observer') {
        await workshops.observe(grants.cohort, found.id, false, [write])
        grants.apply([write])
      } else await store(grants, [write])
      workshops.dismiss(principal.cohort, found.id)
      return { ok: true }
    },

    leave: async ({ principal, request, response }) => {
      const device = access.device(principal.grant, request.headers.cookie)
      const grants = access.of(principal.cohort)
      if (device !== null) await store(grants, [grants.leave(principal.grant, device).write])
      response.append('Set-Cookie', clearCookie(principal.grant, access.secure))
      return { ok: true }
    },

    delete: async ({ principal, response }) => {
      await workshops.destroy(principal.cohort)
      access.forget(principal.cohort)
      response.append('Set-Cookie', clearCookie(principal.grant, access.secure))
      return { ok: true }
    },

    erase: async ({ principal, body, response }) => {
      const { cohort, member } = principal
      if (member === null) return refuse('not_yours')
      const target = body.who === 'me' ? member : (body.who as MemberId)
      const grants = access.of(cohort)
      const answer = await workshops.erase(cohort, member, target, () => {
        const own = grants.list().filter((one) => one.member === target)
        const writes = own.map(({ id }) => grants.revoke(id).write)
        return { writes, applied: () => grants.apply(writes) }
      })
      // Also when the files are not done yet: this grant opens nothing any more.
      if (grants.grant(principal.grant) === null)
        response.append('Set-Cookie', clearCookie(principal.grant, access.secure))
      return answer
    },

    keepsake: async ({ principal, request, response }) => {
      if (principal.member === null) return refuse('deleted')
      const view = workshops.view(principal.cohort, principal.member)
      if (view.workshop === undefined || view.me === undefined) return refuse('deleted')
      const day = dayFor(request)
      const agreements = view.agreements ?? null
      const pages = await workshops.pages(principal.cohort, principal.member)
      const html = keepsakeHtml({
        version: 4,
        workshop: view.workshop.name,
        name: view.me.name,
        day: day(now()),
        agreedOn: agreements === null ? '' : day(agreements.adoptedAt),
        keptUntil: day(view.workshop.keptUntil),
        pagesUntil: view.workshop.pagesUntil === null ? '' : day(view.workshop.pagesUntil),
        host: about(false).host,
        // On this computer nobody is on the way.
        secure: standing.secure || about(false).reach === 'here',
        agreements,
        harvest: view.harvest ?? [],
        notes: workshops
          .book(principal.cohort, principal.member)
          .filter(({ hidden }) => !hidden)
          .map(({ text, from, erased, day: given }) => ({
            text,
            from: from?.name ?? null,
            ...(erased === true ? { erased } : {}),
            day: day(given),
          })),
        pages: pages.map(({ prompt, text, marked, at }) => ({ prompt, text, marked, day: day(at) })),
      })
      response.attachment('fourfold.html').type('html').send(html)
      return null
    },
  }
}
