/** What a crash has cut short: words whose time is over and that should be in no file any more. Looked for at every start. */
import { isReleased } from '../../shared/flow/decide/moving.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import { boxStream, docStream, flowStream, type CohortId, type DocId, type StreamId } from '../../shared/lib/ids.ts'
import { presentBook } from './books.ts'
import type { FlowStore } from './flow-store.ts'
import { latestBox } from './profiles.ts'
import type { SealedSteps } from './sealed-steps.ts'

export interface LeftoversParts {
  readonly cohort: CohortId
  readonly state: FlowState
  readonly store: FlowStore
  readonly sealed: SealedSteps
}

/** A failure changes nothing: what is left is looked for again at the next start. */
export async function clearLeftovers(parts: LeftoversParts): Promise<void> {
  const { cohort, state, store } = parts
  const streams = (kind: string) => store.log.list(`${kind}/${cohort}/`)
  const boards = new Set<StreamId>(Object.keys(state.boards).map((doc) => docStream(doc as DocId)))
  for (const stream of await streams('doc')) if (!boards.has(stream)) await store.purge(stream)
  // Pages that are kept no longer.
  if ((state.pages ?? []).length === 0) for (const stream of await streams('page')) await store.purge(stream)
  for (const stream of await streams('vault')) await clearVault(parts, stream)
  for (const stream of await streams('book')) await store.forgetEarlier(stream, presentBook)
  for (const stream of await streams('box')) await store.forgetEarlier(stream, latestBox)
  // Of people who were never let in nothing is kept.
  if (state.endedAt !== null)
    for (const { id, status } of Object.values(state.people))
      if (status === 'waiting') await store.purge(boxStream(cohort, id))
  const { entries } = await store.log.load(flowStream(cohort))
  if (entries.length > 0) await store.compact(state)
}

/** Released or given to the last, or of an activity that Undo cannot bring back: gone. Else without an order of arrival. */
async function clearVault({ state, store, sealed }: LeftoversParts, stream: StreamId): Promise<void> {
  const [run = '', step = ''] = (stream.split('/')[2] ?? '').split('.')
  const runs = [state.run, ...state.undo.map(({ before }) => before.run)]
  const own = runs.find((one) => one?.id === run) ?? null
  if (own === null || isReleased(state, own, step)) await store.purge(stream)
  else await sealed.settle(own.id, step)
}
