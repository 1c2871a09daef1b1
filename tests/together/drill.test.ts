/** The drill: a room at work is backed up, restored elsewhere, and opened there by a second server. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { readFrame, step1Frame, updateFrame } from '../../server/doc/frames.ts'
import { addCard, changeOf, contentOf } from '../server/doc/board-acts.ts'
import { operate } from '../server/operate/command.ts'
import { deskOf, goTogether, type Desk } from '../fixtures/desk.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

// Several processes, each of which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const names = ['Maya', 'Luis', 'Noor', 'Ben', 'Priya', 'Samir']

/** The same person, on another server. */
const there = async (server: ServerProcess, { name, grant, cookie }: Guest) => {
  const guest = new Guest(server.url, name, grant, cookie)
  await guest.until(() => guest.view.me !== undefined)
  return guest
}

async function boardOf(guest: Guest): Promise<Y.Doc> {
  const { socket } = await deskOf(guest)
  const replica = new Y.Doc()
  const read = new Promise<void>((resolve) =>
    socket.on('message', (data: Buffer) => {
      const received = readFrame(new Uint8Array(data))
      if (received?.kind !== 'step2') return
      Y.applyUpdate(replica, received.update)
      resolve()
    }),
  )
  socket.send(step1Frame(Uint8Array.of(0)))
  await read
  socket.close()
  return replica
}

/** All that people have: what each of them sees, the file each may take along, and the board. */
async function everything(server: ServerProcess, people: readonly Guest[]) {
  const all = await Promise.all(
    people.map(async (person) => {
      const guest = await there(server, person)
      const kept = await fetch(`${server.url}/api/w/${guest.grant}/keepsake.html`, {
        headers: { cookie: guest.cookie },
      })
      const content = guest.view.now?.show === 'board' ? contentOf(await boardOf(guest)) : null
      guest.close()
      return { name: guest.name, view: guest.view, book: guest.book, kept: await kept.text(), content }
    }),
  )
  return JSON.parse(JSON.stringify(all)) as unknown
}

test('[OP5] ATK-61 a room at work is backed up, restored and opened elsewhere: all that was acknowledged before is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fourfold-drill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'keys'))
  const keysFor = (file: string) => join(folder, 'keys', basename(file))
  const first = await startServer()
  const lead = await Guest.lead(first.url)
  const code = await lead.code()
  const guests: Guest[] = []
  for (const name of names) guests.push(await Guest.join(first.url, code, name))
  await lead.admit(names.length)
  await goTogether(lead, guests)
  const people = [lead, ...guests]
  const desks = await Promise.all(guests.map(deskOf))
  const restored = async (file: string) => {
    const dataDir = `${file}-data`
    const { code: exit, output } = await operate(['restore', file, '--keys', keysFor(file)], { DATA_DIR: dataDir })
    expect([exit, output]).toEqual([0, expect.stringContaining('Start Fourfold now')])
    const second = await startServer({ DATA_DIR: dataDir })
    onTestFinished(() => void second.stop())
    return second
  }
  const copy = async (name: string) => {
    const file = join(folder, name)
    expect(await operate(['backup', file, '--keys', keysFor(file)], { DATA_DIR: first.dataDir })).toMatchObject({
      code: 0,
    })
    return file
  }

  // Nobody writes: what people have there is what they have here, to the letter.
  const quiet = await copy('quiet.db')
  const same = await restored(quiet)
  expect(await everything(same, people)).toEqual(await everything(first, people))

  // Everybody writes, before, during and after.
  const sent = desks.map(() => 0)
  const renamed: string[] = []
  let going = true
  const write = async (desk: Desk, person: number) => {
    while (going) {
      const id = `p${person}n${sent[person]}`
      desk.socket.send(updateFrame(changeOf(Uint8Array.of(0, 0), (replica) => addCard(replica, id, `by ${person}`))))
      const count = (sent[person] = (sent[person] ?? 0) + 1)
      while (desk.saved < count) await new Promise((resolve) => desk.socket.once('message', resolve))
    }
  }
  const press = async () => {
    for (let i = 0; going; i++) {
      const answer = await lead.send({ type: 'workshop.rename', name: `Name ${i}` })
      if (answer.ok) renamed.push(`Name ${i}`)
    }
  }
  const writing = Promise.all([press(), ...desks.map(write)])
  while (renamed.length < 5 || desks.some(({ saved }) => saved < 5)) await lead.send({ type: 'profile.set' })
  const [savedBefore, renamedBefore] = [desks.map(({ saved }) => saved), renamed.length]
  const busy = await copy('busy.db')
  const [sentBefore, renamedThen] = [[...sent], renamed.length]
  expect(renamedThen).toBeGreaterThan(renamedBefore)
  while (renamed.length < renamedThen + 5) await lead.send({ type: 'profile.set' })
  going = false
  await writing
  const second = await restored(busy)

  const again = await there(second, lead)
  const name = Number(/^Name (\d+)$/.exec(again.view.workshop?.name ?? '')?.[1])
  expect(name).toBeGreaterThanOrEqual(renamedBefore - 1)
  // One more may have been stored before its answer came.
  expect(name).toBeLessThanOrEqual(renamedThen)
  const maya = await there(second, guests[0] as Guest)
  const cards = new Set(Object.keys((await boardOf(maya)).getMap('cards').toJSON()))
  for (const person of desks.keys()) {
    const own = Array.from({ length: sent[person] ?? 0 }, (_, i) => cards.has(`p${person}n${i}`))
    const kept = own.filter(Boolean).length
    // In order, without a hole; all that was saved before, and nothing that was written after.
    expect(own.slice(0, kept)).not.toContain(false)
    expect(kept).toBeGreaterThanOrEqual(savedBefore[person] ?? Infinity)
    expect(kept).toBeLessThanOrEqual(sentBefore[person] ?? 0)
  }
  // The room goes on there, with the old links and devices.
  expect(await again.send({ type: 'workshop.rename', name: 'On the new computer' })).toEqual({ ok: true })
  await maya.until(() => maya.view.workshop?.name === 'On the new computer')
  for (const guest of [again, maya, ...people]) guest.close()
  await Promise.all([first.stop(), second.stop(), same.stop()])
})
