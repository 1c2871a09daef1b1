/** What people, boards and readers who stall cost the server in memory, beside what it has with nobody there. */
import { execFileSync } from 'node:child_process'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { DocMessage } from '../../shared/wire/doc.ts'
import { deskOf, goTogether, type Desk } from '../fixtures/desk.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer } from '../fixtures/server.ts'
import { step1Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, cardsOf } from '../server/doc/board-acts.ts'
import { say } from './figures.ts'

const people = 30
const perPerson = 10

/** A hundred times forty thousand letters, each time taken back; resolves when the last is saved. */
async function written({ socket }: Desk): Promise<void> {
  const replica = new Y.Doc()
  replica.on('update', (update: Uint8Array) => socket.send(updateFrame(update)))
  for (let round = 0; round < 100; round++) {
    const ids = Array.from({ length: 20 }, (_, i) => `big${round}.${i}`.replace('.', 'x'))
    replica.transact(() => ids.forEach((id) => addCard(replica, id, 'x'.repeat(1_900))))
    replica.transact(() => ids.forEach((id) => cardsOf(replica).delete(id)))
  }
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      // Its own step 1, and two updates a round.
      if (data[0] === DocMessage.saved && decoding.readVarUint(decoding.createDecoder(data.subarray(1))) > 200)
        resolve()
    })
  })
}

export async function memory(): Promise<void> {
  const server = await startServer()
  const resident = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid())]).toString())
  const mega = (kB: number) => `${(kB / 1024).toFixed(0)} MB`
  const each = (from: number, to: number, count: number) => `${((to - from) / count).toFixed(0)} kB`
  const alone = resident()
  const lead = await Guest.lead(server.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (let i = 0; i < people; i++) guests.push(await Guest.join(server.url, code, `Person ${i}`))
  await lead.admit(people)
  const wall = await lead.wall()
  const seated = resident()
  const idle: Guest[] = []
  for (let i = 0; i < perPerson; i++)
    for (const { name, grant, cookie } of guests) idle.push(new Guest(server.url, name, grant, cookie))
  for (const guest of idle) await guest.until(() => guest.view.me !== undefined)
  const connected = resident()
  for (const guest of idle) guest.close()
  await goTogether(lead, guests)
  const desks = await Promise.all(guests.map(deskOf))
  const opened = resident()
  // Ten do not read while one writes four megabytes and takes them back: what waits for them is bounded (rule BND1).
  const stalled = desks.slice(0, 10)
  for (const { socket } of desks) socket.send(step1Frame(Uint8Array.of(0)))
  await Promise.all(desks.map(({ socket }) => new Promise((resolve) => socket.once('message', resolve))))
  for (const { socket } of stalled) socket.pause()
  await written(desks.at(-1) as Desk)
  const held = resident()
  say(
    `memory, resident: nobody ${mega(alone)}, thirty people and a wall ${mega(seated)}, with a board open for all ${mega(opened)}`,
  )
  say(
    `  an idle connection ${each(seated, connected, idle.length)}, a board with thirty readers ${each(seated, opened, 1)},`,
  )
  say(`  ten readers who stall, each ${each(opened, held, stalled.length)} at most`)
  for (const { socket } of desks) socket.terminate()
  for (const guest of [lead, wall, ...guests]) guest.close()
  await server.stop()
}
