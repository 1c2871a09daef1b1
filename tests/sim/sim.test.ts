/**
 * Fifty lives of a workshop, each decided by its seed (simulate.ts), and what the promises came to. What is simulated: time,
 * networks, the disk, who does what and when. What is real: everything in shared/, the workshops, flow, boards and committers
 * of the server, and of a page the link, sealed items, ballots and boards with y-websocket.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

interface Report {
  readonly seeds: number
  readonly isSame: boolean
  readonly broken: readonly { readonly seed: number; readonly promise: string; readonly what: string }[]
  readonly checked: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
}

const run = promisify(execFile)

async function simulated(share: string): Promise<Report> {
  const args = ['--no-warnings', 'tests/sim/simulate.ts', '--seeds', process.env['SIM_SEEDS'] ?? '50', '--share', share]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1e8 }).catch((error: unknown) => {
    // It ends with 1 when something did not hold, and has said what.
    const said = error as { readonly stdout?: string; readonly stderr?: string }
    if (said.stdout?.startsWith('{') !== true) throw new Error(said.stderr ?? String(error))
    return { stdout: said.stdout }
  })
  return JSON.parse(stdout) as Report
}

let reports: readonly Report[] = []
beforeAll(async () => {
  reports = await Promise.all([simulated('1/2'), simulated('2/2')])
}, 240_000)

const sum = (of: 'checked' | 'faults', name: string) => reports.reduce((all, one) => all + (one[of][name] ?? 0), 0)

/** It was looked at, and it held every time. */
function held(promise: string, least: number): void {
  expect(reports.flatMap(({ broken }) => broken).filter((one) => one.promise === promise)).toEqual([])
  expect(sum('checked', promise)).toBeGreaterThan(least)
}

test('a seed decides a whole life: lived again, it leaves the same trace', () => {
  expect(reports.map(({ isSame }) => isSame)).toEqual([true, true])
})

test('everything that can go wrong did', () => {
  const faults = [
    'kill',
    'unreachable',
    'stop',
    'breaks',
    'disk',
    'full',
    'cut',
    'cut all',
    'stall',
    'reload',
    'slow',
    'all away',
  ]
  expect(faults.filter((fault) => sum('faults', fault) < 5)).toEqual([])
})

test('nothing throws but for the disk', () => held('calm', 100))
test('[DUR1] ATK-47 what was acknowledged is on the disk at that moment, and after every crash', () =>
  held('DUR-1', 5_000))
test('[DUR2][DUR3] nobody is shown what is not on the disk, and a refused write leaves no hole', () =>
  held('DUR-2', 5_000))
test('[DUR4] ATK-58 an ordered stop settles every frame that was heard', () => held('DUR-4', 20))
test('[ORD1] every stream is numbered without a hole', () => held('ORD-1', 1_000))
test('[RD3] ORD-2 a command is stored once, however often it is sent', () => held('ORD-2', 1_000))
test('[ORD3] ATK-54 an owner that nobody can reach writes nothing once another has taken its place', () =>
  held('ORD-3', 1_000))
test('[CNV1] ATK-49 when all is delivered everyone has the same, and nothing waits', () => held('CNV-1', 300))
test('[CNV2] nobody sees letters vanish that nobody took', () => held('CNV-2', 500))
test('[CNV3] no entry of a board changes nothing', () => held('CNV-3', 150))
test('[CNV4] a board begins once', () => held('CNV-4', 20))
test('[CNV5] a compacted board is the same board', () => held('CNV-5', 0))
test('[CNV6] pages of ours are told to reset only where a board was closed under their hands', () => held('CNV-6', 50))
test('[PRV1] nothing is stored of anyone who had no right to write when it was judged', () => held('PRV-1', 150))
test('[PRV2] nobody without a name writes, but the flow', () => held('PRV-2', 150))
test('[PRV3] nobody writes under a clientID that somebody else has used', () => held('PRV-3', 150))
test('[PRV4] ATK-44 no sealed word leaves the server before its moment, or to anyone else', () => held('PRV-4', 500))
test('[PRV5] no vault says who wrote an unsigned item, and no open ballot is on the disk', () => held('PRV-5', 200))
test('[VW1] PRV-6 every frame is the difference of two views of what is durable', () => held('PRV-6', 5_000))
test('[PRV8] the wall is sent the wall', () => held('PRV-8', 300))
test('[BND4] boards leave memory when everyone has left', () => held('BND-4', 20))
test('[LG17] what was given or dropped is in no stream, whatever was cut short', () => held('gone', 20))
test('ATK-50 nothing is there twice, however often it was sent', () => held('once', 50))
