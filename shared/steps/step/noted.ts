/** Whether a content note has been read in this run: from then on each person may say how near they come. */
import { activityOf } from '../../activities/activities.ts'
import type { Run } from '../../flow/state.ts'
import type { AnySpec } from '../specs.ts'

export const isNoted = (run: Run): boolean =>
  activityOf(run.activity)
    .steps.slice(0, run.step + 1)
    .some((spec) => spec.kind === 'step' && spec.mode === 'note')

export const isLanding = (spec: AnySpec) => spec.kind === 'step' && spec.mode === 'land'
