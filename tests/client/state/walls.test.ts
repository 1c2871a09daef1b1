import { expect, test } from 'vitest'
import { Keep } from '../../../client/state/keep.ts'
import { keepWall, lastWall } from '../../../client/state/walls.ts'
import type { GrantId } from '../../../shared/lib/ids.ts'
import { emptyStore } from './store.ts'

const [first, second] = ['2222222222-222222222222', '3333333333-333333333333'] as [GrantId, GrantId]

test('[UI13] a browser knows which wall it was last, as long as that wall is not ended', () => {
  const store = emptyStore()
  expect(lastWall(store)).toBeNull()
  keepWall(second, 2, store)
  keepWall(first, 1, store)
  new Keep('4444444444-444444444444', store).write('draft/x', 'of a seat')
  expect(lastWall(store)).toBe(second)
  new Keep(second, store).wipe()
  expect(lastWall(store)).toBe(first)
  new Keep(first, store).wipe()
  expect(lastWall(store)).toBeNull()
  expect(lastWall(null)).toBeNull()
})
