/**
 * `viewOf(state, names, viewer) → slices`: the privacy of the channel in one function.
 *
 * What a viewer may not know is not in its view. Clients get the slices whose JSON changed, never events, so a frame is
 * always the difference of two views (tests/shared/flow).
 */
import { activityOf } from '../activities/activities.ts'
import { pagesUntil, workshopUntil } from '../policy.ts'
import type { MemberId } from '../lib/ids.ts'
import { isReleased, nextBlock, sceneOf } from './decide/moving.ts'
import { alliedWith as alliesTo, allyOf } from './allies.ts'
import { deskOf } from './desk.ts'
import { circleOf, isLead, isPaused, personOf, refOf, seatOf, type Names } from './people.ts'
import type {
  AgendaItem,
  Changed,
  Now,
  SliceName,
  VideoSlice,
  View,
  Viewer,
  WallSlice,
  WallView,
  WorkshopSlice,
} from './slices.ts'
import type { FlowState, Run } from './state.ts'
import { graceOf } from '../steps/sealed/grace.ts'
import { isLanding, isNoted } from '../steps/step/noted.ts'

const workshopOf = (state: FlowState, names: Names): WorkshopSlice => ({
  name: state.name,
  ended: state.endedAt !== null,
  leads: Object.values(state.people)
    .filter((person) => isLead(person) && person.status === 'in')
    .map((person) => refOf(names, person.id)),
  keptUntil: workshopUntil({ startedAt: state.createdAt }),
  pagesUntil: pagesUntil({ startedAt: state.createdAt, endedAt: state.endedAt }),
  observed: state.observers !== undefined,
})

const agendaOf = (state: FlowState): AgendaItem[] =>
  state.agenda.map((block) => {
    const activity = activityOf(block.activity)
    const begun = state.run?.block === block.id || state.done.includes(block.id)
    return {
      loose: activity.anywhere === true && !begun,
      id: block.id,
      activity: block.activity,
      title: activity.title,
      fn: activity.fn,
      minutes: block.minutes,
      state: state.run?.block === block.id ? 'now' : state.done.includes(block.id) ? 'done' : 'ahead',
    }
  })

function betweenNow(state: FlowState): Now {
  const block = nextBlock(state)
  if (block === undefined) return { show: 'between', last: true, next: null }
  const { title, fn } = activityOf(block.activity)
  return { show: 'between', last: false, next: { title, fn } }
}

/** When the landing is planned, as far as the running step's clock can tell. */
function landingAt(run: Run): number | null {
  if (run.clock?.state !== 'running') return null
  const ahead = activityOf(run.activity).steps.slice(run.step + 1)
  const landing = ahead.findIndex(isLanding)
  const before = ahead.slice(0, landing < 0 ? ahead.length : landing)
  return run.clock.endsAt + before.reduce((sum, step) => sum + step.minutes, 0) * 60_000
}

function stepNow(state: FlowState, run: Run, names: Names, member: MemberId): Now {
  const { primitive, scope } = sceneOf(state, run)
  const activity = activityOf(run.activity)
  const circle = circleOf(state, run, member, primitive.of(scope.spec))
  const before = activity.steps.slice(0, run.step)
  const scene = {
    run: run.id,
    step: run.step,
    steps: activity.steps.length,
    fn: activity.fn,
    activity: activity.title,
    title: scope.spec.title,
    circle: circle.id,
    paused: isPaused(run, circle.id),
    guarding: circle.guardian === member,
    guardian: circle.guardian === null ? null : refOf(names, circle.guardian),
    where: circle.where,
    before: before.map((step) => step.title),
    sealable: before.flatMap((step, index) =>
      step.kind === 'sealed' && graceOf(state) !== 'none' && !isReleased(state, run, step.id) ? [index] : [],
    ),
    part: isNoted(run) ? (run.parts?.[member] ?? 'take') : null,
    landingAt: isNoted(run) ? landingAt(run) : null,
  }
  // Scene and view have the kind of the same spec; the union cannot say so.
  return { show: scope.spec.kind, scene, view: primitive.seat(scope, member, names) } as Now
}

