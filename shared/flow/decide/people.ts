/** The door, the seats and the guardians. Names are not decided here: they go to each person's box. */
import { activityOf } from '../../activities/activities.ts'
import type { MemberId } from '../../lib/ids.ts'
import { interleaved } from '../../lib/order.ts'
import { circlesAfter } from '../../steps/group/circles.ts'
import { joinedLast, withoutPerson } from '../../steps/turn/joining.ts'
import { graceOf } from '../../steps/sealed/grace.ts'
import { cleanLine, cut, longest } from '../../lib/text.ts'
import { refuse } from '../../wire/refusals.ts'
import type { FlowEvent } from '../events.ts'
import { circleById, personOf } from '../people.ts'
import type { FlowState, Person, Run } from '../state.ts'
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

/** What the step that formed the circles asked for: it decides between pairs and circles. */
const sizeAsked = (run: Run): number =>
  activityOf(run.activity)
    .steps.slice(0, run.step + 1)
    .findLast((spec) => spec.kind === 'group')?.size ?? 4

/** A latecomer gets a circle, its board and a place in the round; nobody else moves. */
export function joiningRun(state: FlowState, members: readonly MemberId[]): FlowEvent[] {
  const run = state.run
  if (run === null) return []
  const events: FlowEvent[] = []
  const circles = circlesAfter(state, run, sizeAsked(run), { joined: members, left: [] })
  if (circles.length > 0) events.push({ type: 'circles_set', circles }, ...boardMembers(state, circles))
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

/** Out of the circle, the round and the care of whatever goes on. */
export function leavingRun(state: FlowState, member: MemberId): FlowEvent[] {
  const run = state.run
  if (run === null) return []
  const circles = circlesAfter(state, run, sizeAsked(run), { joined: [], left: [member] })
  const events: FlowEvent[] =
    run.circles.length > 0 ? [{ type: 'circles_set', circles }, ...boardMembers(state, circles)] : []
  if (run.parts?.[member] !== undefined) events.push({ type: 'part_set', member, part: null })
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
  | 'seat.take'
  | 'apart.set'
  | 'guardian.set'
  | 'circle.where'
  | 'call.set'
  | 'grace.set'

export const people: DecideMap<Commands> = {
  'workshop.rename': (_question, { name }) => {
    const clean = cleanLine(name)
    if (clean === '') return refuse('empty')
    return clean.length > longest.workshop ? refuse('too_big') : decided([{ type: 'renamed', name: clean }])
  },
  'profile.set': ({ state, actor }, { place }) => {
    // Of whom nothing is kept any more, nothing is written down again.
    if (actor.status === 'out') return refuse('not_yours')
    if (actor.status === 'waiting' && state.endedAt !== null) return refuse('ended')
    return decided(place === undefined || place === actor.place ? [] : [{ type: 'placed', member: actor.id, place }])
  },
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
  'seat.take': ({ state, actor }, { on }) => {
    if ((actor.seated === true) === on) return decided([])
    const person: FlowEvent = { type: 'person_set', person: { ...actor, seated: on } }
    const seats = on ? seatsWith(state, [actor.id], state.people) : state.seats.filter((id) => id !== actor.id)
    return decided([
      person,
      { type: 'seated', seats },
      ...(on ? joiningRun(state, [actor.id]) : leavingRun(state, actor.id)),
    ])
  },
  'apart.set': ({ state }, { pairs }) => {
    const isHere = (id: MemberId) => (personOf(state, id)?.status ?? 'out') !== 'out'
    if (!pairs.flat().every(isHere)) return refuse('unknown_person')
    // Who was named first is not kept: neither order says anything.
    const named = pairs.filter(([one, other]) => one !== other).map((pair) => pair.toSorted().join(' '))
    const next = [...new Set(named)].sort().map((pair) => pair.split(' ') as [MemberId, MemberId])
    return decided(
      JSON.stringify(next) === JSON.stringify(state.apart ?? []) ? [] : [{ type: 'apart_set', pairs: next }],
    )
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
    const circles = run.circles.map((one) => (one.id === circle ? { ...one, where: text } : one))
    // Of every circle, so that what was written before there was such a list is in it too.
    const meets = { ...state.meets, ...Object.fromEntries(circles.map((one) => [one.id, one.where])) }
    return decided([
      { type: 'circles_set', circles },
      { type: 'meets_set', meets },
    ])
  },
  'grace.set': ({ state }, { grace }) => decided(graceOf(state) === grace ? [] : [{ type: 'grace_set', grace }]),
  'call.set': ({ state }, { call }) => {
    const text = cut(cleanLine(call), longest.where)
    return decided(text === (state.call ?? '') ? [] : [{ type: 'call_set', call: text }])
  },
}
