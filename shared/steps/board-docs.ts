/** Which documents a board step uses; asked by the steps that write on them and the steps that read them. */
import { activityOf } from '../activities/activities.ts'
import { circlesOf, plenaryOf } from '../flow/people.ts'
import type { FlowState, Run } from '../flow/state.ts'
import { docId, type CircleId, type DocId } from '../lib/ids.ts'
import type { BoardSpec } from './specs.ts'

/** The step whose document a board step uses: its own, or that of the step it opens again. */
function homeOf(spec: BoardSpec, activity: string): string {
  if (spec.from === null || !('again' in spec.from)) return spec.id
  const { again } = spec.from
  const earlier = activityOf(activity).steps.find((other) => other.id === again)
  return earlier?.kind === 'board' ? homeOf(earlier, activity) : again
}

/** Documents of a board step by id, in the order of the circles. */
export function docsOfStep(stepId: string, run: Run, state: FlowState): [CircleId, DocId][] {
  const spec = activityOf(run.activity).steps.find((other) => other.id === stepId)
  if (spec?.kind !== 'board') return []
  const home = homeOf(spec, run.activity)
  const circles = spec.of === 'circles' ? circlesOf(state, run) : [plenaryOf(state, run)]
  return circles.map(({ id }) => [id, docId(state.cohort, run.id, home, id)])
}
