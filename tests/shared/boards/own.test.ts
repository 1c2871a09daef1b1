import { expect, test } from 'vitest'
import { ownLine } from '../../../shared/boards/own.ts'
import { longest } from '../../../shared/lib/text.ts'

test('[HB9] a line is one line of letters that are seen: no turned direction, no width of nothing, no heap of marks', () => {
  expect(ownLine('  I ask\n\nbefore\tI advise ')).toBe('I ask before I advise')
  expect(ownLine('safe\u202egnorw')).toBe('safe gnorw')
  expect(ownLine('a\u200bb\ufeffc')).toBe('a b c')
  expect(ownLine('\u200d\u200d\u3164')).toBe('')
  expect(ownLine('\u200b \u2060')).toBe('')
  expect(ownLine(`e${'\u0301'.repeat(60)}nd`).length).toBeLessThan(9)
  // What writing needs stays: a family of four, Hindi, Persian with its joiner.
  for (const whole of ['👨‍👩‍👧‍👦 first', 'हम साथ सुनते हैं', 'می‌خواهم']) expect(ownLine(whole)).toBe(whole)
})

test('[HB9] the longest line stays whole, and five thousand letters are cut at a whole letter', () => {
  const most = 'm'.repeat(longest.line)
  expect(ownLine(most)).toBe(most)
  expect(ownLine('a'.repeat(5_000))).toHaveLength(longest.line)
  expect(ownLine(`${'a'.repeat(longest.line - 1)}👋`)).toBe('a'.repeat(longest.line - 1))
})
