/**
 * What the flow offers to the doors (http, auth, upgrade), and what it needs from the parts it may not import.
 * main.ts ties both sides together.
 */
import type { AgendaName } from '../../shared/activities/agendas.ts'
import type { Profile } from '../../shared/flow/people.ts'
import type { View } from '../../shared/flow/slices.ts'
import type { Board, Place, Role } from '../../shared/flow/state.ts'
import type { CohortId, DocId, GrantId, MemberId } from '../../shared/lib/ids.ts'
import type { Times } from '../../shared/policy.ts'
import type { BoardWords } from '../../shared/steps/primitive.ts'
import type { PageWords } from '../../shared/pages/page.ts'
import type { BookNote, OwnPage } from '../../shared/wire/flow.ts'
import type { Refusal } from '../../shared/wire/refusals.ts'
import type { Write } from '../log/log.ts'

/** Makes the access-stream writes that must be durable in the same append as the new person. */
export type WithGrant = (cohort: CohortId, member: MemberId) => readonly Write[]

/** What ends with a person, durable in the append that erases them. */
export interface Revoking {
  readonly writes: readonly Write[]
  applied(): void
}

/** The doors' side: everything http and auth may ask of running workshops. */
export interface Workshops {
  /** Begins a workshop with its lead; flow, box and access entries in one append. */
  start(
    lead: string,
    grant: WithGrant,
    agenda?: AgendaName,
  ): Promise<{ readonly cohort: CohortId; readonly member: MemberId }>
  /** Somebody at the door: enters the waiting list. Refusals: name_needed, name_too_long, name_taken, lobby_full, ended. */
  knock(
    cohort: CohortId,
    person: Profile & { readonly place: Place },
    grant: WithGrant,
  ): Promise<{ readonly ok: true; readonly member: MemberId } | Refusal>
  /** A co-lead by invitation: admitted from the beginning, gives a name on first entry. */
  addColead(cohort: CohortId, grant: WithGrant): Promise<{ readonly member: MemberId }>
  /** Somebody looks on from now on, or no longer: everyone is told in the same append. Refusals: ended. */
  observe(
    cohort: CohortId,
    grant: GrantId,
    on: boolean,
    writes: readonly Write[],
  ): Promise<{ readonly ok: true } | Refusal>
  /** Null for an unknown or deleted cohort. */
  about(cohort: CohortId): (Times & { readonly name: string; readonly lead: string; readonly ended: boolean }) | null
  /** Null when this person is not (or no longer) in the workshop. */
  person(
    cohort: CohortId,
    member: MemberId,
  ): (Profile & { readonly role: Role; readonly status: 'waiting' | 'in' | 'out' }) | null
  /** What this person sees, for the keepsake file. */
  view(cohort: CohortId, member: MemberId): View
  /** What others wrote to this person; empty when nobody has, or not yet. */
  book(cohort: CohortId, member: MemberId): readonly BookNote[]
  /** What this person wrote for themselves, page by page. */
  pages(cohort: CohortId, member: MemberId): Promise<readonly (OwnPage & PageWords)[]>
  /** More entries of the access stream; durable when it resolves. */
  commit(cohort: CohortId, writes: readonly Write[]): Promise<void>
  /**
   * Erases a person with everything of theirs, everywhere at once.
   * @param revoked makes the access-stream writes that end their links and devices, and what they mean in memory
   */
  erase(
    cohort: CohortId,
    by: MemberId,
    member: MemberId,
    revoked: () => Revoking,
  ): Promise<{ readonly ok: true } | Refusal>
  /** Own pages are kept no longer. */
  endPages(cohort: CohortId): Promise<void>
  /** Ends the connections of one grant (or all of a cohort's) with `bye`. */
  dismiss(cohort: CohortId, grant: GrantId): void
  /** Purges every stream of the cohort, closes boards and connections; nothing can be called back. */
  destroy(cohort: CohortId): Promise<void>
}

/** Who is at the other end of a socket, as auth has established it. `member` is null for a wall, and for who observes. */
export interface Principal {
  readonly cohort: CohortId
  readonly grant: GrantId
  readonly role: Role | 'wall' | 'observer'
  readonly member: MemberId | null
}

/** Auth's side, for the socket. */
export interface Gate {
  /** @returns null when the grant is unknown, revoked, or the request carries no device cookie for it */
  principal(grant: string, cookieHeader: string | undefined): Principal | null
  /** A ticket that opens one doc once. */
  ticket(principal: Principal, doc: DocId): string
}

/** The doc engine's side, for the flow: boards are read, begun and closed in step with the room. */
export interface Boards {
  /** Stops admitting, waits for what is in flight, and gives the words as they will stay until {@link unsettle}. */
  settle(doc: DocId): Promise<BoardWords>
  /** An own page as it stands. */
  read(doc: DocId): Promise<PageWords>
  /** The move did not happen: writing goes on. */
  unsettle(doc: DocId): void
  /** The first entry of a new board, for the flow's own append. */
  seed(board: Board, words: BoardWords): Write
  /** After each change of the flow: rights may have changed. */
  recheck(cohort: CohortId): void
  /** Takes out what one person wrote on it, in every file too; the words of others stay. */
  erase(doc: DocId, member: MemberId): Promise<void>
  /** Closes it for everybody and forgets it in memory; the flow purges the stream. */
  drop(doc: DocId): Promise<void>
}
