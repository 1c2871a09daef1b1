/** Files stored by every format so far, made by the scripts beside them: whoever breaks these breaks a real workshop. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CohortId, StreamId } from '../../../shared/lib/ids.ts'
import { readJson, unwrap } from '../../../server/log/entry.ts'
import { Gone } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { folder } from './surroundings.ts'

const stored = (name: string) => join(import.meta.dirname, '../../fixtures/log', name)

test('[LG10] bodies of version 1 are read', () => {
  expect([...unwrap(readFileSync(stored('entry-v1.bin')))]).toEqual([0, 1, 2, 253, 254, 255])
  expect(readJson(readFileSync(stored('entry-v1-json.bin')))).toEqual({ type: 'run_began', titles: ['Kreis', '円'] })
})

test('[LG10] a data file of format 1 is opened, read and written to', async () => {
  const file = join(folder(), 'log.sqlite')
  copyFileSync(stored('log-v1.sqlite'), file)
  const log = openSqliteLog(file)
  onTestFinished(() => log.close())
  const cohort = '23456789cd' as CohortId
  const flow: StreamId = `flow/${cohort}`
  const board = `doc/${cohort}/cdfhjkmnpq.values.a` as StreamId

  expect(await log.list('')).toEqual([board, flow])
  const { snapshot, entries, head } = await log.load(flow)
  expect([snapshot?.seq, snapshot && readJson(snapshot.body), head]).toEqual([3, { sum: 6 }, 5])
  expect(entries.map(({ seq, body }) => [seq, readJson(body)])).toEqual([
    [4, { n: 4 }],
    [5, { n: 5 }],
  ])
  expect((await log.load(board)).entries.map(({ body }) => unwrap(body).length)).toEqual([5000, 0])
  await expect(log.load(`vault/${cohort}/cdfhjkmnpq.affirm`)).rejects.toThrow(Gone)

  expect(await log.lease(cohort, 'fixture')).toEqual({ cohort, owner: 'fixture', epoch: 2 })
  const lease = await log.lease(cohort, 'next')
  expect(lease.epoch).toBe(3)
  expect((await log.append([{ stream: flow, bodies: [new Uint8Array(1)] }], lease)).get(flow)).toBe(6)
})
