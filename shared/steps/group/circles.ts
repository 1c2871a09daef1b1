/** The circles of a run: what forming and repair give, with letters, guardians and places to meet. */
import { circleId, plenary, type CircleId, type MemberId, type RandomInt } from '../../lib/ids.ts'
import type { Circle, FlowState, Run } from '../../flow/state.ts'
import { formed, type Guest } from './forming.ts'
import { guardianOf } from './guardian.ts'
import { emptyMet } from './met.ts'
import { repaired, type Change } from './repair.ts'

const isRemote = (state: FlowState) => (id: MemberId) => state.people[id]?.place === 'remote'

const guests = (state: FlowState, ids: readonly MemberId[]): Guest[] =>
  ids.map((id) => ({ id, remote: isRemote(state)(id) }))

/** Where a circle of this letter met last. */
const metAt = ({ meets }: FlowState, id: CircleId): string => meets?.[id] ?? ''

export function circlesFor(state: FlowState, size: number, random: RandomInt): Circle[] {
  const { met = emptyMet, apart = [] } = state
  const { circles, together } = formed({ people: guests(state, state.seats), size, apart, met, random })
  return circles.map((members, index) => {
    const forced = together.filter((pair) => pair.every((id) => members.includes(id)))
    return {
      id: circleId(index),
      members,
      guardian: guardianOf(members, isRemote(state), met),
      where: metAt(state, circleId(index)),
      ...(forced.length === 0 ? {} : { forced }),
    }
  })
}

/** Circles are still being formed until one of them has a board: from then on nobody is moved. */
const isForming = (state: FlowState, run: Run) =>
  run.state.kind === 'group' && Object.values(state.boards).every(({ circle }) => circle === plenary)

/** The circles of a run after people came or left; those in an exchange keep everyone who stays. */
export function circlesAfter(state: FlowState, run: Run, size: number, change: Change): readonly Circle[] {
  if (run.circles.length === 0) return run.circles
  const { met = emptyMet, apart = [] } = state
  const hold = isForming(state, run) ? 'open' : 'running'
  const here = [...state.seats, ...change.joined].filter((id) => !change.left.includes(id))
  const { circles } = repaired(
    run.circles.map(({ id, members }) => ({ id, members, hold })),
    change,
    { people: guests(state, here), size, apart, met },
  )
  const before = new Map(run.circles.map((circle) => [circle.id, circle]))
  return circles.map(({ id, members }) => {
    const { guardian = null, where = metAt(state, id), forced } = before.get(id) ?? {}
    const stays = guardian !== null && members.includes(guardian)
    return {
      id,
      members,
      guardian: stays ? guardian : guardianOf(members, isRemote(state), met),
      where,
      ...(forced === undefined ? {} : { forced }),
    }
  })
}
