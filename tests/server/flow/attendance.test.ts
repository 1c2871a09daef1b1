/** Who is connected, as leads read it: by a clock that the test moves, over real sockets. */
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { Attendance, pingTimeoutMs } from '../../../server/flow/attendance.ts'
import { newMemberId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import type { Roster } from '../../../shared/wire/flow.ts'
import { calm, ManualClock } from '../doc/board-hub.ts'
import { begin, openHouse, seat, type Browser } from '../http/open-house.ts'
import { Waiting } from '../../fixtures/waiting.ts'

const aSecond = 1_000

/** A workshop whose time passes when the test says so, and what its lead's console was told last. */
async function workshop() {
  const clock = new ManualClock()
  const house = await openHouse({ after: (ms, run) => clock.after(ms, run) })
  const sockets = new Set<Duplex>()
  house.front.server.on('upgrade', (_request, socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const lead = await begin(house)
  const maya = await seat(house, lead, 'Maya')
  const luis = await seat(house, lead, 'Luis')
  let roster: Roster = {}
  const waiting = new Waiting()
  const console = lead.browser.flow(lead.grant)
  console.on('roster', (told: Roster) => {
    roster = told
    waiting.changed()
  })
  const until = (holds: () => boolean) => waiting.until(holds)
  /** Half a second at a time, as the clock and its timers would go. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      house.time.now += 500
      await clock.advance(500)
    }
  }
  /** Connected, and known to the server to be so. */
  const comes = async (one: { readonly browser: Browser; readonly grant: Parameters<Browser['flow']>[0] }) => {
    const socket = one.browser.flow(one.grant)
    await new Promise((resolve) => socket.once('slices', resolve))
    return socket
  }
  /** Gone, and known to the server to be so. */
  const goes = async (socket: Awaited<ReturnType<typeof comes>>) => {
    const before = sockets.size
    socket.disconnect()
    while (sockets.size === before) await calm()
  }
  return { maya, luis, until, pass, comes, goes, of: (one: { member: string }) => roster[one.member as never] }
}

test('[AT1] ten seconds after a cut leads read that somebody reconnects, after ninety that they are away', async () => {
  const { maya, luis, until, pass, comes, goes, of } = await workshop()
  const socket = await comes(maya)
  await comes(luis)
  await pass(aSecond)
  await until(() => of(maya) === 'here' && of(luis) === 'here')
  await goes(socket)
  await pass(9 * aSecond)
  expect(of(maya)).toBe('here')
  await pass(aSecond)
  await until(() => of(maya) === 'reconnecting')
  await pass(79 * aSecond)
  expect(of(maya)).toBe('reconnecting')
  await pass(aSecond)
  await until(() => of(maya) === 'away')
  expect(of(luis)).toBe('here')
})

test('[AT2] whoever returns is here again within half a second, whatever else the clock waits for', async () => {
  const { maya, until, pass, comes, goes, of } = await workshop()
  for (const word of ['reconnecting', 'away'] as const) {
    const socket = await comes(maya)
    await pass(aSecond)
    await until(() => of(maya) === 'here')
    await goes(socket)
    await pass(word === 'away' ? 91 * aSecond : 11 * aSecond)
    await until(() => of(maya) === word)
    const back = await comes(maya)
    await pass(500)
    await until(() => of(maya) === 'here')
    await goes(back)
  }
})

test('[AT1] a ping without an answer counts from when it was asked; after a restart nobody is away at once', () => {
  const random = seededRandom(1)
  const [maya, luis] = [newMemberId(random), newMemberId(random)]
  const attendance = new Attendance(0)
  const words = (now: number) => Object.values(attendance.roster([maya, luis], now))
  expect(words(1)).toEqual(['reconnecting', 'reconnecting'])
  attendance.came(maya)
  attendance.came(maya)
  attendance.went(maya, 20_000, 'ping timeout')
  expect(words(40_000)).toEqual(['here', 'reconnecting'])
  expect(attendance.nextChange(40_000)).toBe(90_000)
  expect(words(90_000)).toEqual(['here', 'away'])
  attendance.went(maya, 100_000, 'ping timeout')
  expect(words(110_000 - pingTimeoutMs - 1)).toEqual(['here', 'away'])
  expect(words(110_000 - pingTimeoutMs)).toEqual(['reconnecting', 'away'])
})
