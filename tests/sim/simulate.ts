/**
 * `npm run simulate -- --seeds 5000`: lives of a workshop, each decided by its seed. `--from 7` begins elsewhere,
 * `--seed 7` lives one twice and compares, `--share 1/2` takes every second one, for as many processes as there are cores;
 * those that once failed are lived every time. Prints what did not hold and one line of JSON; ends with 1 if anything did not.
 */
import './world.ts'
import { parseArgs } from 'node:util'
import { keptSeeds } from './kept-seeds.ts'
import { live } from './life.ts'
import type { Promised } from './verdicts.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    share: { type: 'string', default: '1/1' },
  },
})

const [share = 1, shares = 1] = values.share.split('/').map(Number)
const first = Number(values.seed ?? values.from)
const last = values.seed === undefined ? first + Number(values.seeds) - 1 : first
const also = values.seed === undefined ? keptSeeds.map(({ seed }) => seed) : []
const seeds = [...Array.from({ length: last - first + 1 }, (_, i) => first + i), ...also].filter(
  (_, i) => i % shares === share - 1,
)

const checked: Partial<Record<Promised, number>> = {}
const faults: Record<string, number> = {}
const failed: { readonly seed: number; readonly promise: string; readonly what: string }[] = []
const traces: Record<number, string> = {}
let current = 0
const fail = (error: unknown) => {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  failed.push({ seed: current, promise: 'calm', what })
  process.stderr.write(`seed ${current} calm: ${what}\n`)
}
process.on('unhandledRejection', fail)
process.on('uncaughtException', fail)

async function one(seed: number): Promise<string> {
  current = seed
  // y-websocket adds one for each provider, and takes it away with it.
  process.setMaxListeners(0)
  const { trace, verdicts, faults: own } = await live(seed)
  for (const [promise, count] of verdicts.checked) checked[promise] = (checked[promise] ?? 0) + count
  for (const [fault, count] of Object.entries(own)) faults[fault] = (faults[fault] ?? 0) + count
  for (const broken of verdicts.broken) {
    failed.push({ seed, ...broken })
    process.stderr.write(`seed ${seed} ${broken.promise}: ${broken.what}\n`)
  }
  return trace
}

for (const seed of seeds) traces[seed] = await one(seed)
// The same seed is the same life, whatever was lived in this process before it.
const again = seeds[0] ?? 1
const isSame = (await one(again)) === traces[again]

process.stdout.write(
  `${JSON.stringify({ seeds: seeds.length, isSame, trace: traces[again], failed: [...new Set(failed.map(({ seed }) => seed))], broken: failed, checked, faults })}\n`,
)
process.exit(failed.length === 0 && isSame ? 0 : 1)
