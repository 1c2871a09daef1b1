/** What every driver of the log does, in the same words for all. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { Conflict, Fenced, Gone, type Lease, type Log, Unavailable } from '../../../server/log/log.ts'
import { access, bytes, cohort, elsewhere, flow, told, vault } from './streams.ts'

export function describeLog(name: string, open: () => Log | Promise<Log>): void {
  async function fresh(): Promise<{ log: Log; lease: Lease }> {
    const log = await open()
    onTestFinished(() => log.close())
    return { log, lease: await log.lease(cohort, 'first') }
  }
  const entries = (...texts: string[]) => texts.map(bytes)

  describe(name, () => {
    test('[ORD1] entries are numbered 1, 2, 3, … per stream, over any number of appends', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a', 'b') }], lease)
      await log.append([{ stream: access, bodies: entries('x') }], lease)
      const heads = await log.append([{ stream: flow, bodies: entries('c') }], lease)
      expect([...heads]).toEqual([[flow, 3]])
      expect(told(await log.load(flow))).toEqual({ snapshot: null, entries: ['1 a', '2 b', '3 c'], head: 3 })
      expect(told(await log.load(access))).toEqual({ snapshot: null, entries: ['1 x'], head: 1 })
    })

    test('[ORD1] numbers go on after compaction took all entries', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a', 'b') }], lease)
      await log.compact(flow, { seq: 2, body: bytes('ab') }, lease)
      await log.append([{ stream: flow, bodies: entries('c') }], lease)
      expect(told(await log.load(flow))).toEqual({ snapshot: '2 ab', entries: ['3 c'], head: 3 })
    })

    test('[LG1] one append writes to several streams, and the second write to a stream follows the first', async () => {
      const { log, lease } = await fresh()
      const heads = await log.append(
        [
          { stream: flow, bodies: entries('a'), expect: 0 },
          { stream: vault, bodies: entries('v') },
          { stream: flow, bodies: entries('b', 'c'), expect: 1 },
        ],
        lease,
      )
      expect(heads).toEqual(
        new Map([
          [flow, 3],
          [vault, 1],
        ]),
      )
      expect(told(await log.load(flow)).entries).toEqual(['1 a', '2 b', '3 c'])
    })

    test('[LG1] a Conflict in one write keeps all of them out', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a') }], lease)
      const both = [
        { stream: access, bodies: entries('x') },
        { stream: flow, bodies: entries('b'), expect: 0 },
      ]
      await expect(log.append(both, lease)).rejects.toThrow(Conflict)
      expect((await log.load(access)).head).toBe(0)
      expect((await log.load(flow)).head).toBe(1)
      expect(await log.list('')).toEqual([flow])
    })

    test('[LG1] a write without bodies checks what it expects and stores nothing', async () => {
      const { log, lease } = await fresh()
      expect([...(await log.append([{ stream: flow, bodies: [], expect: 0 }], lease))]).toEqual([[flow, 0]])
      await expect(log.append([{ stream: flow, bodies: [], expect: 1 }], lease)).rejects.toThrow(Conflict)
      expect([...(await log.append([], lease))]).toEqual([])
      expect(await log.list('')).toEqual([])
    })

    test('[LG1] bodies of every length and byte come back as they were, whatever the caller does to them later', async () => {
      const { log, lease } = await fresh()
      const lengths = [0, 1, 229, 230, 231, 1020, 4096, 64 * 1024, 1024 * 1024]
      const bodies = lengths.map((length) => Uint8Array.from({ length }, (_, i) => (i * 7 + length) % 256))
      const given = bodies.map((body) => Buffer.from(body))
      await log.append([{ stream: flow, bodies: given }], lease)
      for (const body of given) body.fill(0)
      const { entries: stored } = await log.load(flow)
      expect(stored.map(({ seq }) => seq)).toEqual(lengths.map((_, i) => i + 1))
      for (const [i, { body }] of stored.entries()) expect(Buffer.compare(body, bodies[i] ?? bytes('none'))).toBe(0)
    })

    test('[LG2] a purged stream is gone for load, append and compact, and stays so when purged again', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: vault, bodies: entries('secret') }], lease)
      await log.purge(vault, lease)
      await log.purge(vault, lease)
      await expect(log.load(vault)).rejects.toThrow(Gone)
      await expect(log.append([{ stream: vault, bodies: entries('again') }], lease)).rejects.toThrow(Gone)
      await expect(log.append([{ stream: vault, bodies: [] }], lease)).rejects.toThrow(Gone)
      await expect(log.compact(vault, { seq: 1, body: bytes('s') }, lease)).rejects.toThrow(Gone)
    })

    test('[LG2] a stream that was never written can be purged, so that nobody brings it to life later', async () => {
      const { log, lease } = await fresh()
      await log.purge(vault, lease)
      await expect(log.append([{ stream: vault, bodies: entries('late') }], lease)).rejects.toThrow(Gone)
    })

    test('[LG3] the same owner keeps its epoch, another owner gets the next one', async () => {
      const { log, lease } = await fresh()
      expect(lease).toEqual({ cohort, owner: 'first', epoch: 1 })
      expect(await log.lease(cohort, 'first')).toEqual(lease)
      expect(await log.lease(cohort, 'second')).toEqual({ cohort, owner: 'second', epoch: 2 })
      expect((await log.lease(cohort, 'first')).epoch).toBe(3)
      expect((await log.lease(elsewhere, 'first')).epoch).toBe(1)
    })

    test('[LG3] a released lease writes nothing, and releasing an old one leaves the new owner alone', async () => {
      const { log, lease } = await fresh()
      await log.release(lease)
      await expect(log.renew(lease)).rejects.toThrow(Fenced)
      await expect(log.append([{ stream: flow, bodies: entries('a') }], lease)).rejects.toThrow(Fenced)
      const next = await log.lease(cohort, 'first')
      expect(next.epoch).toBe(2)
      await log.release(lease)
      await log.renew(next)
    })

    test('[ORD3] an old owner’s append, compaction, purge and renewal are refused', async () => {
      const { log, lease: old } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a') }], old)
      const lease = await log.lease(cohort, 'second')
      await expect(log.append([{ stream: flow, bodies: entries('b') }], old)).rejects.toThrow(Fenced)
      await expect(log.append([], old)).rejects.toThrow(Fenced)
      await expect(log.compact(flow, { seq: 1, body: bytes('x') }, old)).rejects.toThrow(Fenced)
      await expect(log.purge(flow, old)).rejects.toThrow(Fenced)
      await expect(log.renew(old)).rejects.toThrow(Fenced)
      await log.append([{ stream: flow, bodies: entries('c') }], lease)
      expect(told(await log.load(flow)).entries).toEqual(['1 a', '2 c'])
    })

    test('[ORD3] an owner that comes back does not revive the lease it had before', async () => {
      const { log, lease: old } = await fresh()
      await log.lease(cohort, 'second')
      await log.lease(cohort, 'first')
      await expect(log.append([{ stream: flow, bodies: entries('b') }], old)).rejects.toThrow(Fenced)
    })

    test('[ORD3] a lease covers its own cohort only', async () => {
      const { log, lease } = await fresh()
      await log.lease(elsewhere, 'second')
      const foreign = [
        { stream: flow, bodies: entries('a') },
        { stream: `flow/${elsewhere}` as const, bodies: entries('b') },
      ]
      await expect(log.append(foreign, lease)).rejects.toThrow('does not cover')
      await expect(log.purge(`flow/${elsewhere}`, lease)).rejects.toThrow('does not cover')
      expect(await log.list('')).toEqual([])
    })

    test('[LG4] a snapshot takes the place of the entries up to it, and of the snapshot before it', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a', 'b', 'c') }], lease)
      await log.compact(flow, { seq: 1, body: bytes('A') }, lease)
      expect(told(await log.load(flow))).toEqual({ snapshot: '1 A', entries: ['2 b', '3 c'], head: 3 })
      await log.compact(flow, { seq: 2, body: bytes('AB') }, lease)
      expect(told(await log.load(flow))).toEqual({ snapshot: '2 AB', entries: ['3 c'], head: 3 })
    })

    test('[LG4] an older snapshot changes nothing, one of the same seq replaces, one ahead of the stream is a Conflict', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a', 'b', 'c') }], lease)
      await log.compact(flow, { seq: 2, body: bytes('two') }, lease)
      await log.compact(flow, { seq: 1, body: bytes('one') }, lease)
      expect(told(await log.load(flow))).toEqual({ snapshot: '2 two', entries: ['3 c'], head: 3 })
      await log.compact(flow, { seq: 2, body: bytes('again') }, lease)
      expect(told(await log.load(flow)).snapshot).toBe('2 again')
      await expect(log.compact(flow, { seq: 4, body: bytes('four') }, lease)).rejects.toThrow(Conflict)
      await expect(log.compact(flow, { seq: 0, body: bytes('none') }, lease)).rejects.toThrow(Conflict)
      await expect(log.compact(access, { seq: 1, body: bytes('none') }, lease)).rejects.toThrow(Conflict)
    })

    test('[LG5] a reader gets what it lacks: the snapshot only when it is behind it', async () => {
      const { log, lease } = await fresh()
      await log.append([{ stream: flow, bodies: entries('a', 'b', 'c', 'd') }], lease)
      expect(told(await log.load(flow, 3)).entries).toEqual(['4 d'])
      await log.compact(flow, { seq: 2, body: bytes('ab') }, lease)
      expect(told(await log.load(flow, 0))).toEqual({ snapshot: '2 ab', entries: ['3 c', '4 d'], head: 4 })
      expect(told(await log.load(flow, 1))).toEqual({ snapshot: '2 ab', entries: ['3 c', '4 d'], head: 4 })
      expect(told(await log.load(flow, 2))).toEqual({ snapshot: null, entries: ['3 c', '4 d'], head: 4 })
      expect(told(await log.load(flow, 4))).toEqual({ snapshot: null, entries: [], head: 4 })
      expect(told(await log.load(flow, 9))).toEqual({ snapshot: null, entries: [], head: 4 })
      expect(told(await log.load(access))).toEqual({ snapshot: null, entries: [], head: 0 })
    })

    test('[LG6] list finds living streams by the beginning of their id, sorted, and takes no sign as a wildcard', async () => {
      const { log, lease } = await fresh()
      const streams = ['b%', 'b_', 'bx', 'b', 'a'].map((rest) => `vault/${cohort}/${rest}` as const)
      for (const stream of streams) await log.append([{ stream, bodies: entries('x') }], lease)
      await log.append([{ stream: flow, bodies: entries('x') }], lease)
      const inVault = (rest: string) => `vault/${cohort}/${rest}`
      expect(await log.list(`vault/${cohort}/`)).toEqual(['a', 'b', 'b%', 'b_', 'bx'].map(inVault))
      expect(await log.list(inVault('b_'))).toEqual([inVault('b_')])
      expect(await log.list(inVault('b%'))).toEqual([inVault('b%')])
      expect(await log.list(inVault('c'))).toEqual([])
      expect(await log.list('flow/')).toEqual([flow])
      expect(await log.list('')).toHaveLength(6)
      await log.purge(`vault/${cohort}/b`, lease)
      expect(await log.list(inVault('b'))).toEqual(['b%', 'b_', 'bx'].map(inVault))
    })

    test('[DUR3] a closed log refuses everything, and can be closed twice', async () => {
      const { log, lease } = await fresh()
      await log.close()
      await log.close()
      await expect(log.append([{ stream: flow, bodies: entries('a') }], lease)).rejects.toThrow(Unavailable)
      await expect(log.load(flow)).rejects.toThrow(Unavailable)
      await expect(log.list('')).rejects.toThrow(Unavailable)
      await expect(log.lease(cohort, 'first')).rejects.toThrow(Unavailable)
    })
  })
}
