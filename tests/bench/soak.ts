/**
 * Eight hours of twenty-five people in a few minutes: as many acts as they would make, without the pauses. What is told is
 * the slope: how much more each hour costs the server, a seat and the wall, once they are warm.
 */
import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { laptop, next, TestRoom } from '../e2e/room.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { say } from './figures.ts'

const people = 24
const hours = 8
/** What a room does in an hour, at a press by somebody every four seconds. */
const actsPerHour = 900

/** Least squares, in units of y for one of x. */
function slope(points: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
  const xs = points.map((_, i) => i)
  const [mx, my] = [mean(xs), mean(points)]
  const over = xs.reduce((sum, x, i) => sum + (x - mx) * ((points[i] ?? 0) - my), 0)
  return over / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 1024
}

export async function soak(): Promise<void> {
  const server = await startServer()
  const room = await TestRoom.open(server)
  const { lead, code } = await room.start('Judith')
  const seat = await room.join(laptop, `/j/${code}`, 'Hiro', 'By video')
  const wall = await room.wall(lead)
  const others: Guest[] = []
  for (let i = 0; i < people; i++) others.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.getByRole('button', { name: 'Let everyone in' }).click()
  await next(lead, /begin Arrive/)
  await next(lead, /Next: Round/)
  const resident = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid())]).toString())
  const figures = { server: [] as number[], seat: [] as number[], wall: [] as number[] }
  for (let hour = 0; hour < hours; hour++) {
    for (let act = 0; act < actsPerHour; act++) {
      const guest = others[act % people] as Guest
      const circle = 'all' as never
      const kind = act % 6
      if (kind === 0) await guest.send({ type: 'profile.set', pronouns: act % 4 < 2 ? 'they' : 'she' })
      else if (kind === 1) await guest.send({ type: 'profile.set', name: `Person ${act % people} ${act % 7}` })
      else if (kind === 2) await guest.send({ type: 'turn.later', circle, confirm: true })
      else if (kind === 3) await guest.send({ type: 'turn.hand', circle, confirm: true })
      else if (kind === 4) await guest.socket.emitWithAck('signal', { kind: 'back', to: null })
      else await guest.send({ type: 'turn.speak', circle })
      if (act % 90 === 0) guest.socket.io.engine.close()
    }
    figures.server.push(resident())
    figures.seat.push(await heap(seat))
    figures.wall.push(await heap(wall))
    // Frames are kept for tests of secrecy; here they would only fill this process.
    for (const guest of others) guest.frames.length = 0
  }
  for (const [name, points] of Object.entries(figures)) {
    const warm = points.slice(2)
    const span = `${((points[0] ?? 0) / 1024).toFixed(1)} → ${((points.at(-1) ?? 0) / 1024).toFixed(1)} MB`
    say(
      `${hours} hours of ${people + 1} people: ${name}`.padEnd(44) +
        `${span}, ${slope(warm).toFixed(0)} kB more in each hour from the third`,
    )
  }
  for (const guest of others) guest.close()
  await room.close()
  await server.stop()
}
