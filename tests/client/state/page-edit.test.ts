/** Typing on a page while another device of the same person does: seeded, letter by letter. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { longest } from '../../../shared/lib/text.ts'
import { editPage } from '../../../client/state/page-edit.ts'

test('[PA2] what the field showed before the other device’s letters arrived loses none of them', () => {
  const random = seededRandom(20261125)
  const alphabet = 'abc é🙂語\n'
  const letters = [...alphabet]
  for (let round = 0; round < 400; round++) {
    const words = new Y.Doc().getText('words')
    words.insert(0, 'Where was I, and what were my hands doing?')
    const before = words.toString()
    const theirs = `<${letters[random(letters.length)]}>`
    words.insert(random(before.length + 1), theirs)
    const at = random(before.length + 1)
    const mine = `[${letters[random(letters.length)]}]`
    expect(editPage(words, before, before.slice(0, at) + mine + before.slice(at))).toBe('')
    const now = words.toString()
    expect(now).toContain(theirs)
    expect(now).toContain(mine)
    expect(now.length).toBe(before.length + theirs.length + mine.length)
  }
})

test('[PA6] no update is larger than what is taken at once, and no sign is cut in two', () => {
  const doc = new Y.Doc()
  const sizes: number[] = []
  doc.on('update', (update: Uint8Array) => sizes.push(update.length))
  expect(editPage(doc.getText('words'), '', `x${'🙂'.repeat(longest.page)}`)).toMatch(/^(🙂)+$/u)
  expect(Math.max(...sizes)).toBeLessThan(64 * 1024)
  expect(doc.getText('words').toString()).toMatch(/^x(🙂)+$/u)
  expect(doc.getText('words').length).toBeLessThanOrEqual(longest.page)
})
