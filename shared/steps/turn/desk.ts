/** The console's picture of one circle's turns. */
import { refOf, type Names } from '../../flow/people.ts'
import type { DeskCircle } from '../../flow/desk-slice.ts'
import type { Circle, Turn } from '../../flow/state.ts'
import type { TurnSpec } from '../specs.ts'
import { goneOn, isExchange, partOf } from './exchange.ts'
import { isFinished } from './joining.ts'
import { moved, waitsForNotes } from './moves.ts'
import { takenSlots } from './slots.ts'

interface Pictured {
  readonly turn: Turn
  readonly circle: Circle
  readonly spec: TurnSpec
  /** An act of this circle can be taken back. */
  readonly undo: boolean
}

export function deskTurn({ turn, circle, spec, undo }: Pictured, names: Names): NonNullable<DeskCircle['turn']> {
  const ref = (id: Turn['holder']) => (id === null ? null : refOf(names, id))
  const exchange = isExchange(turn)
  const focus = turn.around?.focus ?? null
  const line = turn.slots === undefined ? turn.queue : takenSlots(turn.slots).map(({ member }) => member)
  const has = exchange ? focus !== null : turn.holder !== null
  const part = partOf(turn, spec)
  const place = turn.past.length + (has ? 1 : 0)
  return {
    holder: ref(turn.holder),
    phase: turn.phase,
    order: turn.order,
    next: ref(line[0] ?? null),
    queue: line.map((id) => refOf(names, id)),
    count: turn.count,
    place,
    of: place + line.length,
    finished: isFinished(turn),
    held: turn.clock?.state === 'held',
    focus: ref(focus),
    part: part === null ? null : { kind: part.kind, title: part.title },
    exchange,
    asked: turn.asked === true,
    confirm: moved(turn, { circle, spec, now: 0, ready: null }, goneOn).delivers !== null,
    undo,
    lacking: (turn.lacking ?? []).map((id) => refOf(names, id)),
    waits: waitsForNotes(turn),
  }
}
