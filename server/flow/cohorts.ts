/** Every cohort of this process: opened at start, begun, and destroyed here. The doors speak to it through ports.ts. */
import { activityOf, firstName, minutesOf } from '../../shared/activities/activities.ts'
import { agendas, type AgendaName } from '../../shared/activities/agendas.ts'
import { personOf, type Profile } from '../../shared/flow/people.ts'
import type { Place } from '../../shared/flow/state.ts'
import type { View } from '../../shared/flow/slices.ts'
import {
  newBlockId,
  newCohortId,
  newMemberId,
  authorOfPage,
  cohortOfStream,
  type CohortId,
  type DocId,
  type GrantId,
  type MemberId,
  type RandomInt,
} from '../../shared/lib/ids.ts'
import type { BookNote, Bye } from '../../shared/wire/flow.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import { Committer } from '../log/committer.ts'
import { Gone, type Log, type Write } from '../log/log.ts'
import { Books } from './books.ts'
import { Cohort } from './cohort.ts'
import { clearErased, erase } from './erasing.ts'
import { FlowStore } from './flow-store.ts'
import { Gifts } from './gifts.ts'
import { clearLeftovers } from './leftovers.ts'
import { Pages } from './pages.ts'
import type { Boards, Revoking, WithGrant, Workshops } from './ports.ts'
import { Profiles } from './profiles.ts'
import { SealedSteps } from './sealed-steps.ts'

/** People at the door at one time; a room of thirty has room for everyone twice. */
const doorMost = 60

export interface CohortsParts {
  readonly log: Log
  /** Names this process in leases; random per start. */
  readonly owner: string
  readonly boards: Boards
  readonly random: RandomInt
  now(): number
}

interface Open {
  readonly cohort: Cohort
  readonly store: FlowStore
  readonly committer: Committer
}

export class Cohorts implements Workshops {
  readonly #parts: CohortsParts
  readonly #open = new Map<CohortId, Open>()
  readonly #dismissals = new Set<(cohort: CohortId, grant: GrantId | null, why: Bye) => void>()

  constructor(parts: CohortsParts) {
    this.#parts = parts
  }

