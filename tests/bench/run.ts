/**
 * `npm run bench`: the figures of the closing page of a release, each with its spread, beside a peer in the same run.
 * `npm run bench -- writers restart` measures only these.
 * The peer of a stored command is an echo over the same socket (`clock`): the ratio is what durability and fan-out cost.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomInt } from 'node:crypto'
import { newCohortId, flowStream } from '../../shared/lib/ids.ts'
import type { CircleId } from '../../shared/lib/ids.ts'
import { openSqliteLog } from '../../server/log/sqlite.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { boards } from './boards.ts'
import { circles } from './circles.ts'
import { p50, say, spread } from './figures.ts'
import { memory } from './memory.ts'
import { renewal } from './renewal.ts'
import { restart } from './restart.ts'
import { screens } from './screens.ts'
import { soak } from './soak.ts'
import { storing } from './storing.ts'
import { writers } from './writers.ts'

async function timed(times: number, act: (round: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = []
  for (let round = 0; round < times; round++) {
    const start = performance.now()
    await act(round)
    samples.push(performance.now() - start)
  }
  return samples
}

async function fsync(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-bench-'))
  const log = openSqliteLog(join(folder, 'bench.db'))
  const cohort = newCohortId((below) => randomInt(below))
  const lease = await log.lease(cohort, 'bench')
  const body = new Uint8Array(300)
  const samples = await timed(500, () => log.append([{ stream: flowStream(cohort), bodies: [body] }], lease))
  await log.close()
  rmSync(folder, { recursive: true })
  say(`one fsynced commit of 300 bytes             ${spread(samples)}`)
}

async function room(): Promise<void> {
  const begun = performance.now()
  const server = await startServer()
  say(`npm start until ready (built already)       ${(performance.now() - begun).toFixed(0)} ms`)
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const people: Guest[] = []
  for (let i = 0; i < 10; i++)
    people.push(await Guest.join(server.url, code, `Person ${i}`, i % 3 === 0 ? 'remote' : 'room'))
  await lead.until(() => lead.view.lobby?.waiting.length === 10)
  await lead.send({ type: 'lobby.admit', members: (lead.view.lobby?.waiting ?? []).map((one) => one.id) })
  const wall = await lead.wall()
  await lead.next()
  await lead.next()
  const echo = await timed(100, () => new Promise((resolve) => lead.socket.emit('clock', resolve)))
  const acked: number[] = []
  const everywhere = await timed(60, async (round) => {
    const order = round % 2 === 0 ? 'popcorn' : 'sequence'
    const all = [...people, wall].map((guest) => {
      const before = guest.frames.length
      return guest.until(() => guest.frames.length > before)
    })
    const start = performance.now()
    await lead.send({ type: 'turn.order', circle: 'all' as CircleId, order })
    acked.push(performance.now() - start)
    await Promise.all(all)
  })
  say(`echo on the same socket (the peer)          ${spread(echo)}`)
  say(`command acknowledged, durable               ${spread(acked)}   ${(p50(acked) / p50(echo)).toFixed(1)} x echo`)
  say(
    `command → the wall and ten seats            ${spread(everywhere)}   ${(p50(everywhere) / p50(echo)).toFixed(1)} x echo`,
  )
  for (const guest of [lead, wall, ...people]) guest.close()
  await server.stop()
}

const all: Readonly<Record<string, () => void | Promise<void>>> = {
  circles,
  fsync,
  storing,
  boards,
  room,
  writers,
  restart,
  renewal,
  memory,
  screens,
  soak,
}
const chosen = process.argv.slice(2)
for (const [name, measure] of Object.entries(all)) if (chosen.length === 0 || chosen.includes(name)) await measure()
