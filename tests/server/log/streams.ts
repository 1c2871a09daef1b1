/** The cohort and the streams that the tests of the log write to, and what they read there as text. */
import { newCohortId, type StreamId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import type { Loaded, Log } from '../../../server/log/log.ts'

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

/** Every word a stream has ever taken, when its snapshots are the words they replace, joined by commas */
export async function wordsOf(log: Log, stream: StreamId): Promise<string[]> {
  const { snapshot, entries } = await log.load(stream)
  return [...(snapshot ? text(snapshot.body).split(',') : []), ...entries.map((entry) => text(entry.body).trim())]
}
