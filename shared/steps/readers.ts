/** How many will read what comes to a circle; asked before the circles are formed, too. */
import { activityOf } from '../activities/activities.ts'
import type { FlowState, Run } from '../flow/state.ts'
import { sizesFor } from './group/sizes.ts'

/** The size of circles where no step says one. */
const usual = 4

/** How many people at least will read what is dealt to a circle: by the step that forms circles, if they are not formed yet. */
export function readers(state: FlowState, run: Run): number {
  if (run.circles.length > 0) return Math.min(...run.circles.map(({ members }) => members.length))
  const forming = activityOf(run.activity).steps.find((spec) => spec.kind === 'group')
  return Math.max(1, sizesFor(state.seats.length, forming?.size ?? usual).at(-1) ?? 1)
}
