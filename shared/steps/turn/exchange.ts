/**
 * An exchange: a few parts around one person, then around the next. A telling, a silence, what witnesses heard, a last
 * word; or the moment when notes reach somebody. Pure moves from one Turn to the next, like those of turns.ts.
 */
import { rotated } from '../../lib/order.ts'
import { started } from '../../flow/clock.ts'
import type { Around, Circle, Turn } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'
import type { PartSpec, TurnSpec } from '../specs.ts'
import { evened, slotsAfter, takenSlots } from './slots.ts'
import { handedBack, handedOn } from './turns.ts'

/** What a move has to know beside the turn itself. */
export interface Ring {
  readonly circle: Circle
  readonly spec: TurnSpec
  readonly now: number
  /** For whom there is something to receive; null: it does not matter, or nobody has looked. */
  readonly ready: ReadonlySet<MemberId> | null
}

/** Whose exchange comes next, and what became of the order. */
interface Following {
  readonly focus: MemberId | null
  readonly queue: readonly MemberId[]
  readonly slots?: readonly (MemberId | null)[]
  readonly lacking?: readonly MemberId[]
}

export const isExchange = (turn: Turn): turn is Turn & { readonly around: Around | null } => turn.around !== undefined

export const partOf = (turn: Turn, spec: TurnSpec): PartSpec | null =>
  turn.around === undefined || turn.around === null ? null : (spec.parts?.[turn.around.part] ?? null)

/** Nobody is in the middle of something: the circle may be moved without cutting anyone short. */
export function isBetween(turn: Turn, spec: TurnSpec): boolean {
  return turn.phase === 'ended' || turn.holder === null || partOf(turn, spec)?.kind === 'silence'
}

/** On: to the next of a plain round, to the next witness, to the next part, or to the next person. */
export function goneOn(turn: Turn, ring: Ring): Turn {
  if (!isExchange(turn)) return handedOn(turn)
  if (turn.around === null) return begun(turn, ring)
  const { focus, part, round } = turn.around
  const [witness, ...rest] = round
  if (witness !== undefined) {
    return { ...fresh(turn), holder: witness, around: { focus, part, round: rest } }
  }
  return enteredPart(turn, focus, part + 1, ring)
}

/** The rest of this person's exchange is left out; "come back to me" when `later`. */
export function leftOut(turn: Turn, ring: Ring, later: boolean): Turn {
  if (!isExchange(turn) || turn.around === null) return turn
  const { focus } = turn.around
  if (!later) return begun({ ...turn, past: [...turn.past, focus], around: null }, ring)
  if (turn.slots !== undefined) {
    const open = turn.slots.indexOf(null)
    const slots = open < 0 ? [...turn.slots, focus] : turn.slots.with(open, focus)
    return begun({ ...turn, slots, around: null }, ring)
  }
  const after = begun({ ...turn, around: null }, ring)
  return { ...after, queue: [...after.queue, focus] }
}

/** Back to the beginning of this person's exchange; from there to the one before. What was given stays given. */
export function goneBack(turn: Turn, ring: Ring): Turn {
  if (!isExchange(turn)) return handedBack(turn)
  const around = turn.around
  if (around !== null && around.part > 0) return enteredPart(turn, around.focus, 0, ring)
  const before = turn.past.at(-1)
  if (before === undefined) return turn
  const queue = around === null || turn.slots !== undefined ? turn.queue : [around.focus, ...turn.queue]
  const slots = turn.slots === undefined || around === null ? turn.slots : evened([around.focus, ...turn.slots])
  const back = { ...turn, queue, past: turn.past.slice(0, -1), ...(slots === undefined ? {} : { slots }) }
  return enteredPart(back, before, 0, ring)
}

/** Begins the exchange of whoever comes next and can be lit. */
function begun(turn: Turn, ring: Ring): Turn {
  const { focus, queue, slots, lacking } = following(turn, ring)
  const next: Turn = { ...fresh(turn), queue, ...(slots === undefined ? {} : { slots }), lacking: lacking ?? [] }
  return focus === null
    ? { ...next, around: null, holder: null }
    : enteredPart({ ...next, around: null }, focus, 0, ring)
}

function following(turn: Turn, { ready }: Ring): Following {
  if (turn.slots !== undefined) {
    const [first] = takenSlots(turn.slots)
    return first === undefined
      ? { focus: null, queue: turn.queue }
      : { focus: first.member, queue: turn.queue, slots: slotsAfter(turn.slots, first.index) }
  }
  const index = ready === null ? 0 : turn.queue.findIndex((id) => ready.has(id))
  const focus = turn.queue[index] ?? null
  const lacking = ready === null ? [] : turn.queue.filter((id) => !ready.has(id))
  return { focus, queue: focus === null ? turn.queue : turn.queue.filter((id) => id !== focus), lacking }
}

function enteredPart(turn: Turn, focus: MemberId, part: number, ring: Ring): Turn {
  const spec = ring.spec.parts?.[part]
  if (spec === undefined) return begun({ ...turn, past: [...turn.past, focus], around: null }, ring)
  const at = (round: readonly MemberId[] = []): Around => ({ focus, part, round })
  if (spec.kind === 'silence') {
    return { ...fresh(turn), holder: null, around: at(), clock: started(spec.seconds * 1000, ring.now) }
  }
  if (spec.kind !== 'witness') return { ...fresh(turn), holder: focus, around: at() }
  const [first, ...rest] = others(ring.circle, focus)
  if (first === undefined) return enteredPart(turn, focus, part + 1, ring)
  return { ...fresh(turn), holder: first, around: at(rest) }
}

/** The circle round from the person's neighbour on. */
function others({ members }: Circle, focus: MemberId): MemberId[] {
  return rotated(members, members.indexOf(focus)).filter((id) => id !== focus)
}

const fresh = (turn: Turn): Turn => ({ ...turn, phase: 'offered', clock: null, asked: false, count: turn.count + 1 })

/** Someone who leaves the workshop. Their exchange ends with them; the circle goes on when somebody moves it on. */
export function withoutFocus(turn: Turn, member: MemberId): Turn {
  if (!isExchange(turn) || turn.around === null) return turn
  const { focus, part, round } = turn.around
  if (focus === member) return { ...fresh(turn), holder: null, around: null }
  if (turn.holder !== member) return { ...turn, around: { focus, part, round: round.filter((id) => id !== member) } }
  const [next = focus, ...rest] = round
  return { ...fresh(turn), holder: next, around: { focus, part, round: rest } }
}
