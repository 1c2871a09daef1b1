import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { memoryLog } from '../../../server/log/memory.ts'
import { metricsDoor } from '../../../server/operate/metrics-door.ts'
import { Metrics } from '../../../server/operate/metrics.ts'
import { access, bytes, cohort, elsewhere, flow } from '../log/streams.ts'

const gauges = { sockets: () => ({ flow: 3, board: 2 }), boards: () => 1 }

test('[OP8] commits are counted and timed on the way to the log, which is otherwise as it was', async () => {
  const metrics = new Metrics('1.2.3', () => 0)
  const log = metrics.watched(memoryLog())
  const lease = await log.lease(cohort, 'one')
  for (const word of ['a', 'b']) await log.append([{ stream: flow, bodies: [bytes(word)] }], lease)
  await expect(log.append([{ stream: flow, bodies: [], expect: 7 }], lease)).rejects.toThrow('at 2')
  expect((await log.load(flow)).head).toBe(2)
  expect([await log.list('flow/'), log.durability()]).toEqual([[flow], 'memory'])
  await log.purge(flow, lease)
  await log.append([{ stream: access, bodies: [bytes('c')] }], lease)
  expect((await log.lease(elsewhere, 'one')).epoch).toBe(1)
  const text = metrics.text(gauges)
  expect(text).toContain('fourfold_commits_total{result="stored"} 3\n')
  expect(text).toContain('fourfold_commits_total{result="failed"} 1\n')
  expect(text).toContain('fourfold_commit_seconds_bucket{le="+Inf"} 3\n')
  expect(text).toContain('fourfold_commit_seconds_bucket{le="2.5"} 3\n')
  expect(text).toContain('fourfold_sockets{kind="board"} 2\n')
})

test('[OP8] between two ticks nothing moves, however often somebody asks', () => {
  const time = { now: 0 }
  const metrics = new Metrics('1.2.3', () => time.now)
  const refused = (text: string) => /fourfold_refusals_total\{code="moved_on"\} (\d+)/.exec(text)?.[1]
  expect(refused(metrics.text(gauges))).toBe('0')
  metrics.refused('moved_on')
  time.now = 14_999
  expect(refused(metrics.text(gauges))).toBe('0')
  time.now = 15_000
  expect(refused(metrics.text(gauges))).toBe('1')
})

test('[OP8] programs on this computer read them; a page, another name, another path and another method do not', async () => {
  const door = metricsDoor(() => 'the metrics')
  onTestFinished(() => void door.close())
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const { port } = door.address() as AddressInfo
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { connection: 'close', ...headers } })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    let text = ''
    for await (const chunk of response) text += String(chunk)
    return [response.statusCode, text]
  }
  expect(await ask('/metrics')).toEqual([200, 'the metrics'])
  expect(await ask('/metrics', { host: `localhost:${port}` })).toEqual([200, 'the metrics'])
  const refused = [404, '']
  expect(await ask('/metrics', { host: 'evil.example' })).toEqual(refused)
  expect(await ask('/metrics', { origin: 'http://evil.example' })).toEqual(refused)
  expect(await ask('/metrics/..')).toEqual(refused)
  expect(await ask('/')).toEqual(refused)
  expect(await ask('/metrics', {}, 'POST')).toEqual(refused)
})
