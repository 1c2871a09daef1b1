/** Own lines on a board: adding such an activity, what the wall shows of them, and what stays when it ends. */
import { activities, activityOf, minutesOf } from '../../activities/activities.ts'
import { ownLine } from '../../boards/own.ts'
import { newBlockId, type DocId, type MemberId } from '../../lib/ids.ts'
import type { Carry } from '../../steps/primitive.ts'
import { refuse } from '../../wire/refusals.ts'
import type { FlowEvent } from '../events.ts'
import { isIn } from '../people.ts'
import type { Block, FlowState, Harvest, HarvestLine } from '../state.ts'
import { decided, type DecideMap } from './decision.ts'

/** Blocks of an agenda; far more than a day has. */
const blocksMost = 40

const isOwn = ({ layout }: { readonly layout: string }) => layout === 'own'

/** Boards whose lines are kept: to be settled and read before they are dropped. */
export const ownBoards = (state: FlowState): readonly DocId[] =>
  Object.values(state.boards)
    .filter(isOwn)
    .map(({ doc }) => doc)

function harvestOf(state: FlowState, doc: DocId, carry: Carry, now: number): Harvest | null {
  const words = carry.boards.get(doc)
  if (state.run === null || words === undefined) return null
  const [arrivals] = words.lists
  const titles = new Map(words.lists.map(({ id, title }) => [id, id === arrivals?.id ? '' : ownLine(title)]))
  const lines = words.cards.flatMap(({ id, text, list }): HarvestLine[] => {
    const by = id as MemberId
    const line = ownLine(text)
    return line === '' || !isIn(state, by) ? [] : [{ by, text: line, cluster: titles.get(list) ?? '' }]
  })
  const { title } = activityOf(state.run.activity)
  return lines.length === 0 ? null : { run: state.run.id, title, keptAt: now, lines }
}

/** All boards go with their activity; own lines stay. */
export function droppedBoards(state: FlowState, carry: Carry, now: number): FlowEvent[] {
  const docs = Object.values(state.boards).map((board) => board.doc)
  const kept = ownBoards(state).flatMap((doc): FlowEvent[] => {
    const harvest = harvestOf(state, doc, carry, now)
    return harvest === null ? [] : [{ type: 'harvested', harvest }]
  })
  return docs.length === 0 ? [] : [...kept, { type: 'boards_dropped', docs }]
}

/** After the running block, else after what is done. */
function withNext(state: FlowState, block: Block): Block[] {
  const begun = state.agenda.findLastIndex(({ id }) => state.done.includes(id) || state.run?.block === id)
  return state.agenda.toSpliced(begun + 1, 0, block)
}

const mayBeAdded = (slug: string) => activities.some((one) => one.slug === slug && one.anywhere === true)

type Commands = 'agenda.add' | 'agenda.drop' | 'wall.board' | 'harvest.withdraw'

export const harvest: DecideMap<Commands> = {
  'agenda.add': ({ state, random }, { activity }) => {
    if (state.endedAt !== null || !mayBeAdded(activity)) return refuse('not_now')
    if (state.agenda.length >= blocksMost) return refuse('too_big')
    const block = { id: newBlockId(random), activity, minutes: minutesOf(activityOf(activity)) }
    return decided([{ type: 'agenda_set', agenda: withNext(state, block) }])
  },
  'agenda.drop': ({ state }, { block: id }) => {
    const block = state.agenda.find((one) => one.id === id)
    // Two leads taking it out is once.
    if (block === undefined) return decided([])
    const begun = state.done.includes(block.id) || state.run?.block === block.id
    if (begun || !mayBeAdded(block.activity)) return refuse('not_now')
    return decided([{ type: 'agenda_set', agenda: state.agenda.filter((one) => one !== block) }])
  },
  'wall.board': ({ state }, onWall) => {
    const run = state.run
    if (run?.state.kind !== 'board') return refuse('not_now')
    const docs = new Set(Object.values(run.state.docs))
    if (!Object.values(state.boards).some((board) => docs.has(board.doc) && isOwn(board))) return refuse('not_now')
    return decided([{ type: 'on_wall_set', onWall }])
  },
  'harvest.withdraw': ({ state, actor }, { run }) => {
    const kept = state.harvests?.find((one) => one.run === run)
    const mine = kept?.lines.some(({ by }) => by === actor.id) === true
    return decided(kept !== undefined && mine ? [{ type: 'line_withdrawn', run: kept.run, member: actor.id }] : [])
  },
}
