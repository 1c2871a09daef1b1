/** The door, the seats and the guardians. Names are not decided here: they go to each person's box. */
import type { MemberId } from '../../lib/ids.ts'
import { interleaved } from '../../lib/order.ts'
import { withNewcomer, withoutMember } from '../../steps/group/forming.ts'
import { joinedLast, withoutPerson } from '../../steps/turn/turns.ts'
import { cleanLine, cut, longest } from '../../lib/text.ts'
import { refuse } from '../../wire/refusals.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, personOf } from '../people.ts'
import type { FlowState, Person } from '../state.ts'
import { decided, type DecideMap } from './decision.ts'

const sameOrder = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((id, index) => id === other[index])

/** New seats: interleaved with the others, unless a lead has set the circle to the chairs; then at the end. */
function seatsWith(
  state: FlowState,
  members: readonly MemberId[],
  people: Readonly<Record<MemberId, Person>>,
): MemberId[] {
  const isRemote = (id: MemberId) => people[id]?.place === 'remote'
  const untouched = sameOrder(state.seats, interleaved(state.seats, isRemote))
  const all = [...state.seats, ...members]
  return untouched ? interleaved(all, isRemote) : all
}

/** A latecomer gets a circle, its board and a place in the round; nobody else moves. */
function joiningRun(state: FlowState, members: readonly MemberId[]): FlowEvent[] {
  const run = state.run
  if (run === null) return []
  const events: FlowEvent[] = []
  let circles = run.circles
  if (circles.length > 0) {
    for (const member of members) circles = withNewcomer(circles, member)
    events.push({ type: 'circles_set', circles }, ...boardMembers(state, circles))
  }
  if (run.state.kind === 'turn') {
    for (const [id, turn] of Object.entries(run.state.turns) as [
      keyof typeof run.state.turns,
      (typeof run.state.turns)[keyof typeof run.state.turns],
    ][]) {
      if (turn.order !== 'sequence') continue
      const mine = members.filter(
        (m) => id === 'all' || circles.find((circle) => circle.id === id)?.members.includes(m),
      )
      // Everyone had a turn already: the round is not opened again for one person, they are asked by a lead.
      if (mine.length === 0 || (turn.holder === null && turn.queue.length === 0 && turn.past.length > 0)) continue
      events.push({ type: 'turn_set', circle: id, turn: mine.reduce(joinedLast, turn) })
    }
  }
  return events
}

function boardMembers(
  state: FlowState,
  circles: readonly { readonly id: string; readonly members: readonly MemberId[] }[],
): FlowEvent[] {
  return Object.values(state.boards).flatMap((board): FlowEvent[] => {
    const circle = circles.find((one) => one.id === board.circle)
    return board.members === null || circle === undefined
      ? []
      : [{ type: 'board_set', board: { ...board, members: circle.members } }]
  })
}

function leavingRun(state: FlowState, member: MemberId): FlowEvent[] {
  const run = state.run
  if (run === null) return []
  const circles = withoutMember(run.circles, member)
  const events: FlowEvent[] =
    run.circles.length > 0 ? [{ type: 'circles_set', circles }, ...boardMembers(state, circles)] : []
  if (run.guardian === member) events.push({ type: 'guardian_set', circle: 'all' as never, member: null })
  if (run.state.kind !== 'turn') return events
  const turns = Object.entries(run.state.turns) as [never, Parameters<typeof withoutPerson>[0]][]
  return [
    ...events,
    ...turns.map(([circle, turn]): FlowEvent => ({ type: 'turn_set', circle, turn: withoutPerson(turn, member) })),
  ]
}

type Commands =
  | 'workshop.rename'
  | 'profile.set'
  | 'place.set'
  | 'lobby.admit'
  | 'lobby.decline'
  | 'person.remove'
  | 'seats.set'
  | 'guardian.set'
  | 'circle.where'

export const people: DecideMap<Commands> = {
  'workshop.rename': (_question, { name }) => {
    const clean = cleanLine(name)
    if (clean === '') return refuse('empty')
    return clean.length > longest.workshop ? refuse('too_big') : decided([{ type: 'renamed', name: clean }])
  },
  'profile.set': ({ actor }, { place }) =>
    decided(place === undefined || place === actor.place ? [] : [{ type: 'placed', member: actor.id, place }]),
  'place.set': ({ state }, { member, place }) =>
    personOf(state, member) === undefined ? refuse('unknown_person') : decided([{ type: 'placed', member, place }]),
  'lobby.admit': ({ state }, { members }) => {
    const admitted = [...new Set(members)].flatMap((id) => {
      const person = personOf(state, id)
      return person?.status === 'waiting' ? [person] : []
    })
    // Two leads admitting the same people is one admission.
    if (admitted.length === 0)
      return members.some((id) => personOf(state, id)?.status === 'in') ? decided([]) : refuse('unknown_person')
    const ids = admitted.map((person) => person.id)
    return decided([
      ...admitted.map((person): FlowEvent => ({ type: 'person_set', person: { ...person, status: 'in' } })),
      { type: 'seated', seats: seatsWith(state, ids, state.people) },
      ...joiningRun(state, ids),
    ])
  },
  'lobby.decline': ({ state }, { member }) => {
    const person = personOf(state, member)
    if (person?.status !== 'waiting') return refuse('unknown_person')
    return decided([{ type: 'person_set', person: { ...person, status: 'out' } }])
  },
  'person.remove': ({ state }, { member, confirm }) => {
    const person = personOf(state, member)
    if (person?.status !== 'in' || person.role !== 'member') return refuse('unknown_person')
    if (!confirm) return refuse('needs_confirming')
    return decided([
      { type: 'person_set', person: { ...person, status: 'out' } },
      { type: 'seated', seats: state.seats.filter((id) => id !== member) },
      ...leavingRun(state, member),
    ])
  },
  'seats.set': ({ state }, { seats }) => {
    const here = new Set(state.seats)
    const known = [...new Set(seats)].filter((id) => here.has(id))
    // Who came while the lead was sorting keeps a seat: at the end.
    const order = [...known, ...state.seats.filter((id) => !known.includes(id))]
    if (sameOrder(order, state.seats)) return decided([])
    return decided([
      { type: 'undoable', act: { what: 'reordered', circle: null, member: null } },
      { type: 'seated', seats: order },
    ])
  },
  'guardian.set': ({ state }, { circle, member }) => {
    const run = state.run
    const one = run === null ? undefined : circleById(state, run, circle)
    if (one === undefined) return refuse('not_now')
    if (member !== null && !one.members.includes(member)) return refuse('unknown_person')
    return decided([{ type: 'guardian_set', circle, member }])
  },
  'circle.where': ({ state }, { circle, where }) => {
    const run = state.run
    if (run === null || !run.circles.some((one) => one.id === circle)) return refuse('not_now')
    const text = cut(cleanLine(where), longest.where)
    return decided([
      { type: 'circles_set', circles: run.circles.map((one) => (one.id === circle ? { ...one, where: text } : one)) },
    ])
  },
}
