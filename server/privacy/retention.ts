/** What is kept is kept until its day and not longer: old workshops are destroyed at start and every hour. */
import { retentionMs } from '../../shared/policy.ts'
import type { CohortId } from '../../shared/lib/ids.ts'

export interface Keeping {
  ids(): readonly CohortId[]
  startedAt(cohort: CohortId): number
  destroy(cohort: CohortId): Promise<void>
  now(): number
}

const everyMs = 60 * 60 * 1000

export async function destroyOld({ ids, startedAt, destroy, now }: Keeping): Promise<void> {
  for (const cohort of ids()) if (startedAt(cohort) + retentionMs < now()) await destroy(cohort)
}

/** @returns its own stop */
export function keepNoLonger(keeping: Keeping, failed: (error: unknown) => void): () => void {
  const timer = setInterval(() => void destroyOld(keeping).catch(failed), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
