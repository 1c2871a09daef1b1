/** Whatever is done in whatever order, SQLite answers like the log in memory, also across restarts. */
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StreamId } from '../../../shared/lib/ids.ts'
import type { Lease, Log } from '../../../server/log/log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { access, bytes, cohort, elsewhere, flow, told, vault } from './streams.ts'
import { folder, newSeed } from './surroundings.ts'

const owners = ['first', 'second'] as const
const abroad: StreamId = `flow/${elsewhere}`

const stream = fc.constantFrom<StreamId>(flow, flow, access, vault, abroad)
const owner = fc.constantFrom(...owners)
const seq = fc.nat({ max: 12 })
const body = fc.string({ minLength: 1, maxLength: 8 })
const write = fc.record({
  stream,
  texts: fc.array(body, { maxLength: 3 }),
  expect: fc.option(seq, { nil: undefined, freq: 2 }),
})

type Op = typeof op extends fc.Arbitrary<infer T> ? T : never
const op = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('append' as const), owner, writes: fc.array(write, { maxLength: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('load' as const), stream, after: fc.option(seq, { nil: undefined }) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('compact' as const), owner, stream, seq, body }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('purge' as const), owner, stream }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('list' as const),
      prefix: fc.constantFrom('', 'flow/', `vault/${cohort}/`),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('lease' as const), owner }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('renew' as const, 'release' as const), owner }) },
  { weight: 1, arbitrary: fc.constant({ type: 'reopen' as const }) },
)

/** One log and the leases its owners believe in */
class Side {
  log: Log
  readonly #leases = new Map<string, Lease>()
  constructor(log: Log) {
    this.log = log
  }

  /** @returns what the caller saw, in a form that can be compared: a value or the name of an error */
  async run(step: Exclude<Op, { type: 'reopen' }>): Promise<unknown> {
    try {
      return await this.#do(step)
    } catch (error) {
      return error instanceof Error ? error.name : error
    }
  }

  async #do(step: Exclude<Op, { type: 'reopen' }>): Promise<unknown> {
    const { log } = this
    switch (step.type) {
      case 'append': {
        const writes = step.writes.map(({ stream, texts, expect }) => ({
          stream,
          bodies: texts.map(bytes),
          ...(expect === undefined ? {} : { expect }),
        }))
        return [...(await log.append(writes, this.#lease(step.owner)))]
      }
      case 'load':
        return told(await log.load(step.stream, step.after))
      case 'compact':
        return log.compact(step.stream, { seq: step.seq, body: bytes(step.body) }, this.#lease(step.owner))
      case 'purge':
        return log.purge(step.stream, this.#lease(step.owner))
      case 'list':
        return log.list(step.prefix)
      case 'lease': {
        const lease = await log.lease(cohort, step.owner)
        this.#leases.set(step.owner, lease)
        return lease
      }
      case 'renew':
        return log.renew(this.#lease(step.owner))
      case 'release':
        return log.release(this.#lease(step.owner))
    }
  }

  #lease(owner: string): Lease {
    return this.#leases.get(owner) ?? { cohort, owner, epoch: 0 }
  }
}

test.each([
  ['without keys', false],
  ['under keys', true],
])(
  '[LG1] SQLite answers like the log in memory, for any sequence of calls, %s',
  { timeout: 60_000 },
  async (_, isLocked) => {
    const dir = folder()
    const seen = new Set<string>()
    let run = 0
    const property = fc.asyncProperty(fc.array(op, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
      const file = join(dir, `${run++}.sqlite`)
      const open = () => openSqliteLog(file, isLocked ? { keys: `${file}.keys` } : {})
      const model = new Side(memoryLog())
      const real = new Side(open())
      try {
        for (const step of [{ type: 'lease', owner: 'first' } as const, ...steps]) {
          if (step.type === 'reopen') {
            await real.log.close()
            real.log = open()
            continue
          }
          const answer = await real.run(step)
          expect(answer).toEqual(await model.run(step))
          seen.add(`${step.type} ${typeof answer === 'string' ? answer : 'done'}`)
        }
      } finally {
        await real.log.close()
      }
    })
    await fc.assert(property, { seed: newSeed(), numRuns: 60 })

    // A generator that never reaches a case proves nothing about it.
    for (const type of ['append', 'compact']) {
      for (const end of ['done', 'Conflict', 'Fenced', 'Gone']) expect(seen).toContain(`${type} ${end}`)
    }
    for (const end of ['load Gone', 'purge done', 'purge Fenced', 'renew Fenced', 'append Error'])
      expect(seen).toContain(end)
  },
)
