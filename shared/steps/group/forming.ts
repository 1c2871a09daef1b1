/** Forming circles: sizes that fit, places mixed, newcomers and leavers with the fewest moves. Pure and fast. */
import { circleId, type MemberId, type RandomInt } from '../../lib/ids.ts'
import { shuffled } from '../../lib/rng.ts'
import type { Circle, FlowState } from '../../flow/state.ts'

/** Circles hold 3 to 7 people; below six people nobody is split off. */
const smallest = 3

/** How many circles of about `size` serve `people`; every circle has at least three. */
export function circleCount(people: number, size: number): number {
  if (people < smallest * 2) return 1
  const wanted = Math.max(1, Math.round(people / size))
  return Math.min(wanted, Math.floor(people / smallest))
}

/**
 * Deals people into circles of equal size (give or take one), remote people spread first so that each circle has its
 * share. Within a circle the order of the chairs is kept.
 */
export function formCircles(state: FlowState, size: number, random: RandomInt): Circle[] {
  const count = circleCount(state.seats.length, size)
  const remote = shuffled(
    state.seats.filter((id) => state.people[id]?.place === 'remote'),
    random,
  )
  const room = shuffled(
    state.seats.filter((id) => state.people[id]?.place !== 'remote'),
    random,
  )
  const dealt: MemberId[][] = Array.from({ length: count }, () => [])
  ;[...remote, ...room].forEach((id, index) => dealt[index % count]?.push(id))
  return dealt.map((members, index) => ({
    id: circleId(index),
    members: state.seats.filter((id) => members.includes(id)),
    guardian: guardianFor(state, members),
    where: '',
  }))
}

/** Somebody in the room if there is one: the guardian watches the room's energy. A lead can choose another. */
function guardianFor(state: FlowState, members: readonly MemberId[]): MemberId | null {
  return members.find((id) => state.people[id]?.place === 'room') ?? members[0] ?? null
}

/** A latecomer joins the smallest circle; nobody else moves. */
export function withNewcomer(circles: readonly Circle[], member: MemberId): readonly Circle[] {
  const target = circles.reduce<Circle | null>(
    (least, circle) => (least === null || circle.members.length < least.members.length ? circle : least),
    null,
  )
  return circles.map((circle) =>
    circle.id === target?.id ? { ...circle, members: [...circle.members, member] } : circle,
  )
}

export function withoutMember(circles: readonly Circle[], member: MemberId): readonly Circle[] {
  return circles.map((circle) => {
    const members = circle.members.filter((id) => id !== member)
    return { ...circle, members, guardian: circle.guardian === member ? (members[0] ?? null) : circle.guardian }
  })
}
