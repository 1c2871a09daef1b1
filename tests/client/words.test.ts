import { expect, test } from 'vitest'
import { keyBackupDays } from '../../shared/policy.ts'
import { dialogs } from '../../client/text/dialogs.ts'
import { kept } from '../../client/text/keep.ts'
import { page } from '../../client/text/page.ts'

test('[ER8] where something is deleted, and where it says what is kept, it says how long copies of keys live', () => {
  expect(keyBackupDays).toBe(7)
  const told = [kept.server, dialogs.ending.deleteWhat, page.mine.dropWhat]
  for (const words of told) expect(words).toMatch(/7 days at most/)
})
