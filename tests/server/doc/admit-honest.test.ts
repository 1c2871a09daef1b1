/** Honest traffic, at random: nothing of it is ever refused, and what is written anew says the same. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readUpdate } from '../../../server/doc/read-update.ts'
import { writeUpdate } from '../../../server/doc/write-update.ts'
import { actAtRandom, contentOf, undoOf, type Habits } from './board-acts.ts'
import { live, type Behaviour, type Lived } from './board-life.ts'

/** Everything at random that Yjs lets a person do; `restoresCards`: with its own undo of whole cards too. */
const people =
  (habits: Habits): Behaviour =>
  (doc, random) => {
    const undo = undoOf(doc)
    return () => actAtRandom(doc, undo, random, habits)
  }

function lived(seed: number, habits: Habits, turns: number): Lived {
  const life = live(seed, habits.layout, people(habits), turns)
  const { judge, docs } = life
  if (!habits.restoresCards) for (const doc of docs) expect(contentOf(doc)).toBe(contentOf(judge.replica.doc))
  expect(contentOf(judge.raw)).toBe(contentOf(judge.replica.doc))
  return life
}

function check(habits: Habits): void {
  let admitted = 0
  let resent = 0
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const life = lived(seed, habits, 300)
      admitted += life.judge.admitted
      resent += life.resent
    }),
    { numRuns: 60, seed: 20261123 },
  )
  // The runs did reach what they are for.
  expect(admitted).toBeGreaterThan(2_000)
  expect(resent).toBeGreaterThan(200)
}

for (const layout of ['columns', 'wall'] as const) {
  test(`[CNV1][CNV6] on ${layout}, with any typing, moving, undoing and reloading, nothing is refused or pending and all are equal`, () => {
    check({ layout, restoresCards: false })
  })
  test(`[CNV6] on ${layout}, not even what Yjs makes of restored cards is refused, and the server has what Yjs has`, () => {
    check({ layout, restoresCards: true })
  })
}

test('[BD5] an update written anew says what was read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const bytes = lived(seed, { layout: 'wall', restoresCards: true }, 120).judge.replica.encoded()
      const read = readUpdate(bytes)
      if (!read.ok) throw new Error(read.why)
      const written = writeUpdate(read.update)
      expect(readUpdate(written)).toEqual(read)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, written)
      const same = new Y.Doc()
      Y.applyUpdate(same, bytes)
      expect(contentOf(doc)).toBe(contentOf(same))
      expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(same))
    }),
    { numRuns: 25, seed: 20261123 },
  )
})
