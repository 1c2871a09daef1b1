/** `node server/main.ts --lead-link [cohort]`: for a lead who lost their link. Works while the server is stopped. */
import type { CohortId } from '../shared/lib/ids.ts'
import type { Access } from './auth/access.ts'
import type { Cohorts } from './flow/cohorts.ts'

export interface LeadLinkParts {
  /** A cohort id, or empty for the list. */
  readonly wanted: string
  readonly cohorts: Cohorts
  readonly access: Access
  readonly base: string
  say(words: string): void
}

export async function printLeadLink({ wanted, cohorts, access, base, say }: LeadLinkParts): Promise<void> {
  const ids = cohorts.ids()
  const id = ids.find((one) => one === wanted) ?? (ids.length === 1 ? ids[0] : undefined)
  if (id === undefined) {
    say(ids.length === 0 ? 'There is no workshop in this folder.' : 'Which workshop? Say its id after --lead-link:')
    for (const one of ids) say(`  ${one}  begun ${day(cohorts, one)}`)
    return
  }
  const grants = access.of(id)
  const lead = grants.list().find((one) => one.role === 'lead')
  if (lead === undefined) return say('This workshop has no lead’s grant any more.')
  const { write, given } = grants.issueLink(lead.id)
  await cohorts.commit(id, [write])
  say(`A fresh link for the lead of the workshop begun ${day(cohorts, id)}:\n  ${base}/e/${lead.id}#${given}`)
}

const day = (cohorts: Cohorts, id: CohortId) => new Date(cohorts.about(id)?.startedAt ?? 0).toISOString().slice(0, 10)
