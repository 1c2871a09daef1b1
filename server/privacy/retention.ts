/** What is kept is kept until its day and not longer: old workshops are destroyed at start and every hour. */
import { retentionMs } from '../../shared/policy.ts'
import type { CohortId } from '../../shared/lib/ids.ts'

export interface Keeping {
  ids(): readonly CohortId[]
  /** ms since the epoch; null when it is already gone */
  startedAt(cohort: CohortId): number | null
  destroy(cohort: CohortId): Promise<void>
  now(): number
  /** One that could not be destroyed stays, and is tried again an hour later. */
  report(error: unknown): void
}

const everyMs = 60 * 60 * 1000

export async function destroyOld({ ids, startedAt, destroy, now, report }: Keeping): Promise<void> {
  for (const cohort of ids()) {
    const began = startedAt(cohort)
    if (began !== null && began + retentionMs < now()) await destroy(cohort).catch(report)
  }
}

/** @returns its own stop */
export function keepNoLonger(keeping: Keeping): () => void {
  const timer = setInterval(() => void destroyOld(keeping), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
