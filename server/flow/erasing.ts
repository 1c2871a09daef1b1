/**
 * Erasing a person: one append takes them out of the room, out of every vault and out of others' booklets as a writer, and
 * ends their links. Then everything of theirs leaves the files, and only after that anyone is told that it is done.
 *
 * What they gave to others stays with whom it was given to, without their name; what a group agreed on stays the group's.
 */
import { erasing } from '../../shared/flow/decide/erase.ts'
import { personOf } from '../../shared/flow/people.ts'
import { boxStream, type DocId, type MemberId } from '../../shared/lib/ids.ts'
import { refuse, type Refusal } from '../../shared/wire/refusals.ts'
import { Conflict, Gone, Unavailable } from '../log/log.ts'
import type { Unsigning } from './books.ts'
import type { Cohort } from './cohort.ts'
import type { Revoking } from './ports.ts'
import type { Leaving } from './vault.ts'

export async function erase(
  cohort: Cohort,
  by: MemberId,
  member: MemberId,
  revoked: () => Revoking,
): Promise<{ readonly ok: true } | Refusal> {
  const { sealed, books, profiles } = cohort.parts
  const held: { leaving?: Leaving; unsigning?: Unsigning; durable?: true } = {}
  try {
    const answer = await cohort.record(async () => {
      const actor = personOf(cohort.state, by)
      const events = actor === undefined ? refuse('not_yours') : erasing(cohort.state, actor, member)
      if ('code' in events) return events
      if (events.length === 0) return { events, more: [] }
      // The vaults wait from here on: whatever throws after this lets them go.
      const leaving = (held.leaving = await sealed.letGo(member))
      const unsigning = (held.unsigning = books.unsigning(member))
      const revoking = revoked()
      return {
        events,
        more: [...leaving.writes, ...unsigning.writes, ...revoking.writes],
        applied: () => {
          held.durable = true
          profiles.forget(member)
          unsigning.done()
          cohort.ballots.takeOut(member)
          revoking.applied()
        },
      }
    })
    if (!answer.ok) return answer
  } catch (error) {
    if (error instanceof Unavailable || error instanceof Conflict) return refuse('not_stored')
    throw error
  } finally {
    if (held.durable !== true) held.leaving?.undone()
  }
  // They are gone from every screen by now, whatever the disk says.
  const left = [(await held.leaving?.done()) ?? true, (await held.unsigning?.cleared()) ?? true]
  const isGone = (await clearErased(cohort, member)) && !left.includes(false)
  return isGone ? { ok: true } : refuse('not_stored')
}

/**
 * Everything of somebody who is erased, out of every file. Done again at each start, in case a crash or a full disk came
 * between. @returns whether all of it is gone
 */
export function clearErased(cohort: Cohort, member: MemberId): Promise<boolean> {
  const { store, profiles, books, pages, boards } = cohort.parts
  profiles.forget(member)
  const unsigning = books.unsigning(member)
  unsigning.done()
  return cohort.inTurn(async () => {
    const { state } = cohort
    const gone = [
      await store.purge(boxStream(state.cohort, member)),
      await unsigning.cleared(),
      await pages.dropOf(member),
      ...(await Promise.all((Object.keys(state.boards) as DocId[]).map((doc) => erasedOn(boards, doc, member)))),
      await store.compact(state),
    ]
    return !gone.includes(false)
  })
}

async function erasedOn(boards: Cohort['parts']['boards'], doc: DocId, member: MemberId): Promise<boolean> {
  try {
    await boards.erase(doc, member)
    return true
  } catch (error) {
    if (error instanceof Gone) return true
    if (error instanceof Unavailable) return false
    throw error
  }
}
