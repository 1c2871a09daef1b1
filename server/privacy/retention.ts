/**
 * What is kept is kept until its day and not longer: at start and every hour, each kind of thing whose day has passed by the
 * table of shared/policy.ts is destroyed.
 */
import { pagesUntil, workshopUntil, type Times } from '../../shared/policy.ts'
import type { CohortId } from '../../shared/lib/ids.ts'

export interface Keeping {
  ids(): readonly CohortId[]
  /** Null when it is already gone. */
  times(cohort: CohortId): Times | null
  /** Everything of it. */
  destroy(cohort: CohortId): Promise<void>
  /** Own pages. Nothing happens where there are none. */
  endPages(cohort: CohortId): Promise<void>
  now(): number
  /** What could not be destroyed stays, and is tried again an hour later. */
  report(error: unknown): void
}

const everyMs = 60 * 60 * 1000

async function destroyOldOf(cohort: CohortId, keeping: Keeping): Promise<void> {
  const times = keeping.times(cohort)
  if (times === null) return
  const isOver = (until: number | null) => until !== null && until < keeping.now()
  if (isOver(workshopUntil(times))) await keeping.destroy(cohort)
  else if (isOver(pagesUntil(times))) await keeping.endPages(cohort)
}

export async function destroyOld(keeping: Keeping): Promise<void> {
  for (const cohort of keeping.ids()) await destroyOldOf(cohort, keeping).catch(keeping.report)
}

/** @returns its own stop */
export function keepNoLonger(keeping: Keeping): () => void {
  const timer = setInterval(() => void destroyOld(keeping), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
