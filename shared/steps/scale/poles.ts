/**
 * Where people stand between two poles. Open: nothing live leaves the server. Closed by a lead, published once, on every
 * screen at the same moment, in the coarsest words that serve; of the answers themselves nothing is kept.
 */
import { started } from '../../flow/clock.ts'
import type { DeskSpectrum, SpectrumShown } from './views.ts'
import type { FlowEvent } from '../../flow/events.ts'
import { randomId } from '../../lib/ids.ts'
import { needsNothing, type Ballot } from '../primitive.ts'
import { beforeOf, decidedToShow, outcomeOf, reachOf } from './outcome.ts'
import type { ScalePart, ScopeOf, StepOf } from './part.ts'
import type { Counts } from './picture.ts'
import { placeAnswers, placeLine } from './places.ts'

/** A skip is a ballot without an answer. */
function countsOf(ballots: readonly Ballot[]): Counts {
  const given = ballots.map((ballot) => ballot.get(placeLine)?.answer)
  return placeAnswers.map((place) => given.filter((answer) => answer === place).length) as unknown as Counts
}

/** Why nothing is shown is told to leads only. */
function toAll({ results, before }: StepOf<'poles'>): SpectrumShown | null {
  if (results?.show === 'nothing') return { show: 'nothing' }
  return results?.show === 'little' ? { show: 'little', first: before === 'alike' ? null : before } : results
}

/** The same ballots in any order give the same events: nothing of who came first can be in them. */
function closed({ spec, step }: ScopeOf<'poles'>, counts: Counts): readonly FlowEvent[] {
  const outcome = step.asking ? decidedToShow(counts) : outcomeOf(counts, step.before)
  if (outcome === 'alike') return [{ type: 'step_set', state: { ...step, asking: true } }]
  return [
    { type: 'step_set', state: { ...step, asking: false, results: outcome } },
    { type: 'shown_set', step: spec.id, shown: outcome },
    { type: 'sealed_off' },
  ]
}

export const poles: ScalePart<'poles'> = {
  needsToEnter: () => needsNothing,
  enter: ({ spec, run, random, now }) => ({
    state: {
      kind: 'scale',
      about: 'poles',
      round: randomId(random, 8),
      results: null,
      asking: false,
      before: spec.again === null ? null : beforeOf(run.shown?.[spec.again], null),
    },
    clock: started(spec.minutes * 60_000, now),
  }),
  inner: ({ step }) =>
    step.results === null
      ? {
          act: step.asking ? { act: 'show_alike' } : { act: 'publish' },
          final: true,
          needs: { ...needsNothing, ballots: true },
        }
      : null,
  advance: (scope, _env, { ballots }) => ({ events: closed(scope, countsOf(ballots)) }),
  leaving: () => null,
  seat: ({ state, run, spec, step }) => ({
    kind: 'scale',
    about: 'poles',
    round: poles.round(run, step),
    prompt: spec.prompt,
    poles: spec.poles,
    answers: spec.answers,
    again: spec.again !== null,
    reach: reachOf(state.seats.length),
    results: toAll(step),
  }),
  wall: ({ state, spec, step, fn }) => ({
    show: 'spectrum',
    fn,
    title: spec.title,
    prompt: spec.prompt,
    poles: spec.poles,
    answers: spec.answers,
    reach: reachOf(state.seats.length),
    results: toAll(step),
  }),
  asks: ({ asking }) => (asking ? null : new Map([[placeLine, placeAnswers]])),
  round: (run, step) => `${run.step}.${step.round}`,
}

function stateOf({ asking, results }: StepOf<'poles'>): DeskSpectrum['state'] {
  if (results === null) return asking ? 'asking' : 'open'
  if (results.show !== 'nothing') return 'shown'
  return results.why === 'few' ? 'few' : 'talk'
}

/** What the console is told beyond what everyone sees. */
export const deskSpectrum = (people: number, step: StepOf<'poles'>, again: boolean): DeskSpectrum => ({
  reach: reachOf(people),
  state: stateOf(step),
  again,
})
