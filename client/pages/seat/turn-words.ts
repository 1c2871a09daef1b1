/** Who has the stone, as it is said to those who hear the page. */
import type { TurnNow } from '../../../shared/flow/seat-views.ts'
import type { Me } from '../../../shared/flow/slices.ts'
import { seat as words } from '../../text/seat.ts'

export function turnWords(turn: TurnNow | null, me: Me | undefined): string {
  if (turn === null || me === undefined) return ''
  if (turn.mine) return words.turn.yours(me.name)
  return turn.holder === null ? '' : words.turn.says(turn.holder.name)
}
