/** What the console says of circles at their own pace. */
import { expect, test } from 'vitest'
import type { DeskCircle, NextAct } from '../../shared/flow/desk-slice.ts'
import type { CircleId, MemberId } from '../../shared/lib/ids.ts'
import { plenary } from '../../shared/lib/ids.ts'
import { doneWords, isDone, nextWords, turnWords } from '../../client/pages/console/words.ts'

const a = 'a' as CircleId
const chiara = { id: 'c' as MemberId, name: 'Chiara' }
type Goal = Extract<NextAct, { act: 'move_circle' }>['goal']
const to = (goal: Goal) => nextWords({ act: 'move_circle', circle: a, goal })

test('[EX7] the button says where a circle goes', () => {
  expect(to({ to: 'person', person: chiara })).toBe('Next: circle A, on to Chiara')
  expect(to({ to: 'next' })).toBe('Next: circle A, on to the next person')
  expect(to({ to: 'part', kind: 'silence', title: 'silence' })).toBe('Next: circle A, on to the silence')
  expect(to({ to: 'part', kind: 'witness', title: 'witnesses' })).toBe('Next: circle A, on to what was heard')
  expect(to({ to: 'part', kind: 'tell', title: 'last word' })).toBe('Next: circle A, on to the last word')
  expect(to({ to: 'end' })).toBe('Next: circle A, to its end')
  expect(to(null)).toBe('Next: circle A goes on')
})

test('[EX7] what was done in a circle of its own is said without a stone', () => {
  expect(doneWords({ what: 'handed_on', circle: a, member: null })).toBe('Moved on in circle A.')
  expect(doneWords({ what: 'handed_on', circle: plenary, member: null })).toBe('The stone was handed on.')
})

const turn: NonNullable<DeskCircle['turn']> = {
  holder: null,
  phase: 'offered',
  order: 'slots',
  next: null,
  queue: [],
  count: 9,
  place: 1,
  of: 1,
  finished: true,
  held: false,
  focus: null,
  part: null,
  exchange: true,
  asked: false,
  confirm: false,
  undo: true,
  lacking: [],
  waits: false,
}

test('[EX8] a circle in which somebody has told is not done while places can be taken', () => {
  expect([isDone(turn), turnWords(turn)]).toEqual([false, 'No place is taken now.'])
  expect(turnWords({ ...turn, place: 0, of: 0 })).toBe('Nobody has taken a place yet.')
  expect(turnWords({ ...turn, order: 'sequence' })).toBe('Done, on a quiet screen')
  const waits = { ...turn, order: 'sequence', finished: false, waits: true, lacking: [chiara] } as const
  expect(turnWords(waits)).toBe('waits until something is there')
  // Somebody receives, while something is still missing for another: it does not wait.
  expect(turnWords({ ...waits, waits: false })).toBe('between two people')
})
