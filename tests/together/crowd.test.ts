/** Many at one door: a whole room, twice its size, that returns in one second, and strangers who say nothing. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { deskOf } from '../fixtures/desk.ts'
import { Guest } from '../fixtures/people.ts'
import { startServer, type ServerProcess } from '../fixtures/server.ts'

let server: ServerProcess
let lead: Guest
const people: Guest[] = []
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** A room has thirty people at most. */
const twice = 60

beforeAll(async () => {
  server = await startServer()
  lead = await Guest.lead(server.url)
  const code = await lead.code()
  for (let i = 0; i < twice; i++)
    people.push(await Guest.join(server.url, code, `P${letters[i % 26]}${letters[Math.floor(i / 26)]}`))
  await lead.admit(twice)
  await lead.goTo('One board')
})
afterAll(async () => {
  for (const guest of [lead, ...people]) guest.close()
  await server.stop()
})

test('[BND2] sixty people from one address, each with the room and a board, are back in the same moment and meet no limit', async () => {
  for (const guest of people) guest.socket.disconnect()
  for (const guest of people) guest.socket.connect()
  await Promise.all(people.map((guest) => guest.until(() => guest.socket.connected && guest.view.now !== undefined)))
  const boards = await Promise.all(people.map(deskOf))
  expect(boards.filter(({ socket }) => socket.readyState === WebSocket.OPEN)).toHaveLength(twice)
  expect(people.map(({ bye }) => bye)).toEqual(people.map(() => null))
  for (const { socket } of boards) socket.terminate()
})

test('[BND2] strangers who connect and say nothing are gone within seconds, and people go on meanwhile', async () => {
  const { hostname, port } = new URL(server.url)
  const silent: Socket[] = []
  for (let i = 0; i < 200; i++)
    silent.push(
      connect(Number(port), hostname)
        .on('error', () => undefined)
        .resume(),
    )
  const began = performance.now()
  const gone = silent.map((socket) => once(socket, 'close'))
  // Slow ones too: a header letter by letter is no use.
  for (const socket of silent.slice(0, 50)) socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const [maya] = people as [Guest]
  expect(await maya.send({ type: 'profile.set', place: 'remote' })).toEqual({ ok: true })
  await Promise.all(gone)
  // The promise is five seconds; the clock of a busy machine may be late.
  expect(performance.now() - began).toBeLessThan(15_000)
})