  /** Opens every cohort of the data folder. Call once, before the doors open. */
  async openAll(): Promise<void> {
    for (const stream of await this.#parts.log.list('flow/')) await this.#openOne(cohortOfStream(stream))
  }

  cohort(id: CohortId): Cohort | undefined {
    return this.#open.get(id)?.cohort
  }

  ids(): readonly CohortId[] {
    return [...this.#open.keys()]
  }

  /** Told when a grant's connections (null: all of the cohort's) must end. */
  onDismiss(listener: (cohort: CohortId, grant: GrantId | null, why: Bye) => void): void {
    this.#dismissals.add(listener)
  }

  async start(
    lead: string,
    grant: WithGrant,
    chosen: AgendaName = 'half-day',
  ): Promise<{ readonly cohort: CohortId; readonly member: MemberId }> {
    const id = newCohortId(this.#parts.random)
    const member = newMemberId(this.#parts.random)
    const { cohort } = await this.#openOne(id)
    const { profiles } = cohort.parts
    const typed = profiles.checked({ name: lead, pronouns: '' }, [])
    const profile: Profile = { name: typed.ok ? typed.name : '', pronouns: '' }
    const agenda = agendas[chosen].blocks.map((slug) => ({
      id: newBlockId(this.#parts.random),
      activity: slug,
      minutes: minutesOf(activityOf(slug)),
    }))
    await cohort.record(() => ({
      events: [
        { type: 'created', cohort: id, name: firstName, agenda },
        { type: 'person_set', person: { id: member, role: 'lead', place: 'room', status: 'in' } },
      ],
      more: [profiles.write(member, profile), ...grant(id, member)],
      applied: () => profiles.apply(member, profile),
    }))
    return { cohort: id, member }
  }

  async knock(
    id: CohortId,
    person: Profile & { readonly place: Place },
    grant: WithGrant,
  ): Promise<{ readonly ok: true; readonly member: MemberId } | Refusal> {
    const cohort = this.cohort(id)
    if (cohort === undefined) return refuse('not_open')
    const { profiles } = cohort.parts
    const member = newMemberId(this.#parts.random)
    const answer = await cohort.record(() => {
      if (cohort.state.endedAt !== null) return refuse('ended')
      const profile = profiles.checked(person, cohort.present(null))
      if (!profile.ok) return profile
      const waiting = Object.values(cohort.state.people).filter((one) => one.status === 'waiting')
      if (waiting.length >= doorMost) return refuse('lobby_full')
      return {
        events: [
          { type: 'person_set', person: { id: member, role: 'member', place: person.place, status: 'waiting' } },
        ],
        more: [profiles.write(member, profile), ...grant(id, member)],
        applied: () => profiles.apply(member, profile),
      }
    })
    return answer.ok ? { ok: true, member } : answer
  }

  async addColead(id: CohortId, grant: WithGrant): Promise<{ readonly member: MemberId }> {
    const cohort = this.#known(id)
    const member = newMemberId(this.#parts.random)
    await cohort.record(() => ({
      events: [{ type: 'person_set', person: { id: member, role: 'colead', place: 'room', status: 'in' } }],
      more: [cohort.parts.profiles.write(member, { name: '', pronouns: '' }), ...grant(id, member)],
    }))
    return { member }
  }

  observe(id: CohortId, grant: GrantId, on: boolean, writes: readonly Write[]) {
    const cohort = this.#known(id)
    return cohort.record(() => {
      if (on && cohort.state.endedAt !== null) return refuse('ended')
      const others = (cohort.state.observers ?? []).filter((one) => one !== grant)
      return { events: [{ type: 'observers_set', observers: on ? [...others, grant] : others }], more: writes }
    })
  }

  about(id: CohortId) {
    const cohort = this.cohort(id)
    if (cohort === undefined) return null
    const { state, parts } = cohort
    const lead = Object.values(state.people).find((person) => person.role === 'lead')
    return {
      name: state.name,
      lead: lead === undefined ? '' : parts.profiles.of(lead.id).name,
      ended: state.endedAt !== null,
      startedAt: state.createdAt,
      endedAt: state.endedAt,
    }
  }

  person(id: CohortId, member: MemberId) {
    const cohort = this.cohort(id)
    const person = cohort === undefined ? undefined : personOf(cohort.state, member)
    if (cohort === undefined || person === undefined) return null
    return { ...cohort.parts.profiles.of(member), role: person.role, status: person.status }
  }

  view(id: CohortId, member: MemberId): View {
    return this.cohort(id)?.view({ as: 'person', member }) ?? {}
  }

  book(id: CohortId, member: MemberId): readonly BookNote[] {
    const cohort = this.cohort(id)
    return cohort === undefined ? [] : cohort.parts.books.of(member, cohort.parts.profiles.of)
  }

  async pages(id: CohortId, member: MemberId) {
    const cohort = this.cohort(id)
    if (cohort === undefined) return []
    const own = cohort.parts.pages.of(member, cohort.state)
    return Promise.all(own.map(async (page) => ({ ...page, ...(await cohort.parts.boards.read(page.doc)) })))
  }

  /** A document has grown: its author learns of a page that begins, on all their devices. */
  wrote(id: CohortId, doc: DocId): void {
    const cohort = this.cohort(id)
    if (cohort !== undefined && authorOfPage(doc) !== null && cohort.parts.pages.wrote(doc)) cohort.changed()
  }

  async commit(id: CohortId, writes: readonly Write[]): Promise<void> {
    const open = this.#open.get(id) ?? (await this.#openOne(id))
    await open.store.commit(writes)
  }

  /** The store of a cohort's streams, for the boards. @throws when the cohort is not open */
  store(id: CohortId): FlowStore {
    const open = this.#open.get(id)
    if (open === undefined) throw new Gone(`Cohort ${id} is not open`)
    return open.store
  }

  async erase(id: CohortId, by: MemberId, member: MemberId, revoked: () => Revoking) {
    const cohort = this.cohort(id)
    return cohort === undefined ? refuse('deleted') : erase(cohort, by, member, revoked)
  }

  async endPages(id: CohortId): Promise<void> {
    await this.cohort(id)?.endPages()
  }

  dismiss(id: CohortId, grant: GrantId): void {
    for (const listener of this.#dismissals) listener(id, grant, 'revoked')
  }

  async destroy(id: CohortId): Promise<void> {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    for (const listener of this.#dismissals) listener(id, null, 'deleted')
    await open.cohort.close()
    for (const board of Object.values(open.cohort.state.boards)) await this.#parts.boards.drop(board.doc)
    await open.cohort.parts.pages.close()
    await open.committer.close()
    for (const kind of ['flow', 'access', 'doc', 'vault', 'box', 'book', 'page']) {
      for (const stream of await this.#parts.log.list(`${kind}/${id}`))
        await this.#parts.log.purge(stream, open.store.lease)
    }
    await this.#parts.log.release(open.store.lease)
  }

  /** Every command taken so far is stored or refused, and the boards it held are written on again. */
  async idle(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ cohort }) => cohort.inTurn(() => Promise.resolve())))
  }

  /** Every command taken is stored or refused; nothing is taken any more. */
  async close(): Promise<void> {
    for (const { cohort, committer, store } of this.#open.values()) {
      await cohort.close()
      await committer.close()
      await this.#parts.log.release(store.lease)
    }
    this.#open.clear()
  }

  #known(id: CohortId): Cohort {
    const cohort = this.cohort(id)
    if (cohort === undefined) throw new Error('Unknown cohort: the door must have checked the grant first')
    return cohort
  }

  async #openOne(id: CohortId): Promise<Open> {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const { log, owner, boards, random, now } = this.#parts
    const lease = await log.lease(id, owner)
    const committer = new Committer(log, lease)
    const { store, state } = await FlowStore.open(log, lease, committer)
    const profiles = await Profiles.open(log, id)
    const sealed = new SealedSteps(id, store)
    const books = await Books.open(id, store)
    await clearLeftovers({ cohort: id, state, store, sealed })
    const gifts = new Gifts(sealed, books, now, random)
    const pages = await Pages.open(id, store, boards)
    const cohort = new Cohort({ store, profiles, sealed, books, gifts, pages, boards, random, now }, state)
    const open = { cohort, store, committer }
    this.#open.set(id, open)
    for (const person of Object.values(state.people)) if (person.erased === true) await clearErased(cohort, person.id)
    return open
  }
}
