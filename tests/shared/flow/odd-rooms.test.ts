/** Rooms that nobody plans: nobody, one person, everyone by video, and everyone leaving, at every step of every activity. */
import { expect, test } from 'vitest'
import { activities } from '../../../shared/activities/activities.ts'
import { plenary } from '../../../shared/lib/ids.ts'
import { emptyCarry } from '../../../shared/steps/primitive.ts'
import { Room } from '../../fixtures/room.ts'

const slugs = activities.map(({ slug }) => slug)
const steps = activities.reduce((sum, activity) => sum + activity.steps.length, 0)
const nobodyWrote = { ...emptyCarry, ready: new Set<never>() }

/** What holds in any room: everyone has a screen, whoever has the stone is here, and circles are of people who are here. */
function sensible(room: Room): void {
  const { run, seats, boards } = room.state
  for (const member of [room.lead, ...room.members]) expect(room.view({ as: 'person', member }).me?.id).toBe(member)
  expect(Object.keys(room.view({ as: 'wall' }))).toEqual(['wall'])
  if (run === null) return
  const circled = run.circles.flatMap(({ members }) => members)
  expect(new Set(circled).size).toBe(circled.length)
  for (const id of circled) expect(seats).toContain(id)
  for (const { guardian, members } of run.circles) if (guardian !== null) expect(members).toContain(guardian)
  for (const { members } of Object.values(boards)) for (const id of members ?? []) expect(seats).toContain(id)
  if (run.state.kind !== 'turn') return
  for (const [id, { holder, queue, around }] of Object.entries(run.state.turns)) {
    const own = id === plenary ? seats : (run.circles.find((circle) => circle.id === id)?.members ?? seats)
    for (const one of [...queue, ...(around?.round ?? []), ...(holder === null ? [] : [holder])])
      expect(own).toContain(one)
  }
}

/** More turns than a round of these rooms has: then who leads leaves it, as where nobody has written to those who wait. */
const patience = 40

/** Presses Next to the end. @returns how many steps there were */
function through(room: Room, each: (step: number) => void = () => undefined): number {
  const seen = new Set<string>()
  let pressed = 0
  for (let presses = 0; presses < 2_000; presses++) {
    const { run } = room.state
    pressed = run !== null && seen.has(`${run.id}/${run.step}`) ? pressed + 1 : 0
    if (run !== null && !seen.has(`${run.id}/${run.step}`)) {
      seen.add(`${run.id}/${run.step}`)
      each(seen.size)
    }
    sensible(room)
    const decision = room.do(room.lead, { type: 'next', confirm: true, whole: pressed > patience }, nobodyWrote)
    if (!decision.ok) {
      expect([decision.code, room.state.done.length]).toEqual(['not_now', slugs.length])
      return seen.size
    }
  }
  throw new Error('it never ends')
}

test('[PF3] nobody, one, two or everyone by video: each activity goes through to its end', () => {
  for (const [people, remote] of [
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 1],
    [5, 5],
    [9, 9],
  ] as const) {
    const room = new Room(people + remote, people, remote, slugs)
    expect([people, remote, through(room)]).toEqual([people, remote, steps])
  }
})

test('[PF3] everyone leaves in the middle of any step, and others come: the room goes on', () => {
  for (let step = 1; step <= steps; step++) {
    const room = new Room(step, 7, 2, slugs)
    const went = through(room, (now) => {
      if (now === step)
        for (const member of room.members) {
          expect(room.do(room.lead, { type: 'person.remove', member, confirm: true }).ok).toBe(true)
          sensible(room)
        }
      if (now === step + 1) {
        const late = ['room', 'remote', 'room'].map((place) => room.knock(place as 'room'))
        expect(room.do(room.lead, { type: 'lobby.admit', members: late }).ok).toBe(true)
      }
    })
    expect([step, went]).toEqual([step, steps])
  }
})

test('[PF3] one person alone has a circle of one: nobody to write to, nobody to wait for', () => {
  const room = new Room(5, 1, 0, slugs)
  const [maya] = room.members
  const now = () => (maya === undefined ? undefined : room.view({ as: 'person', member: maya }).now)
  const kinds = new Set<string>()
  through(room, () => {
    const here = now()
    kinds.add(here?.show ?? '')
    if (here?.show === 'group') expect(here.view.with).toEqual([])
    if (here?.show === 'sealed' && here.view.each !== null) expect(here.view.each).toEqual([])
    if (here?.show === 'turn') expect(here.view.after).toBeNull()
  })
  expect(kinds).toContain('turn')
})
