/** Cohorts, streams, bodies and folders for the tests of the log. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFailed, onTestFinished } from 'vitest'
import { newCohortId, randomId, type RandomInt, type StreamId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { type Loaded, type Log } from '../../../server/log/log.ts'

export const cohort = newCohortId(seededRandom(1))
export const elsewhere = newCohortId(seededRandom(2))

export const flow: StreamId = `flow/${cohort}`
export const access: StreamId = `access/${cohort}`
export const vault: StreamId = `vault/${cohort}/h7x2kqm4pw.affirm`

export const bytes = (text: string) => new TextEncoder().encode(text)
export const text = (body: Uint8Array) => new TextDecoder().decode(body)

/** What a reader sees of a stream, in a form that prints well */
export const told = ({ snapshot, entries, head }: Loaded) => ({
  snapshot: snapshot && `${snapshot.seq} ${text(snapshot.body)}`,
  entries: entries.map((entry) => `${entry.seq} ${text(entry.body)}`),
  head,
})

/** Everything the stream has ever taken, when its snapshots are the texts they replace, joined by commas */
export async function wholeText(log: Log, stream: StreamId): Promise<string[]> {
  const { snapshot, entries } = await log.load(stream)
  return [...(snapshot ? text(snapshot.body).split(',') : []), ...entries.map((entry) => text(entry.body))]
}

/** An empty folder that goes away with the test */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'fourfold-log-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Replay a failure with `SEED=… vitest run …` */
export function newSeed(): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  onTestFailed(() => console.log(`SEED=${seed}`))
  return seed
}

export const randomText = (random: RandomInt, most: number) => randomId(random, 1 + random(most))
