/** Questions about who is here, asked of the state by every other part of the flow. */
import type { CircleId, MemberId } from '../lib/ids.ts'
import { plenary } from '../lib/ids.ts'
import type { Ref, Seat } from './seat-views.ts'
import type { Circle, FlowState, Person, Run } from './state.ts'

export interface Profile {
  readonly name: string
  readonly pronouns: string
}

/** Names live outside the state; a person who was erased has an empty one. */
export type Names = (member: MemberId) => Profile

export const personOf = (state: FlowState, member: MemberId): Person | undefined =>
  Object.hasOwn(state.people, member) ? state.people[member] : undefined

export const isLead = (person: Person | undefined) => person?.role === 'lead' || person?.role === 'colead'

export const isIn = (state: FlowState, member: MemberId) => personOf(state, member)?.status === 'in'

export const refOf = (names: Names, id: MemberId): Ref => ({ id, name: names(id).name })

export const seatOf = (state: FlowState, names: Names, id: MemberId): Seat => ({
  id,
  name: names(id).name,
  place: personOf(state, id)?.place ?? 'room',
})

/** Everyone who is here, with a seat or without. */
export const everyone = (state: FlowState, names: Names): readonly Ref[] =>
  Object.values(state.people)
    .filter(({ status }) => status === 'in')
    .map(({ id }) => refOf(names, id))

/** Who has chosen to listen, write or walk gets no turn; nobody has to say that they take part. */
export const takesPart = (run: Run | null) => (member: MemberId) => run?.parts?.[member] === undefined

/** The circle as those who take part in it: who gets turns, and who is a witness. */
export const partakers = (run: Run | null, circle: Circle): Circle => ({
  ...circle,
  members: circle.members.filter(takesPart(run)),
})

/** Who is with the others: taking part, or listening. */
export const isWithUs = (run: Run | null) => (member: MemberId) =>
  takesPart(run)(member) || run?.parts?.[member] === 'listen'

/** The plenary is one circle of everybody, in the order of the chairs. */
export const plenaryOf = (state: FlowState, run: Run): Circle => ({
  id: plenary,
  members: state.seats,
  guardian: run.guardian,
  where: '',
})

/** The circles a run has formed, or the plenary while it has none. */
export const circlesOf = (state: FlowState, run: Run): readonly Circle[] =>
  run.circles.length > 0 ? run.circles : [plenaryOf(state, run)]

export const circleById = (state: FlowState, run: Run, id: CircleId): Circle | undefined =>
  id === plenary ? plenaryOf(state, run) : run.circles.find((circle) => circle.id === id)

/** The circle a person is in: their formed one when the step works in circles, else the plenary. */
export function circleOf(state: FlowState, run: Run, member: MemberId, of: 'plenary' | 'circles'): Circle {
  const formed = of === 'circles' ? run.circles.find((circle) => circle.members.includes(member)) : undefined
  return formed ?? plenaryOf(state, run)
}

/** Paused by itself, or because the whole room is. */
export const isPaused = (run: Run, circle: CircleId) => run.paused.includes(plenary) || run.paused.includes(circle)

/** Two people of one circle of the running activity. */
export function sitTogether(state: FlowState, one: MemberId, other: MemberId): boolean {
  const run = state.run
  if (run === null || one === other) return false
  return circlesOf(state, run).some(({ members }) => members.includes(one) && members.includes(other))
}
