/** What a lead decides about a closed spectrum that has shown nothing. */
import { randomId } from '../../lib/ids.ts'
import { beforeOf, type Shown } from '../../steps/scale/outcome.ts'
import { stepOf } from '../../activities/activities.ts'
import { refuse } from '../../wire/refusals.ts'
import { decided, type DecideMap } from './decision.ts'

const talkFirst: Shown = { show: 'nothing', why: 'alike' }

export const scales: DecideMap<'scale.talk' | 'scale.again'> = {
  'scale.talk': ({ state: { run } }) => {
    if (run?.state.kind !== 'scale' || run.state.about !== 'poles' || !run.state.asking) return refuse('not_now')
    return decided([
      { type: 'step_set', state: { ...run.state, asking: false, results: talkFirst } },
      { type: 'shown_set', step: stepOf(run.activity, run.step).id, shown: talkFirst },
    ])
  },
  'scale.again': ({ state: { run }, random }) => {
    if (run?.state.kind !== 'scale' || run.state.about !== 'poles') return refuse('not_now')
    const { results, before } = run.state
    // What has been shown is never asked again in its place: the two could be held against each other.
    if (results?.show !== 'nothing') return refuse('not_now')
    const round = randomId(random, 8)
    return decided([
      { type: 'step_set', state: { ...run.state, round, results: null, before: beforeOf(results, before) } },
    ])
  },
}
