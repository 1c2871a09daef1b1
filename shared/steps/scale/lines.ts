/**
 * Consent, line by line. Open: nothing live leaves the server. Published once: everyone can live with it, or not yet;
 * one "not yet" is enough, and who said nothing is taken to live with it (the screen says so before).
 */
import { activityOf } from '../../activities/activities.ts'
import { shuffled } from '../../lib/rng.ts'
import type { LineId } from '../../lib/ids.ts'
import { docsOfStep } from '../board-docs.ts'
import type { Consent, Consented, Line } from '../../flow/state.ts'
import { needsNothing, type Ballot, type BoardWords } from '../primitive.ts'
import type { ScalePart, ScopeOf } from './part.ts'

/** Lines of a board: every written card outside the first list, where things arrive. */
function linesOf(words: BoardWords): Line[] {
  const [arrivals, ...columns] = words.lists
  const titleOf = new Map(columns.map((list) => [list.id, list.title]))
  return words.cards
    .filter((card) => card.list !== arrivals?.id && titleOf.has(card.list) && card.text.trim() !== '')
    .map((card) => ({ id: card.id as LineId, text: card.text.trim(), column: titleOf.get(card.list) as string }))
}

/** More than the room can read at once: then the wall asks and each reads on their own device. */
const wallMost = 9

const sameWords = (one: Line, other: Line) => one.id === other.id && one.text === other.text

/** A line whose words have changed is a new line: consent was to the old words. */
const standing = (line: Line, consented: readonly Consented[]) =>
  consented.find((earlier) => sameWords(earlier.line, line) && earlier.result === 'everyone')

function resultOf(line: Line, ballots: readonly Ballot[]): Consent {
  const isDoubted = ballots.some((ballot) => ballot.get(line.id)?.answer === 'not_yet')
  // Where nobody sent anything nobody has agreed to anything either.
  return ballots.length > 0 && !isDoubted ? 'everyone' : 'not_yet'
}

/** Agreed lines, in the order of the board. */
export const agreedLines = (consented: readonly Consented[]) =>
  consented.filter(({ result }) => result === 'everyone').map(({ line }) => line)

/** Results of this step over those of the steps before; lines that left the board are gone. */
function merged({ run, step }: ScopeOf<'lines'>): readonly Consented[] {
  const results = step.results ?? {}
  const asked = step.lines.map((line): Consented => {
    const reasons = step.reasons[line.id] ?? []
    return { line, result: results[line.id] ?? 'not_yet', ...(reasons.length > 0 && { reasons }) }
  })
  const before = run.consented.filter(({ line }) => !asked.some((now) => now.line.id === line.id))
  return [...before, ...asked]
}

export const lines: ScalePart<'lines'> = {
  needsToEnter: (spec, run, state) => ({
    ...needsNothing,
    boards: docsOfStep(spec.board, run, state).map(([, doc]) => doc),
  }),
  enter: ({ spec, run, state, carry }) => {
    const all = docsOfStep(spec.board, run, state).flatMap(([, doc]) => {
      const words = carry.boards.get(doc)
      return words === undefined ? [] : linesOf(words)
    })
    const asked = spec.ask === 'all' ? all : all.filter((line) => standing(line, run.consented) === undefined)
    // Nothing to ask: the result is there at once, and Next goes on.
    const results = asked.length === 0 ? {} : null
    return { state: { kind: 'scale', lines: asked, results, reasons: {} }, clock: null }
  },
  inner: ({ step }) =>
    step.results === null ? { act: { act: 'publish' }, final: true, needs: { ...needsNothing, ballots: true } } : null,
  advance: (scope, env, { ballots }) => {
    const { lines: asked } = scope.step
    const results = Object.fromEntries(asked.map((line) => [line.id, resultOf(line, ballots)]))
    const reasons = Object.fromEntries(
      asked.map((line) => {
        const given = ballots.flatMap((ballot) => {
          const answer = ballot.get(line.id)
          return answer?.answer === 'not_yet' && answer.reason !== '' ? [answer.reason] : []
        })
        return [line.id, shuffled(given, env.random)]
      }),
    )
    const published = { ...scope.step, results, reasons }
    return {
      events: [
        { type: 'step_set', state: published },
        { type: 'consented_set', consented: merged({ ...scope, step: published }) },
        { type: 'sealed_off' },
      ],
    }
  },
  leaving: ({ state, run, spec, step }, { now }) => {
    const agreed = agreedLines(run.consented)
    if (!spec.adopts || step.results === null || agreed.length === 0) return null
    const version = (state.agreements?.version ?? 0) + 1
    return {
      act: { act: 'adopt', lines: agreed.length },
      events: [{ type: 'agreed', agreements: { version, lines: agreed, adoptedAt: now } }],
    }
  },
  asks: ({ lines: asked }) => new Map(asked.map(({ id }) => [id, ['yes', 'not_yet']])),
  round: (run) => String(run.step),
  seat: ({ run, spec, step }) => ({
    kind: 'scale',
    about: 'lines',
    round: lines.round(run, step),
    prompt: spec.prompt,
    lines: step.lines,
    results: step.results,
    reasons: step.results === null ? {} : step.reasons,
  }),
  wall: ({ run, spec, step, fn }) =>
    step.results === null
      ? { show: 'asked', fn, prompt: spec.prompt, lines: step.lines.length <= wallMost ? step.lines : [] }
      : {
          show: 'agreed',
          fn,
          title: activityOf(run.activity).title,
          lines: agreedLines(run.consented),
          all: run.consented.every(({ result }) => result === 'everyone'),
        },
}
