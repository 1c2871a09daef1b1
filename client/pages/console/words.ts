/** Words for what a lead did and for what Next will do, made from their data. */
import type { CircleGoal, DeskCircle, DeskSlice, NextAct } from '../../../shared/flow/desk-slice.ts'
import { plenary, type CircleId } from '../../../shared/lib/ids.ts'
import { acts } from '../../text/acts.ts'
import { desk as words } from '../../text/console.ts'
import { inWords, placeInWords } from '../../text/en.ts'

export function nextWords(next: NextAct): string {
  if (next.act === 'start') return acts.next.start(next.title)
  if (next.act === 'hand_on') return acts.next.handOn(next.to.name)
  if (next.act === 'hand_on_all') return allWords(next.circles, next.asked)
  if (next.act === 'move_circle') {
    const letter = next.circle === plenary ? '' : next.circle.toUpperCase()
    return next.goal === null ? acts.next.moveCircle(letter) : acts.next.moveCircleTo(letter, goalWords(next.goal))
  }
  if (next.act === 'give_rest') return acts.next.giveRest
  if (next.act === 'step') return acts.next.step(next.title)
  if (next.act === 'release') return acts.next.release(next.title)
  if (next.act === 'publish') return acts.next.publish
  if (next.act === 'show_alike') return acts.next.showAlike
  if (next.act === 'adopt') return acts.next.adopt
  return next.act === 'end_block' ? acts.next.endBlock(next.title) : acts.next.nothing
}

/** "on to Chiara", "on to the silence". */
function goalWords(goal: CircleGoal): string {
  const words = acts.next.circleTo
  if (goal.to === 'person') return words.person(goal.person.name)
  if (goal.to === 'next') return words.next
  if (goal.to === 'end') return words.end
  return words.part[goal.kind](goal.title)
}

function allWords(moving: number, asked: number): string {
  if (asked === 0) return moving === 2 ? acts.next.handOnBoth : acts.next.handOnAll(inWords(moving))
  if (moving === 0 && asked === 2) return acts.next.askBoth
  return moving === 0 ? acts.next.askAll(inWords(asked)) : acts.next.moveAndAsk(inWords(moving), inWords(asked))
}

/** What the second press says, for acts that cannot be undone. */
export function againWords({ next, confirm }: DeskSlice): string | undefined {
  if (!confirm) return undefined
  if (next.act === 'release') return acts.again.release
  if (next.act === 'publish') return acts.again.publish
  if (next.act === 'hand_on_all' || next.act === 'move_circle') return acts.again.give
  if (next.act === 'give_rest') return acts.again.giveRest
  if (next.act === 'show_alike') return acts.again.showAlike
  if (next.act === 'adopt') return acts.again.adopt
  return next.act === 'end_block' ? acts.again.endBlock : acts.again.other
}

type Undo = DeskSlice['undo'][number]

/** In a circle of its own no stone need have been handed on: a silence may have begun, or been ended. */
export function doneWords({ what, member, circle }: Undo): string {
  if (what === 'skipped' && member !== null) return acts.skippedOne(member.name)
  return what === 'handed_on' && isApart(circle) ? acts.movedOnIn(circle.toUpperCase()) : acts.done[what]
}

const isApart = (circle: Undo['circle']): circle is CircleId => circle !== null && circle !== plenary

export const undoWords = ({ what }: Undo): string => acts.undo[what]

/** "has the stone, third of nine". */
export function turnWords(turn: NonNullable<DeskCircle['turn']>): string {
  if (turn.exchange) return exchangeWords(turn)
  if (turn.holder === null) return turn.order === 'popcorn' ? words.now.openIdle : words.now.roundDone
  const place = placeInWords(turn.place)
  const of = inWords(turn.of)
  const { offered, has, silence, ended } = words.now
  const say = { offered, speaking: has, silence, ended }[turn.phase]
  return say(place, of)
}

/** Whoever has told, places to tell stay open: no circle of tellings is done before it is left. */
export const isDone = (turn: NonNullable<DeskCircle['turn']>): boolean => turn.finished && turn.order !== 'slots'

/** "receives, third of five"; "a story, first of two". */
function exchangeWords(turn: NonNullable<DeskCircle['turn']>): string {
  if (turn.finished)
    return isDone(turn) ? words.rings.done : turn.place === 0 ? words.rings.nobodyYet : words.rings.open
  if (turn.waits) return words.rings.waits
  if (turn.part === null) return turn.place === 0 ? words.rings.before : words.rings.between
  const at = words.rings.at(turn.part.title, placeInWords(turn.place), inWords(turn.of))
  return turn.asked ? words.rings.asked(at) : at
}

/** What people have in front of them, in one sentence. */
export function seesWords({ ownLines, kind, doc, next, template, spectrum, note }: DeskSlice): string {
  const { sees } = words.now
  if (kind === null) return ''
  if (ownLines) return sees.boardOwn
  if (kind === 'board') return doc === null ? sees.boardCircle : sees.boardAll
  if (kind === 'step' && note) return sees.note
  if (spectrum !== null) return sees.spectrum[spectrum.state]
  if (kind === 'scale') return next.act === 'publish' ? sees.scaleOpen : sees.scaleShown
  if (kind === 'page') return sees[template ?? 'keepsake']
  return sees[kind]
}
