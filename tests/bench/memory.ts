/** What a full room costs the server: thirty people, a wall, a lead, and one board that all have open. */
import { execFileSync } from 'node:child_process'
import { deskOf, goTogether } from '../fixtures/desk.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { say } from './figures.ts'

const people = 30

export async function memory(): Promise<void> {
  const server = await startServer()
  const resident = () => {
    const kB = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid())]).toString())
    return `${(kB / 1024).toFixed(0)} MB`
  }
  const alone = resident()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.until(() => lead.view.lobby?.waiting.length === people)
  await lead.send({ type: 'lobby.admit', members: (lead.view.lobby?.waiting ?? []).map(({ id }) => id) })
  const wall = await lead.wall()
  const seated = resident()
  await goTogether(lead, guests)
  const desks = await Promise.all(guests.map(deskOf))
  say(`memory, resident: nobody ${alone}, thirty people and a wall ${seated}, with a board open for all ${resident()}`)
  for (const { socket } of desks) socket.terminate()
  for (const guest of [lead, wall, ...guests]) guest.close()
  await server.stop()
}
