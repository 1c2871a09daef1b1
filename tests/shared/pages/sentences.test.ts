import { expect, test } from 'vitest'
import { sentencesOf } from '../../../shared/pages/sentences.ts'

test('[PA7] a page falls into the sentences that a reader sees', () => {
  for (const [text, sentences] of [
    ['', []],
    [' \n\n ', []],
    ['One. Two! Three? Four…', ['One.', 'Two!', 'Three?', 'Four…']],
    ['No end here', ['No end here']],
    ['A line\nand another', ['A line', 'and another']],
    ['Ask Dr. Whitfield for one hour. Then write.', ['Ask Dr. Whitfield for one hour.', 'Then write.']],
    ['J. R. came at 8.30 p.m. and left. Good.', ['J. R. came at 8.30 p.m. and left.', 'Good.']],
    ['“Why?” she asked. “I know!” Then nothing.', ['“Why?” she asked.', '“I know!”', 'Then nothing.']],
    ['今日は。明日も！', ['今日は。', '明日も！']],
    ['Wait... what? Yes.', ['Wait... what?', 'Yes.']],
  ] as const)
    expect(sentencesOf(text)).toEqual(sentences)
})

test('[PA6] long and strange texts take no time and lose no letter', () => {
  for (const text of ['.'.repeat(50_000), '. '.repeat(25_000), 'a.b'.repeat(16_000), '\u202E. '.repeat(5_000)]) {
    const began = performance.now()
    const letters = (all: string) => all.replace(/\s/gu, '')
    expect(letters(sentencesOf(text).join(''))).toBe(letters(text))
    expect(performance.now() - began).toBeLessThan(1_000)
  }
})
