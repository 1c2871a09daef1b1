/**
 * A run as it was, with the people who are here now: an Undo brings nobody back, and loses nobody who came since. Nor does
 * it lose where a circle meets: that was written down, and is no position of the room.
 */
import type { MemberId } from '../lib/ids.ts'
import { withoutPerson } from '../steps/turn/joining.ts'
import type { Circle, FlowState, Run, Turn } from './state.ts'

/** Everybody a turn speaks of. */
function peopleOf({ holder, queue, past, around, slots = [], lacking = [] }: Turn): readonly MemberId[] {
  const all = [holder, ...queue, ...past, around?.focus ?? null, ...(around?.round ?? []), ...slots, ...lacking]
  return [...new Set(all.filter((id) => id !== null))]
}

function withoutAbsent(turn: Turn, here: ReadonlySet<MemberId>): Turn {
  const left = peopleOf(turn)
    .filter((id) => !here.has(id))
    .reduce(withoutPerson, turn)
  return left.lacking === undefined ? left : { ...left, lacking: left.lacking.filter((id) => here.has(id)) }
}

function circlesNow(circles: readonly Circle[], seats: readonly MemberId[]): readonly Circle[] {
  const here = new Set(seats)
  const kept = circles.map((circle) => {
    const members = circle.members.filter((id) => here.has(id))
    const guardian = circle.guardian !== null && here.has(circle.guardian) ? circle.guardian : (members[0] ?? null)
    return { ...circle, members, guardian }
  })
  const seated = new Set(kept.flatMap(({ members }) => members))
  return seats
    .filter((id) => !seated.has(id))
    .reduce<readonly Circle[]>((now, id) => {
      const smallest = now.reduce((least, one) => (one.members.length < least.members.length ? one : least))
      return now.map((one) => (one === smallest ? { ...one, members: [...one.members, id] } : one))
    }, kept)
}

export function withPresent(state: FlowState, run: Run): Run {
  const { meets } = state
  const present = run.circles.length === 0 ? run.circles : circlesNow(run.circles, state.seats)
  const circles =
    meets === undefined ? present : present.map((circle) => ({ ...circle, where: meets[circle.id] ?? '' }))
  if (run.state.kind !== 'turn') return { ...run, circles }
  const everyone = new Set(state.seats)
  const turns = Object.fromEntries(
    Object.entries(run.state.turns).map(([id, turn]) => {
      const circle = circles.find((one) => one.id === id)
      return [id, withoutAbsent(turn, circle === undefined ? everyone : new Set(circle.members))]
    }),
  ) as Readonly<Record<Circle['id'], Turn>>
  return { ...run, circles, state: { kind: 'turn', turns } }
}
