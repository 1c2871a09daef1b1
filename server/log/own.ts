import { cohortOfStream, type StreamId } from '../../shared/lib/ids.ts'
import type { Lease } from './log.ts'

/**
 * A lease speaks for its own cohort only: without this check an owner could write past another owner's epoch.
 * @throws Error for a stream of another cohort: a fault in the calling code, never something a person caused
 */
export function assertOwn(stream: StreamId, lease: Lease): void {
  if (cohortOfStream(stream) !== lease.cohort) throw new Error(`The lease of ${lease.cohort} does not cover ${stream}`)
}
