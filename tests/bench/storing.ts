/**
 * What a commit takes, and for how long it keeps everything else waiting: without keys, with keys, and with keys in a
 * thread of its own, beside each other, on a quiet computer and on one whose cores are all busy.
 * "waits" is how late a timer of this thread comes meanwhile: what every other message of a room would wait.
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { newCohortId, type StreamId } from '../../shared/lib/ids.ts'
import { Committer } from '../../server/log/committer.ts'
import type { Log } from '../../server/log/log.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { say, spread } from './figures.ts'
import { openWorkerLog } from './log-worker.ts'

const rounds = 3
const roundMs = 5_000
/** A room that writes as fast as it can: thirty people, five letters a second each. */
const writersEvery = 200
const writers = 30
const bodyBytes = 300
/** A board is written anew once in a while. */
const compactEveryMs = 2_500
const timerMs = 5

type Open = (folder: string) => Log | Promise<Log>
const ways: readonly (readonly [string, Open])[] = [
  ['no keys, in this thread ', (folder) => openSqliteLog(join(folder, 'log.db'))],
  ['keys, in this thread    ', (folder) => openSqliteLog(join(folder, 'log.db'), { keys: join(folder, 'keys.db') })],
  [
    'keys, in a worker       ',
    (folder) => openWorkerLog({ file: join(folder, 'log.db'), keys: join(folder, 'keys.db') }),
  ],
]

interface Figures {
  readonly commits: number[]
  readonly waits: number[]
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function round(open: Open, { commits, waits }: Figures): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-bench-'))
  const log = await open(folder)
  const cohort = newCohortId((below) => randomInt(below))
  const lease = await log.lease(cohort, 'bench')
  const committer = new Committer(log, lease)
  const streams = Array.from({ length: 6 }, (_, i): StreamId => `vault/${cohort}/board${i}`)
  const body = new Uint8Array(bodyBytes)
  const until = performance.now() + roundMs
  const write = async (index: number) => {
    await pause((writersEvery * index) / writers)
    while (performance.now() < until) {
      const from = performance.now()
      await committer.commit([{ stream: streams[index % streams.length] as StreamId, bodies: [body] }])
      commits.push(performance.now() - from)
      await pause(writersEvery)
    }
  }
  const compact = async () => {
    for (let i = 0; performance.now() < until; i++) {
      await pause(compactEveryMs)
      const stream = streams[i % streams.length] as StreamId
      const { head } = await log.load(stream)
      await log.compact(stream, { seq: head, body: new Uint8Array(50 * bodyBytes) }, lease)
    }
  }
  const watch = async () => {
    while (performance.now() < until) {
      const due = performance.now() + timerMs
      await pause(timerMs)
      waits.push(Math.max(0, performance.now() - due))
    }
  }
  await Promise.all([compact(), watch(), ...Array.from({ length: writers }, (_, index) => write(index))])
  await committer.close()
  await log.close()
  rmSync(folder, { recursive: true })
}

export async function storing(): Promise<void> {
  for (const busy of [0, availableParallelism()]) {
    const others = Array.from({ length: busy }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
    try {
      const figures = new Map(ways.map(([name]) => [name, { commits: [], waits: [] } as Figures]))
      // Turn and turn about: whatever else the machine does meanwhile touches all alike.
      for (let i = 0; i < rounds; i++) for (const [name, open] of ways) await round(open, figures.get(name) as Figures)
      say(`${busy === 0 ? 'cores free' : `${busy} cores, each with somebody else at work`}`)
      for (const [name, { commits, waits }] of figures) {
        say(`  ${name} commit   ${spread(commits)}`)
        say(`  ${name} waits    ${spread(waits)}`)
      }
    } finally {
      for (const other of others) other.kill('SIGKILL')
    }
  }
}