function nowOf(state: FlowState, names: Names, member: MemberId): Now {
  if (state.endedAt !== null) return { show: 'ended' }
  return state.run === null ? betweenNow(state) : stepNow(state, state.run, names, member)
}

function wallView(state: FlowState, names: Names): WallView {
  const run = state.run
  if (state.endedAt !== null) return { show: 'ended', name: state.name }
  const fn = run === null ? null : activityOf(run.activity).fn
  if (state.wall.quiet) return { show: 'quiet', fn }
  if (run === null) {
    const seats = state.seats.map((id) => seatOf(state, names, id))
    return { show: 'lobby', name: state.name, seats, last: nextBlock(state) === undefined }
  }
  if (run.paused.includes('all' as never)) return { show: 'quiet', fn }
  const { primitive, scope } = sceneOf(state, run)
  return primitive.wall(scope, names)
}

const wallOf = (state: FlowState, names: Names): WallSlice => ({ view: wallView(state, names), code: state.wall.code })

function videoOf(state: FlowState, names: Names, member: MemberId): { readonly video?: VideoSlice } {
  const { call = '' } = state
  const ally = allyOf(state, member)
  const alliedWith = state.seats.includes(member) ? alliesTo(state, member) : []
  if (state.endedAt !== null || (call === '' && ally === null && alliedWith.length === 0)) return {}
  return {
    video: {
      call,
      ally: ally === null ? null : refOf(names, ally),
      alliedWith: alliedWith.map((id) => refOf(names, id)),
    },
  }
}

/** Everything that may go on the wall, and nothing else: class Shared. */
function viewOfWall(state: FlowState, names: Names): View {
  return { wall: wallOf(state, names) }
}

function harvestOf({ harvests = [] }: FlowState, names: Names): View {
  const kept = harvests.filter(({ lines }) => lines.length > 0)
  if (kept.length === 0) return {}
  return {
    harvest: kept.map((one) => ({
      ...one,
      lines: one.lines.map(({ by, text, cluster }) => ({ by: refOf(names, by), text, cluster })),
    })),
  }
}

function viewOfPerson(state: FlowState, names: Names, member: MemberId): View {
  const person = personOf(state, member)
  if (person === undefined) return {}
  const { name, pronouns } = names(member)
  const me = {
    id: member,
    name,
    pronouns,
    role: person.role,
    place: person.place,
    status: person.status,
    seated: state.seats.includes(member),
    ...(person.erased === true ? { erased: true as const } : {}),
  }
  const door: View = { workshop: workshopOf(state, names), me }
  if (person.status !== 'in') return door
  const { agreements } = state
  const seats = state.seats.map((id) => ({ ...seatOf(state, names, id), pronouns: names(id).pronouns }))
  const inside: View = {
    ...door,
    room: { seats },
    agenda: agendaOf(state),
    now: nowOf(state, names, member),
    ...videoOf(state, names, member),
    ...(agreements === null
      ? {}
      : { agreements: { version: agreements.version, adoptedAt: agreements.adoptedAt, lines: agreements.lines } }),
    ...harvestOf(state, names),
  }
  if (!isLead(person)) return inside
  const waiting = Object.values(state.people)
    .filter((other) => other.status === 'waiting' && state.endedAt === null)
    .map((other) => ({ ...seatOf(state, names, other.id), pronouns: names(other.id).pronouns }))
  return { ...inside, lobby: { waiting }, desk: deskOf(state, names), wall: wallOf(state, names) }
}

export function viewOf(state: FlowState, names: Names, viewer: Viewer): View {
  return viewer.as === 'wall' ? viewOfWall(state, names) : viewOfPerson(state, names, viewer.member)
}

/** The slices whose JSON differs; null for one that is gone. Empty when nothing changed for this viewer. */
export function difference(before: View, after: View): Changed {
  const changed: Partial<Record<SliceName, unknown>> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]) as Set<SliceName>) {
    const now = after[name]
    if (now === undefined) changed[name] = null
    else if (before[name] === undefined || JSON.stringify(before[name]) !== JSON.stringify(now)) changed[name] = now
  }
  return changed as Changed
}
