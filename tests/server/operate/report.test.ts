import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { lineOf } from '../../../server/report.ts'

const now = new Date(1_790_000_000_000)
const id = '0b0c4f4e-6c35-4b0b-9a53-0d3f2a1c9b7e'

/** A fault deep in our own source that quotes what it stumbled over. */
function stumbled(words: string): Error {
  try {
    z.literal('x').parse(words)
    throw new Error('it did not stumble')
  } catch (error) {
    return new Error(`Cannot store ${words}`, { cause: error })
  }
}

test('[OP9] a line of the log has a time, a kind, a place and an id, and nothing of what an error says', () => {
  const canary = 'CANARY Maya told us'
  const error = stumbled(canary)
  error.stack = `Error: Cannot store ${canary}\n    at put (/srv/fourfold/server/flow/vault.ts:12:34)\n    at x (y.js:1:2)`
  expect(lineOf(error, id, now)).toEqual({
    t: now.toISOString(),
    event: 'error',
    kind: 'Error',
    at: 'server/flow/vault.ts:12:34',
    id,
  })
  const lines = [
    lineOf(error, `${id} ${canary}`, now),
    lineOf(Object.assign(new Error('x'), { name: canary }), undefined, now),
    lineOf(new Error(`/server/canary.ts:1:1\n    at x (/server/canary.ts:1:1)`), undefined, now),
    lineOf(canary, canary, now),
    lineOf({ message: canary, stack: `at /server/${canary}` }, undefined, now),
  ]
  for (const line of lines) {
    expect(JSON.stringify(line).toLowerCase()).not.toContain('canary')
    expect(Object.keys(line)).toEqual(['t', 'event', 'kind', 'at'])
  }
})

test('[OP9] nothing in the server writes to the terminal but the start, the commands and the log', () => {
  const writers = readdirSync('server', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /process\.(stdout|stderr)\.write|\bconsole\.[a-z]|debuglog/.test(readFileSync(`server/${file}`, 'utf8')),
    )
  expect(writers.sort()).toEqual(['build-once.ts', 'main.ts', 'operate.ts', 'report.ts'])
})
