/** What each person has before them alone. Of an own page the flow knows that everyone has one, and nothing else. */
import { started } from '../../flow/clock.ts'
import { pageId } from '../../lib/ids.ts'
import type { Sheet } from '../../pages/page.ts'
import type { FlowState, Run } from '../../flow/state.ts'
import type { Entering, Primitive } from '../primitive.ts'
import type { PageSpec } from '../specs.ts'

/** Nobody has it yet: Back and Next lead into the same page again. */
function opened({ spec, run, state }: Entering<'page'>): Omit<Sheet, 'at'> | undefined {
  if (spec.template !== 'free' || sheetOf(state, run.id, spec.id) !== undefined) return undefined
  return { run: run.id, step: spec.id, prompt: spec.prompt }
}

export const sheetOf = (state: FlowState, run: Run['id'], step: string): Sheet | undefined =>
  state.pages?.find((page) => page.run === run && page.step === step)

const homeOf = (spec: Exclude<PageSpec, { template: 'keepsake' }>) => (spec.template === 'free' ? spec.id : spec.page)

export const page: Primitive<'page'> = {
  of: () => 'plenary',
  enter: (entering) => {
    const page = opened(entering)
    const clock = started(entering.spec.minutes * 60_000, entering.now)
    return { state: { kind: 'page' }, clock, ...(page === undefined ? {} : { page }) }
  },
  seat: ({ spec, run, state }, member) => {
    if (spec.template === 'keepsake') return { kind: 'page', template: 'keepsake' }
    const { template, prompt } = spec
    const home = homeOf(spec)
    const about = sheetOf(state, run.id, home)?.prompt ?? prompt
    return { kind: 'page', template, prompt, about, doc: pageId(state.cohort, member, run.id, home), clock: run.clock }
  },
  wall: ({ spec, run, fn }) => {
    const key = `${run.id}.${spec.id}`
    if (spec.template !== 'free')
      return {
        show: 'words',
        fn,
        title: spec.title,
        prompt: spec.template === 'mark' ? spec.prompt : spec.title,
        bell: false,
        key,
      }
    const bellAt = run.clock?.state === 'running' ? run.clock.endsAt : null
    return { show: 'writing', fn, title: spec.title, prompt: spec.prompt, bellAt }
  },
}
