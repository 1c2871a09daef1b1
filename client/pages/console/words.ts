/** Words for what a lead did and for what Next will do, made from their data. */
import type { DeskCircle, DeskSlice, NextAct } from '../../../shared/flow/desk-slice.ts'
import { plenary } from '../../../shared/lib/ids.ts'
import { acts } from '../../text/acts.ts'
import { desk as words } from '../../text/console.ts'
import { inWords, placeInWords } from '../../text/en.ts'

export function nextWords(next: NextAct): string {
  if (next.act === 'start') return acts.next.start(next.title)
  if (next.act === 'hand_on') return acts.next.handOn(next.to.name)
  if (next.act === 'hand_on_all') return allWords(next.circles, next.asked)
  if (next.act === 'move_circle') {
    const letter = next.circle === plenary ? '' : next.circle.toUpperCase()
    return next.to === null ? acts.next.moveCircle(letter) : acts.next.moveCircleTo(letter, next.to.name)
  }
  if (next.act === 'give_rest') return acts.next.giveRest
  if (next.act === 'step') return acts.next.step(next.title)
  if (next.act === 'release') return acts.next.release(next.title)
  if (next.act === 'publish') return acts.next.publish
  if (next.act === 'adopt') return acts.next.adopt
  return next.act === 'end_block' ? acts.next.endBlock(next.title) : acts.next.nothing
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
  if (next.act === 'adopt') return acts.again.adopt
  return next.act === 'end_block' ? acts.again.endBlock : acts.again.other
}

type Undo = DeskSlice['undo'][number]

export const doneWords = ({ what, member }: Undo): string =>
  what === 'skipped' && member !== null ? acts.skippedOne(member.name) : acts.done[what]

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

/** "receives, third of five"; "a story, first of two". */
function exchangeWords(turn: NonNullable<DeskCircle['turn']>): string {
  if (turn.finished) return words.rings.done
  if (turn.part === null) return turn.lacking.length > 0 ? words.rings.waits : words.rings.between
  const at = words.rings.at(turn.part.title, placeInWords(turn.place), inWords(turn.of))
  return turn.asked ? words.rings.asked(at) : at
}

/** What people have in front of them, in one sentence. */
export function seesWords({ kind, doc, next }: DeskSlice): string {
  const { sees } = words.now
  if (kind === null) return ''
  if (kind === 'board') return doc === null ? sees.boardCircle : sees.boardAll
  if (kind === 'scale') return next.act === 'publish' ? sees.scaleOpen : sees.scaleShown
  return sees[kind]
}
