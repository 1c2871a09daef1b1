/** Cohorts and their boards, tied together: neither may import the other, and each asks the other through this. */
import { rightsTo } from '../shared/flow/access.ts'
import {
  authorOfPage,
  cohortOfDoc,
  randomId,
  type CohortId,
  type DocId,
  type MemberId,
  type RandomInt,
  type StreamId,
} from '../shared/lib/ids.ts'
import { realClock, type Clock } from './clock.ts'
import { DocHub } from './doc/hub.ts'
import { Cohorts } from './flow/cohorts.ts'
import type { Log, Snapshot, Write } from './log/log.ts'

export interface WorkshopsParts {
  readonly log: Log
  readonly random: RandomInt
  now(): number
  /** For timers of boards. Default: the machine's. */
  readonly clock?: Clock
  report(error: unknown): void
}

/** Opens every workshop of the log. */
export async function openWorkshops({ log, random, now, clock = realClock, report }: WorkshopsParts) {
  const asked = {
    rights: (doc: DocId, member: MemberId | null) => {
      const cohort = cohorts.cohort(cohortOfDoc(doc))
      const viewer = member === null ? ({ as: 'wall' } as const) : ({ as: 'person', member } as const)
      return cohort === undefined ? 'none' : rightsTo(cohort.state, viewer, doc)
    },
    name: (doc: DocId, member: MemberId) => cohorts.cohort(cohortOfDoc(doc))?.parts.profiles.of(member).name ?? '',
    layout: (doc: DocId) =>
      authorOfPage(doc) !== null
        ? ('page' as const)
        : (cohorts.cohort(cohortOfDoc(doc))?.state.boards[doc]?.layout ?? null),
    // Whoever writes on a page of their own is not told to their other devices: nothing there is anybody's but theirs.
    presenceAllowed: (doc: DocId) => authorOfPage(doc) === null,
    load: (stream: StreamId) => log.load(stream),
    commit: async (cohort: CohortId, doc: DocId, writes: readonly Write[]) => {
      const heads = await cohorts.store(cohort).commit(writes)
      cohorts.wrote(cohort, doc)
      return Math.max(...heads.values())
    },
    compact: (cohort: CohortId, stream: StreamId, snapshot: Snapshot) =>
      log.compact(stream, snapshot, cohorts.store(cohort).lease),
    clock,
    report,
  }
  const hub: DocHub = new DocHub(asked)
  const cohorts: Cohorts = new Cohorts({
    log,
    owner: randomId(random, 16),
    random,
    now,
    boards: {
      settle: (doc) => hub.settle(doc),
      read: (doc) => hub.read(doc),
      unsettle: (doc) => hub.unsettle(doc),
      seed: (board, words) => hub.seed(board.doc, words),
      recheck: (cohort) => hub.recheck(cohort),
      erase: (doc, member) => hub.erase(doc, member),
      drop: (doc) => hub.drop(doc),
    },
  })
  await cohorts.openAll()
  return { cohorts, hub }
}
