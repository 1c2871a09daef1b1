/** kill -9 before and after each commit, of the data and of the keys: whatever is stored opens, and no key is left over. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { StreamId } from '../../../shared/lib/ids.ts'
import { Gone } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { bytesIn } from '../../fixtures/stored.ts'
import { keysIn, usedIn } from './key-files.ts'
import { bytes, cohort, flow, told, vault } from './streams.ts'
import { folder, keysOf } from './surroundings.ts'

const script = join(import.meta.dirname, 'child.ts')
const killAt = pathToFileURL(join(import.meta.dirname, '../../fixtures/kill-at.ts')).href

/** Lives until the point. @returns what it said, and whether it came to its end */
async function lived(mode: string, file: string, point: number) {
  const arm = join(folder(), 'arm')
  writeFileSync(arm, String(point))
  const child = spawn(process.execPath, [`--import=${killAt}`, script, mode, file], {
    env: { ...process.env, KILL_AT: arm },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  await once(child, 'close')
  if (child.signalCode !== 'SIGKILL') expect(child.exitCode).toBe(0)
  return { said, isDone: child.signalCode === null }
}

test(
  '[ER4] killed at any point of storing, compacting and purging, everything stored opens after the next start, and nothing else does',
  { timeout: 120_000 },
  async () => {
    const seen: string[] = []
    let point = 0
    for (let isDone = false; !isDone; point++) {
      const file = join(folder(), 'log.sqlite')
      const life = await lived('erase', file, point)
      isDone = life.isDone
      const acked = (step: string) => life.said.includes(step)
      const log = openSqliteLog(file, { keys: keysOf(file) })
      const state = told(await log.load(flow))
      const purged = await log.load(vault).then(
        ({ head }) => (head === 0 ? 'none' : 'there'),
        (error: unknown) => (error instanceof Gone ? 'purged' : String(error)),
      )
      const flows = [
        { snapshot: null, entries: [], head: 0 },
        { snapshot: null, entries: ['1 MARK-1', '2 MARK-2'], head: 2 },
        { snapshot: '1 KEPT-1', entries: ['2 MARK-2'], head: 2 },
        { snapshot: '1 KEPT-1', entries: ['2 MARK-2', '3 KEPT-3'], head: 3 },
      ]
      const at = flows.findIndex((one) => JSON.stringify(one) === JSON.stringify(state))
      const least = ['put', 'compacted', 'more'].filter(acked).length
      expect([point, at === least || at === least + 1, purged !== 'none']).toEqual([point, true, at > 0])
      if (acked('purged')) expect(purged).toBe('purged')

      // Each stream has its key, and there is no other; those of before are in no file.
      const keys = keysIn(keysOf(file))
      expect([point, [...keys.keys()].sort()]).toEqual([point, [...usedIn(file).values()].sort()])
      await log.close()
      const alive = new Set([...keys.values()].map((secret) => Buffer.from(secret).toString('hex')))
      const known = life.said.flatMap((line) => /^key (.*)/.exec(line)?.[1] ?? [])
      const disk = Buffer.concat(bytesIn(dirname(file)).map(([, one]) => one))
      const left = known.filter((hex) => !alive.has(hex) && disk.includes(Buffer.from(hex, 'hex')))
      expect([point, left]).toEqual([point, []])
      expect(disk.includes('MARK')).toBe(false)
      seen.push(`${at} ${purged}`)
    }
    // Every state between two steps was come to.
    expect(point).toBeGreaterThan(14)
    expect([...new Set(seen)]).toEqual(['0 none', '1 there', '2 there', '3 there', '3 purged'])
  },
)

test(
  '[ER6] killed at any point of the first start on what was stored plain, it opens whole with the next one, and locked',
  { timeout: 120_000 },
  async () => {
    const streams = Array.from({ length: 4 }, (_, i): StreamId => `vault/${cohort}/plain${i}`)
    let point = 0
    for (let isDone = false; !isDone; point++) {
      const file = join(folder(), 'log.sqlite')
      const plain = openSqliteLog(file)
      const lease = await plain.lease(cohort, 'plain')
      const bodies = ['MARK-1', 'MARK-2', 'MARK-3'].map(bytes)
      await plain.append(
        streams.map((stream) => ({ stream, bodies })),
        lease,
      )
      await plain.compact(streams[0] as StreamId, { seq: 2, body: bytes('MARK-snapshot') }, lease)
      await plain.close()
      ;({ isDone } = await lived('hold', file, point))
      const log = openSqliteLog(file, { keys: keysOf(file) })
      expect(told(await log.load(streams[0] as StreamId))).toEqual({
        snapshot: '2 MARK-snapshot',
        entries: ['3 MARK-3'],
        head: 3,
      })
      for (const stream of streams.slice(1))
        expect(told(await log.load(stream)).entries).toEqual(['1 MARK-1', '2 MARK-2', '3 MARK-3'])
      expect([...usedIn(file).keys()].sort()).toEqual([...streams])
      await log.close()
      const disk = Buffer.concat(bytesIn(dirname(file)).map(([, one]) => one))
      expect([point, disk.includes('MARK')]).toEqual([point, false])
    }
    expect(point).toBeGreaterThan(8)
  },
)
