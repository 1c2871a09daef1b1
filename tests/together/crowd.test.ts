/** Many at one door: a whole room, twice its size, that returns in one second, and strangers who say nothing. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { docSubprotocol, ticketPrefix } from '../../shared/wire/doc.ts'
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
  await lead.until(() => lead.view.lobby?.waiting.length === twice)
  await lead.send({ type: 'lobby.admit', members: (lead.view.lobby?.waiting ?? []).map(({ id }) => id) })
  for (let presses = 0; presses < 40 && lead.view.desk?.title !== 'One board'; presses++) {
    const before = JSON.stringify(lead.view.desk)
    await lead.next()
    await lead.until(() => JSON.stringify(lead.view.desk) !== before)
  }
})
afterAll(async () => {
  for (const guest of [lead, ...people]) guest.close()
  await server.stop()
})

async function openBoard(guest: Guest): Promise<WebSocket> {
  const now = guest.view.now
  const doc = now?.show === 'board' ? now.view.doc : ('' as never)
  const answer = await guest.socket.emitWithAck('ticket', { doc })
  if (!answer.ok) throw new Error(answer.code)
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/doc/${doc}`,
    [docSubprotocol, ticketPrefix + answer.ticket],
    { headers: { cookie: guest.cookie, origin: server.url } },
  )
  // Kept open: who is sent away must not end the test by an error nobody hears.
  socket.on('error', () => undefined)
  await once(socket, 'message')
  return socket
}

test('[BND2] sixty people from one address, each with the room and a board, are back in the same moment and meet no limit', async () => {
  for (const guest of people) guest.socket.disconnect()
  for (const guest of people) guest.socket.connect()
  await Promise.all(people.map((guest) => guest.until(() => guest.socket.connected && guest.view.now !== undefined)))
  const boards = await Promise.all(people.map(openBoard))
  expect(boards.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(twice)
  expect(people.map(({ bye }) => bye)).toEqual(people.map(() => null))
  for (const board of boards) board.terminate()
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
