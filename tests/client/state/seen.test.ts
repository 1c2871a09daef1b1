import { expect, test } from 'vitest'
import { Keep } from '../../../client/state/keep.ts'
import { forgetOver, LastSeen } from '../../../client/state/seen.ts'
import { stepOf } from '../../../shared/activities/activities.ts'
import type { View } from '../../../shared/flow/slices.ts'
import { Room } from '../../fixtures/room.ts'
import { emptyStore } from './store.ts'

const grant = '2222222222-222222222222'
const at = 1_790_000_000_000

/** What a device knows after it was closed and opened again. */
function again(view: View): View | null {
  const store = emptyStore()
  new LastSeen(new Keep(grant, store)).write(view, at)
  const seen = new LastSeen(new Keep(grant, store)).read()
  if (seen !== null) expect(seen.at).toBe(at)
  return seen?.view ?? null
}

test('[OF2] a seat is recognised after a reload, in every kind of step, without a clock and without names it does not show', () => {
  const room = new Room(7, 9)
  const [maya] = room.members
  if (maya === undefined) throw new Error('nobody')
  const kinds = new Set<string>()
  for (let presses = 0; presses < 60 && room.state.endedAt === null; presses++) {
    const view = room.view({ as: 'person', member: maya })
    const kept = again(view)
    expect(kept?.me).toEqual(view.me)
    expect(kept?.now?.show).toBe(view.now?.show)
    kinds.add(view.now?.show ?? '')
    expect(Object.keys(kept ?? {}).sort()).toEqual(
      ['me', 'now', 'room', 'workshop', ...(view.agreements === undefined ? [] : ['agreements'])].sort(),
    )
    expect(kept?.room).toEqual({ seats: [] })
    if (view.now !== undefined && 'scene' in view.now && kept?.now !== undefined && 'scene' in kept.now)
      expect(kept.now.scene).toEqual(view.now.scene)
    expect(JSON.stringify(kept)).not.toMatch(/"(?:endsAt|remaining|totalMs)"/)
    if (!room.next().ok) break
  }
  for (const kind of ['between', 'step', 'turn', 'sealed', 'group', 'board', 'scale'])
    expect([...kinds]).toContain(kind)
})

test('[OF2] the reasons that others gave without a name are not kept', () => {
  const room = new Room(7, 9)
  const [maya] = room.members
  if (maya === undefined) throw new Error('nobody')
  room.goTo('consent', stepOf)
  const view = room.view({ as: 'person', member: maya })
  if (view.now?.show !== 'scale' || view.now.view.about !== 'lines') throw new Error('no consent')
  const reasons = { x: ['CANARY-REASON'] } as never
  const published: View = { ...view, now: { ...view.now, view: { ...view.now.view, results: {}, reasons } } }
  const kept = again(published)
  expect(JSON.stringify(kept)).not.toContain('CANARY')
  expect(kept?.now?.show).toBe('scale')
})

test('[CS5][OF2] of a line that is looked at again the mark is kept, and why is not', () => {
  const room = new Room(7, 9)
  const [maya] = room.members
  if (maya === undefined) throw new Error('nobody')
  room.goTo('rework', stepOf)
  const view = room.view({ as: 'person', member: maya })
  if (view.now?.show !== 'board') throw new Error('no board')
  const { now } = view
  const line = { id: 'x', text: 'Titles stay outside.', reasons: ['CANARY-REASON'] }
  const kept = again({ ...view, now: { ...now, view: { ...now.view, aim: { ...now.view.aim, open: [line] } } } })
  expect(JSON.stringify(kept)).not.toContain('CANARY')
  expect(kept?.now?.show === 'board' ? kept.now.view.aim : null).toEqual({
    ...now.view.aim,
    open: [{ ...line, reasons: [] }],
  })
})

test('[OF2] of a console, a wall and somebody who was sent away nothing is kept', () => {
  const room = new Room(7, 9)
  const [maya] = room.members
  if (maya === undefined) throw new Error('nobody')
  expect(again(room.view({ as: 'person', member: room.lead }))).toBeNull()
  expect(again(room.view({ as: 'wall' }))).toBeNull()
  const store = emptyStore()
  const keep = new Keep(grant, store)
  new LastSeen(keep).write(room.view({ as: 'person', member: maya }), at)
  expect(store.keys()).toEqual([`ff/${grant}/seen`])
  room.do(room.lead, { type: 'person.remove', member: maya, confirm: true })
  new LastSeen(keep).write(room.view({ as: 'person', member: maya }), at)
  expect(store.keys()).toEqual([])
})

test('[OF2] what is no view, or of another version, is not shown', () => {
  const store = emptyStore()
  const keep = new Keep(grant, store)
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"v":2,"at":1,"view":{}}',
    '{"v":1,"at":1,"view":{"me":{"role":"lead"}}}',
  ]) {
    keep.write('seen', text)
    expect([text, new LastSeen(keep).read()]).toEqual([text, null])
  }
})

test('[OF7] on its day everything of a workshop goes, and nothing of another', () => {
  const room = new Room(7, 9)
  const [maya] = room.members
  if (maya === undefined) throw new Error('nobody')
  const view = room.view({ as: 'person', member: maya })
  const day = view.workshop?.keptUntil ?? 0
  const store = emptyStore()
  const over = new Keep('over', store)
  new LastSeen(over).write(view, at)
  over.write('draft/sealed.x.0', 'half a thought')
  const other = new Keep('other', store)
  const later = { ...view, workshop: { ...view.workshop, keptUntil: day + 1000 } } as View
  new LastSeen(other).write(later, at)
  forgetOver(day - 1, store)
  expect(store.keys()).toHaveLength(3)
  forgetOver(day + 1, store)
  expect(store.keys()).toEqual(['ff/other/seen'])
})
