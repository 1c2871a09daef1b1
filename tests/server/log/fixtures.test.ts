/** Files stored by every format so far, made by the scripts beside them: whoever breaks these breaks a real workshop. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CohortId, StreamId } from '../../../shared/lib/ids.ts'
import { unlock } from '../../../server/log/crypt.ts'
import { readJson, readStored } from '../../../server/log/entry.ts'
import { Gone } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { folder } from './surroundings.ts'

const stored = (name: string) => join(import.meta.dirname, '../../fixtures/log', name)

test('[LG10] bodies of version 1 are read', () => {
  expect([...readStored(readFileSync(stored('entry-v1.bin'))).payload]).toEqual([0, 1, 2, 253, 254, 255])
  expect(readJson(readStored(readFileSync(stored('entry-v1-json.bin'))).payload)).toEqual({
    type: 'run_began',
    titles: ['Kreis', '円'],
  })
})

test('[LG10] a body of version 1 under a key is read', () => {
  const key = { id: 150_000_000_000_000, secret: Uint8Array.from({ length: 32 }, (_, i) => i) }
  const place = { stream: 'flow/23456789cd' as StreamId, kind: 'entry', seq: 300 } as const
  const find = (id: number) => (id === key.id ? key : undefined)
  expect(readJson(unlock(readFileSync(stored('entry-v1-locked.bin')), place, find))).toEqual({
    titles: ['Kreis', '円'],
  })
})

test.each([
  ['of format 1, in which nothing is locked,', 'log-v1.sqlite', null],
  ['of format 2, with its keys of format 1,', 'log-v2.sqlite', 'keys-v1.sqlite'],
])('[LG10] a data file %s is opened, read and written to', async (_, data, ring) => {
  const file = join(folder(), 'log.sqlite')
  const keys = join(folder(), 'keys.db')
  copyFileSync(stored(data), file)
  if (ring !== null) copyFileSync(stored(ring), keys)
  const log = openSqliteLog(file, { keys })
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
  expect((await log.load(board)).entries.map(({ body }) => body.length)).toEqual([5000, 0])
  await expect(log.load(`vault/${cohort}/cdfhjkmnpq.affirm`)).rejects.toThrow(Gone)

  const { epoch } = await log.lease(cohort, 'fixture')
  expect(epoch).toBe(ring === null ? 2 : 1)
  const lease = await log.lease(cohort, 'next')
  expect(lease.epoch).toBe(epoch + 1)
  expect((await log.append([{ stream: flow, bodies: [new Uint8Array(1)] }], lease)).get(flow)).toBe(6)
})
