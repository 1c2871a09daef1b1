/** `npm start -- --lead-link [cohort]`: for a lead who lost their link, or their laptop. The server may run or not. */
import type { CohortId } from '../shared/lib/ids.ts'
import type { Access } from './auth/access.ts'
import { linkOf } from './auth/links.ts'
import type { Workshops } from './flow/ports.ts'
import { leadLinkWords as words } from './words.ts'

export interface LeadLinkParts {
  /** A cohort id, or empty for the list. */
  readonly wanted: string
  readonly ids: readonly CohortId[]
  readonly workshops: Pick<Workshops, 'about' | 'commit'>
  readonly access: Access
  /** Of this server, without a slash at the end. */
  readonly address: string
  say(words: string): void
}

export async function printLeadLink(parts: LeadLinkParts): Promise<void> {
  const { wanted, ids, workshops, access, address, say } = parts
  const day = (id: CohortId) => new Date(workshops.about(id)?.startedAt ?? 0).toISOString().slice(0, 10)
  const id = ids.find((one) => one === wanted) ?? (wanted === '' && ids.length === 1 ? ids[0] : undefined)
  if (id === undefined) {
    say(ids.length === 0 ? words.none : wanted === '' ? words.which : words.unknown(wanted))
    for (const one of ids) say(words.one(one, day(one)))
    return
  }
  const grants = access.of(id)
  const lead = grants.list().find((one) => one.role === 'lead')
  if (lead === undefined) return say(words.noLead)
  const { write, given } = grants.issueLink(lead.id)
  await workshops.commit(id, [write])
  grants.apply([write])
  say(words.link(day(id), linkOf(address, lead.id, given)))
}
