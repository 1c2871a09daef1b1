/** How long a room is without its server when a new version comes: from the signal until each device has the room whole. */
import { Device } from '../fixtures/devices.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { say } from './figures.ts'

const people = 24
const rounds = 5

export async function renewal(): Promise<void> {
  const server = await startServer()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.admit(people)
  await lead.next()
  for (const guest of [lead, ...guests]) guest.close()
  const devices = [lead, ...guests].map((guest, seed) => new Device(guest, seed))
  await Promise.all(devices.map((device) => device.until((heard) => heard.includes('whole'))))
  const samples: { ready: number; first: number; last: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    const marks = devices.map(({ heard }) => heard.length)
    const back = devices.map(async (device, i) => {
      await device.until((heard) => heard.slice(marks[i]).includes('whole'))
      return performance.now() - begun
    })
    await server.terminate()
    await server.start()
    const ready = performance.now() - begun
    const times = await Promise.all(back)
    samples.push({ ready, first: Math.min(...times), last: Math.max(...times) })
  }
  const middle = (of: (sample: (typeof samples)[number]) => number) => {
    const sorted = samples.map(of).sort((a, b) => a - b)
    return `${(sorted[Math.floor(rounds / 2)] ?? 0).toFixed(0)} ms (at most ${(sorted.at(-1) ?? 0).toFixed(0)})`
  }
  say(`new version: the server is back                 ${middle(({ ready }) => ready)}`)
  say(`new version: the first of ${people + 1} devices has the room ${middle(({ first }) => first)}`)
  say(`new version: the last of them                   ${middle(({ last }) => last)}`)
  for (const { link } of devices) link.close()
  await server.stop()
}
