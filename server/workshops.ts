/** Cohorts and their boards, tied together: neither may import the other, and each asks the other through this. */
import { rightsTo } from '../shared/flow/access.ts'
import {
  cohortOfDoc,
  randomId,
  type CohortId,
  type DocId,
  type MemberId,
  type RandomInt,
  type StreamId,
} from '../shared/lib/ids.ts'
import { DocHub } from './doc/hub.ts'
import { Cohorts } from './flow/cohorts.ts'
import type { Log, Snapshot, Write } from './log/log.ts'

export interface WorkshopsParts {
  readonly log: Log
  readonly random: RandomInt
  now(): number
  report(error: unknown): void
}

/** Opens every workshop of the log. */
export async function openWorkshops({ log, random, now, report }: WorkshopsParts) {
  const asked = {
    rights: (doc: DocId, member: MemberId | null) => {
      const cohort = cohorts.cohort(cohortOfDoc(doc))
      const viewer = member === null ? ({ as: 'wall' } as const) : ({ as: 'person', member } as const)
      return cohort === undefined ? 'none' : rightsTo(cohort.state, viewer, doc)
    },
    name: (doc: DocId, member: MemberId) => cohorts.cohort(cohortOfDoc(doc))?.parts.profiles.of(member).name ?? '',
    layout: (doc: DocId) => cohorts.cohort(cohortOfDoc(doc))?.state.boards[doc]?.layout ?? null,
    load: (stream: StreamId) => log.load(stream),
    commit: async (cohort: CohortId, writes: readonly Write[]) =>
      Math.max(...(await cohorts.store(cohort).commit(writes)).values()),
    compact: (cohort: CohortId, stream: StreamId, snapshot: Snapshot) =>
      log.compact(stream, snapshot, cohorts.store(cohort).lease),
    now,
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
      unsettle: (doc) => hub.unsettle(doc),
      seed: (board, words) => hub.seed(board.doc, words),
      recheck: (cohort) => hub.recheck(cohort),
      drop: (doc) => hub.drop(doc),
    },
  })
  await cohorts.openAll()
  return { cohorts, hub }
}
