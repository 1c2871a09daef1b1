import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { StreamId } from '../../../shared/lib/ids.ts'
import { Committer } from '../../../server/log/committer.ts'
import {
  Conflict,
  Fenced,
  Gone,
  type Heads,
  type Lease,
  type Log,
  Unavailable,
  type Write,
} from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { access, bytes, cohort, flow, told, vault } from './streams.ts'
import { newSeed } from './surroundings.ts'

/** A log whose appends can be held up and made to fail, and which remembers them. */
class Gate {
  readonly log: Log = memoryLog()
  readonly appends: (readonly Write[])[] = []
  readonly #plan: (Error | null)[] = []
  #held = Promise.withResolvers<void>()
  #begun = Promise.withResolvers<void>()

  constructor() {
    this.open()
    const append = this.log.append.bind(this.log)
    this.log.append = async (writes, lease) => {
      this.appends.push(writes)
      this.#begun.resolve()
      await this.#held.promise
      const failure = this.#plan.shift()
      if (failure) throw failure
      return append(writes, lease)
    }
  }

  /** From now on appends begin and do not end. */
  shut() {
    this.#held = Promise.withResolvers<void>()
    this.#begun = Promise.withResolvers<void>()
  }
  /** Lets them all end. */
  open() {
    this.#held.resolve()
  }
  /** Resolves when an append has begun since the gate was shut. */
  begun() {
    return this.#begun.promise
  }
  /** How the next appends end, in order: an error, or null for as usual. */
  plan(...ends: (Error | null)[]) {
    this.#plan.push(...ends)
  }
}

async function started(options?: { maxBytes: number }) {
  const gate = new Gate()
  const lease = await gate.log.lease(cohort, 'first')
  const committer = new Committer(gate.log, lease, options)
  onTestFinished(() => committer.close())
  return { gate, lease, committer, log: gate.log }
}

