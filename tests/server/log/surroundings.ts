/** What a test of the log stands on and takes down again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFailed, onTestFinished } from 'vitest'

/** An empty folder that goes away with the test */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'fourfold-log-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Where the keys of a data file lie by default. */
export const keysOf = (file: string) => join(dirname(file), 'keys', 'keys.db')

/** Printed when the test fails; `SEED=… vitest run …` replays it */
export function newSeed(): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  onTestFailed(() => console.log(`SEED=${seed}`))
  return seed
}
