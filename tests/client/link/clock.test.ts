/** The server's clock on devices whose own is wrong, stops or jumps. */
import { expect, test } from 'vitest'
import { ServerClock } from '../../../client/link/clock.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'

const start = 1_790_000_000_000

/** A device whose monotonic clock began somewhere else, and a network whose two ways are unequally slow. */
class Device {
  readonly clock = new ServerClock(() => this.own)
  own: number
  server = start
  readonly #random

  constructor(seed: number, own: number) {
    this.#random = seededRandom(seed)
    this.own = own
  }

  pass(ms: number): void {
    this.own += ms
    this.server += ms
  }

  /** @param slowest of each way, in ms */
  ask(slowest: number): void {
    const asked = this.own
    this.pass(1 + this.#random(slowest))
    const received = this.server
    this.pass(1)
    const sent = this.server
    this.pass(1 + this.#random(slowest))
    this.clock.add({ asked, received, sent, answered: this.own })
  }

  get error(): number {
    return Math.abs(this.clock.now() - this.server)
  }
}

test('[RD14] ATK-56 a device whose clock is ten minutes off agrees with the server within 250 ms, on a slow network too', () => {
  for (const [seed, off] of [-600_000, 0, 600_000].entries()) {
    const device = new Device(seed, start + off)
    for (let question = 0; question < 8; question++) device.ask(400)
    for (let minute = 0; minute < 60; minute++) {
      device.pass(60_000)
      device.ask(400)
      expect([off, device.error < 250, device.clock.errorMs < 400]).toEqual([off, true, true])
    }
  }
})

test('[RD14] ATK-56 a laptop that slept knows the time again after one question, and time never goes back', () => {
  const device = new Device(1, 5_000)
  for (let question = 0; question < 8; question++) device.ask(40)
  let before = device.clock.now()
  for (const slept of [300_000, 3_600_000]) {
    // Its monotonic clock stood still meanwhile.
    device.server += slept
    device.ask(40)
    expect(device.error).toBeLessThan(50)
    expect(device.clock.now()).toBeGreaterThanOrEqual(before)
    before = device.clock.now()
  }
  // The server's own clock is set back: what was shown stands still until it is true.
  device.server -= 2_000
  device.ask(40)
  expect(device.clock.now()).toBeGreaterThanOrEqual(before)
  device.pass(2_500)
  expect(device.error).toBeLessThan(50)
})

test('[RD14] before the first answer a device goes by the server’s first word, not by its own clock', () => {
  const device = new Device(7, 5_000)
  device.clock.hint(device.server)
  device.pass(700)
  expect(device.error).toBe(0)
  expect(device.clock.known).toBe(false)
  // The word took its time on the way; from the first answer on that is mended, and nothing goes back.
  device.server += 400
  const before = device.clock.now()
  device.ask(50)
  expect(device.error).toBeLessThanOrEqual(50)
  expect(device.clock.now()).toBeGreaterThan(before)
})