const to = (stream: StreamId, ...texts: string[]): Write => ({ stream, bodies: texts.map(bytes) })
const believing = (head: number, write: Write): Write => ({ ...write, expect: head })
const outcome = (call: Promise<Heads>) =>
  call.then(
    (heads) => [...heads].map(([stream, head]) => `${stream} ${head}`).join(),
    (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
  )

test('[DUR2] nobody is told before the append has ended', async () => {
  const { gate, committer, log } = await started()
  gate.shut()
  let isTold = false
  const call = committer.commit([to(flow, 'a')]).then(() => (isTold = true))
  await gate.begun()
  expect(isTold).toBe(false)
  gate.open()
  await call
  expect((await log.load(flow)).head).toBe(1)
})

test('[LG13] what queues while an append is in flight is the next one, in order, and each call learns its own heads', async () => {
  const { gate, committer, log } = await started()
  gate.shut()
  const calls = [committer.commit([to(flow, 'a')])]
  await gate.begun()
  calls.push(committer.commit([to(flow, 'b', 'c'), to(access, 'x')]))
  calls.push(committer.commit([to(flow, 'd')]))
  calls.push(committer.commit([to(access, 'y'), to(flow, 'e'), to(access, 'z')]))
  const answered: number[] = []
  for (const [i, call] of calls.entries()) void call.then(() => answered.push(i))
  gate.open()
  expect(await Promise.all(calls.map(outcome))).toEqual([
    `${flow} 1`,
    `${flow} 3,${access} 1`,
    `${flow} 4`,
    `${access} 3,${flow} 5`,
  ])
  expect(answered).toEqual([0, 1, 2, 3])
  expect(gate.appends).toHaveLength(2)
  expect(told(await log.load(flow)).entries).toEqual(['1 a', '2 b', '3 c', '4 d', '5 e'])
})

test('[LG13] calls made in one turn of the event loop share one append, also over a log that answers at once', async () => {
  const { gate, committer } = await started()
  await Promise.all(['a', 'b', 'c'].map((letter) => committer.commit([to(flow, letter)])))
  expect(gate.appends).toHaveLength(1)
})

test('[LG13] a batch has a bound in bytes, and a commit beyond it goes alone', async () => {
  const { gate, committer } = await started({ maxBytes: 10 })
  const sizes = [4, 6, 1, 30, 9, 2]
  await Promise.all(sizes.map((size) => committer.commit([{ stream: flow, bodies: [new Uint8Array(size)] }])))
  const batches = gate.appends.map((writes) => writes.map((write) => write.bodies[0]?.length))
  expect(batches).toEqual([[4, 6], [1], [30], [9], [2]])
})

test('[LG13] a commit that expects the head left by one before it in the batch is stored with it', async () => {
  const { gate, committer } = await started()
  const calls = [
    committer.commit([believing(0, to(flow, 'a'))]),
    committer.commit([believing(1, to(flow, 'b'))]),
    committer.commit([believing(2, to(flow, 'c'))]),
  ]
  expect(await Promise.all(calls.map(outcome))).toEqual([`${flow} 1`, `${flow} 2`, `${flow} 3`])
  expect(gate.appends).toHaveLength(1)
})

test('[LG14] a Conflict or a Gone reaches its own caller, and the others of the batch are stored in order', async () => {
  const { committer, log, lease } = await started()
  await log.purge(vault, lease)
  const calls = [
    committer.commit([to(flow, 'a')]),
    committer.commit([believing(0, to(flow, 'late')), to(access, 'late')]),
    committer.commit([to(flow, 'b')]),
    committer.commit([to(access, 'x'), to(vault, 'gone')]),
    committer.commit([believing(2, to(flow, 'c'))]),
  ]
  expect(await Promise.all(calls.map(outcome))).toEqual([`${flow} 1`, 'Conflict', `${flow} 2`, 'Gone', `${flow} 3`])
  expect(told(await log.load(flow)).entries).toEqual(['1 a', '2 b', '3 c'])
  expect((await log.load(access)).head).toBe(0)
})

test('[DUR3] when the store fails all of the batch are refused, nothing is stored, and the next commit leaves no hole', async () => {
  const { gate, committer, log } = await started()
  await committer.commit([to(flow, 'a')])
  gate.plan(new Unavailable('no space'))
  const calls = ['b', 'c'].map((letter) => committer.commit([to(flow, letter)]))
  expect(await Promise.all(calls.map(outcome))).toEqual(['Unavailable', 'Unavailable'])
  expect(await outcome(committer.commit([to(flow, 'd')]))).toBe(`${flow} 2`)
  expect(told(await log.load(flow)).entries).toEqual(['1 a', '2 d'])
})

test('[DUR3] when the store fails while a batch is stored singly, those behind are refused too', async () => {
  const { gate, committer, log } = await started()
  gate.plan(new Conflict('of the whole batch'), null, new Unavailable('no space'))
  const calls = ['a', 'b', 'c'].map((letter) => committer.commit([to(flow, letter)]))
  expect(await Promise.all(calls.map(outcome))).toEqual([`${flow} 1`, 'Unavailable', 'Unavailable'])
  expect((await log.load(flow)).head).toBe(1)
  expect(await outcome(committer.commit([to(flow, 'd')]))).toBe(`${flow} 2`)
})

test('[ORD3] after another owner took the cohort every commit is refused, also those that wait', async () => {
  const { gate, committer, log } = await started()
  gate.shut()
  const calls = [committer.commit([to(flow, 'a')])]
  await gate.begun()
  calls.push(committer.commit([to(flow, 'b')]))
  await log.lease(cohort, 'second')
  gate.open()
  for (const call of calls) await expect(call).rejects.toThrow(Fenced)
  expect((await log.load(flow)).head).toBe(0)
})

test('[LG15] closing stores what was taken and takes no more; idle waits for all of it', async () => {
  const { gate, committer, log } = await started()
  await committer.idle()
  gate.shut()
  const first = committer.commit([to(flow, 'a')])
  await gate.begun()
  const second = committer.commit([to(flow, 'b')])
  const closing = committer.close()
  await expect(committer.commit([to(flow, 'c')])).rejects.toThrow(Unavailable)
  gate.open()
  await closing
  await Promise.all([first, second])
  expect((await log.load(flow)).head).toBe(2)
})

test('[LG14] commits in batches end as they would have ended one by one', async () => {
  const write = fc.record({
    stream: fc.constantFrom<StreamId>(flow, access, vault),
    count: fc.nat({ max: 2 }),
    expect: fc.option(fc.nat({ max: 8 }), { nil: undefined, freq: 3 }),
  })
  const seen = new Set<string>()
  const call = fc.record({ writes: fc.array(write, { minLength: 1, maxLength: 3 }), turns: fc.nat({ max: 2 }) })
  const property = fc.asyncProperty(
    fc.array(call, { minLength: 5, maxLength: 30 }),
    fc.boolean(),
    async (calls, gone) => {
      const batched = await started({ maxBytes: 40 })
      const single = memoryLog()
      const lease: Lease = await single.lease(cohort, 'first')
      if (gone) for (const log of [batched.log, single]) await log.purge(vault, lease)
      const outcomes: Promise<string>[] = []
      const expected: string[] = []
      for (const [i, { writes, turns }] of calls.entries()) {
        const made = writes.map(({ stream, count, expect }): Write => {
          const write = to(stream, ...Array.from({ length: count }, (_, k) => `${i}.${k}`))
          return expect === undefined ? write : believing(expect, write)
        })
        outcomes.push(outcome(batched.committer.commit(made)))
        expected.push(await outcome(single.append(made, lease)))
        for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
      }
      expect(await Promise.all(outcomes)).toEqual(expected)
      for (const end of expected) seen.add(end.split(' ')[0] ?? '')
      for (const stream of [flow, access]) {
        expect(told(await batched.log.load(stream))).toEqual(told(await single.load(stream)))
      }
    },
  )
  await fc.assert(property, { seed: newSeed(), numRuns: 200 })
  expect(seen).toContain(new Conflict('').name)
  expect(seen).toContain(new Gone('').name)
})
