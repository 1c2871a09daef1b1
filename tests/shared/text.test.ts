import { expect, test } from 'vitest'
import { cut } from '../../shared/lib/text.ts'

test('[BD17] a text that is cut never ends with half a letter', () => {
  expect(cut('ab🙂c', 3)).toBe('ab')
  expect(cut('ab🙂c', 4)).toBe('ab🙂')
  expect(cut('ab🙂', 4)).toBe('ab🙂')
  expect(cut('ab', 4)).toBe('ab')
})
