import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { operatorSecret } from '../../../server/auth/operator.ts'
import { temporaryFolder } from '../http/open-house.ts'

test('[AU13] the operator’s secret stays the same after a restart and is readable by its owner only', () => {
  const folder = `${temporaryFolder()}/data`
  const secret = operatorSecret(folder)
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(operatorSecret(folder)).toBe(secret)
  expect(statSync(`${folder}/operator`).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('[AU13] an empty file of the operator’s is no secret', () => {
  const folder = temporaryFolder()
  writeFileSync(`${folder}/operator`, '\n')
  const secret = operatorSecret(folder)
  expect(secret).toHaveLength(43)
  expect(readFileSync(`${folder}/operator`, 'utf8').trim()).toBe(secret)
})
