/** Several people write at once. The words are in a Yjs document; this file says which one, for whom, and how it begins. */
import { activityOf } from '../../activities/activities.ts'
import type { BoardAim } from '../../boards/aim.ts'
import { allOnWall } from '../../boards/projection.ts'
import { started } from '../../flow/clock.ts'
import { circleOf, circlesOf, everyone, plenaryOf, refOf } from '../../flow/people.ts'
import { newLineId, plenary, type CircleId, type DocId, type RandomInt } from '../../lib/ids.ts'
import { placeForWall } from '../../lib/place-for-wall.ts'
import { shuffled } from '../../lib/rng.ts'
import type { Board, Circle, Run } from '../../flow/state.ts'
import { docsOfStep } from '../board-docs.ts'
import { openLines } from '../open-lines.ts'
import { needsNothing, type BoardWords, type Entering, type Primitive, type Seed } from '../primitive.ts'
import type { BoardSpec } from '../specs.ts'

const listsOf = (titles: readonly string[]) => titles.map((title, index) => ({ id: `l${index}`, title }))

/** What is said on the board and on the console about its lists. */
export function aimOf(spec: BoardSpec, run: Run): BoardAim {
  const { steps } = activityOf(run.activity)
  const open = spec.from !== null && 'again' in spec.from ? openLines(run.consented) : []
  return {
    asked: steps.some((other) => other.kind === 'scale' && other.about === 'lines' && other.board === spec.id),
    required: listsOf(spec.lists).flatMap(({ id, title }) => (spec.required?.includes(title) === true ? [id] : [])),
    ...(open.length > 0 && { open }),
  }
}

/** What stands on the circles' boards, card by card: into the column of the same name, else to the arrivals with its cluster's name. */
function carriedCards(
  earlier: readonly BoardWords[],
  titles: readonly string[],
  random: RandomInt,
): BoardWords['cards'] {
  return earlier.flatMap((board) => {
    const [arrivals] = board.lists
    const titleOf = new Map(board.lists.map((list) => [list.id, list.title]))
    return board.cards
      .filter((card) => card.text.trim() !== '')
      .map((card) => {
        const title = titleOf.get(card.list) ?? ''
        const column = titles.findIndex((name) => name.toLowerCase() === title.toLowerCase())
        const from = column < 0 && card.list !== arrivals?.id ? title : undefined
        return { id: newLineId(random), text: card.text, list: `l${Math.max(0, column)}`, from }
      })
  })
}

/** Sealed items, shuffled and dealt like cards: nobody can tell from place or order who wrote one. */
function dealt(items: readonly string[], circles: number, random: RandomInt): string[][] {
  const hands: string[][] = Array.from({ length: circles }, () => [])
  shuffled(items, random).forEach((text, index) => hands[index % circles]?.push(text))
  return hands
}

function firstCards(entering: Entering<'board'>, circles: number): BoardWords['cards'][] {
  const { spec, run, state, carry, random } = entering
  if (spec.from === null) return Array.from({ length: circles }, () => [])
  if ('sealed' in spec.from) {
    return dealt(carry.sealed, circles, random).map((hand) =>
      hand.map((text) => ({ id: newLineId(random), text, list: 'l0' })),
    )
  }
  if ('boards' in spec.from) {
    const earlier = docsOfStep(spec.from.boards, run, state).flatMap(([, doc]) => carry.boards.get(doc) ?? [])
    return Array.from({ length: circles }, () => carriedCards(earlier, spec.lists, random))
  }
  return Array.from({ length: circles }, () => [])
}

const boardFor = (spec: BoardSpec, circle: Circle, doc: DocId): Board => ({
  doc,
  layout: spec.layout,
  lists: spec.lists,
  circle: circle.id,
  members: circle.id === plenary ? null : circle.members,
  open: true,
})

export const board: Primitive<'board'> = {
  of: (spec) => spec.of,
  needsToEnter: (spec, run, state) => {
    const from = spec.from
    const exists = docsOfStep(spec.id, run, state).every(([, doc]) => Object.hasOwn(state.boards, doc))
    if (from === null || exists) return needsNothing
    if ('sealed' in from) return { ...needsNothing, vault: from.sealed }
    if ('boards' in from) return { ...needsNothing, boards: docsOfStep(from.boards, run, state).map(([, doc]) => doc) }
    return needsNothing
  },
  releases: (spec, run, state) => {
    const exists = docsOfStep(spec.id, run, state).every(([, doc]) => Object.hasOwn(state.boards, doc))
    return spec.from !== null && 'sealed' in spec.from && !exists
  },
  enter: (entering) => {
    const { spec, run, state, now } = entering
    const circles = spec.of === 'circles' ? circlesOf(state, run) : [plenaryOf(state, run)]
    const docs = docsOfStep(spec.id, run, state)
    const boards = docs.map(([, doc], index) => boardFor(spec, circles[index] as Circle, doc))
    const cards = firstCards(entering, boards.length)
    const seeds: Seed[] = boards.flatMap((one, index) =>
      Object.hasOwn(state.boards, one.doc)
        ? []
        : [{ board: one, words: { lists: listsOf(spec.lists), cards: cards[index] ?? [] } }],
    )
    return {
      state: { kind: 'board', docs: Object.fromEntries(docs) as Record<CircleId, DocId> },
      clock: started(spec.minutes * 60_000, now),
      boards,
      seeds,
    }
  },
  seat: ({ state, run, spec, step }, member, names) => {
    const circle = circleOf(state, run, member, spec.of)
    const doc = step.docs[circle.id] ?? (Object.values(step.docs)[0] as DocId)
    return {
      kind: 'board',
      prompt: spec.prompt,
      doc,
      layout: spec.layout,
      aim: aimOf(spec, run),
      ...(spec.layout === 'own' ? { people: everyone(state, names) } : {}),
      of: spec.of,
      with: circle.id === plenary ? [] : circle.members.filter((id) => id !== member).map((id) => refOf(names, id)),
      writing: state.boards[doc]?.open === true,
      clock: run.clock,
    }
  },
  wall: ({ run, spec, step, fn, state }, names) => {
    if (spec.of === 'circles' && run.circles.length > 0) {
      return {
        show: 'circles',
        fn,
        title: spec.title,
        circles: run.circles.map(({ id, where, members }) => ({
          id,
          where: placeForWall(where),
          seats: members.map((m) => ({ id: m, name: names(m).name, place: state.people[m]?.place ?? 'room' })),
        })),
      }
    }
    const doc = step.docs[plenary]
    if (doc === undefined) return { show: 'quiet', fn }
    // Whoever leads without a seat has no line, and their name is not for the wall.
    const own = { people: state.seats.map((id) => refOf(names, id)), onWall: run.onWall ?? allOnWall }
    return { show: 'board', fn, title: spec.prompt, doc, ...(spec.layout === 'own' ? { own } : {}) }
  },
}
