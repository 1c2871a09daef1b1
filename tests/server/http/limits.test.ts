/** How many may stand at the doors, and for how long, before anyone knows who they are. */
import { once } from 'node:events'
import { connect as connectTcp, type AddressInfo, type Socket as TcpSocket } from 'node:net'
import { createServer } from 'node:http'
import type { Socket } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { addressOf } from '../../../server/auth/limits.ts'
import { dropIdlest, strangersBodyMs } from '../../../server/http/idle.ts'
import { DocClose, docSubprotocol } from '../../../shared/wire/doc.ts'
import { connect, openBoard, roomWithBoard, ticketFor } from './open-board.ts'
import { begin, Browser, openHouse, seat, type Seat } from './open-house.ts'
import { flowPath, raw, upgradeHead, wsFrame } from './raw-socket.ts'

/** Everything before a login takes less than five seconds, on a machine that has nothing else to do. */
const patienceMs = 8_000

test('[BND2] whoever says nothing, or not to the end, is out within seconds', { timeout: 20_000 }, async () => {
  const house = await openHouse()
  /** By the port of the other side: how long the server kept it, in ms. */
  const kept = new Map<number, number>()
  const gone = new Promise<void>((resolve) => {
    house.front.server.on('connection', (socket: TcpSocket) => {
      const { remotePort = 0 } = socket
      const begun = performance.now()
      socket.once('close', () => {
        kept.set(remotePort, performance.now() - begun)
        if (kept.size === Object.keys(silent).length) resolve()
      })
    })
  })
  const silent = {
    'says nothing': raw(house.port),
    'says half a header': raw(house.port, 'GET / HTTP/1.1\r\nHost: x\r\n'),
    'sends half a body': raw(
      house.port,
      `POST /api/code HTTP/1.1\r\nHost: localhost:${house.port}\r\nOrigin: ${house.url}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"co',
    ),
    'comes from elsewhere and stays': raw(house.port, upgradeHead(house, '/nothing')),
    'has no ticket and answers no goodbye': raw(
      house.port,
      upgradeHead(house, '/doc/x', [`Sec-WebSocket-Protocol: ${docSubprotocol}`]),
    ),
    'opens the flow and says nothing': raw(house.port, upgradeHead(house, flowPath)),
    'opens what socket.io opens to anybody': raw(house.port, upgradeHead(house, flowPath)),
    'opens the flow with an old version': raw(house.port, upgradeHead(house, flowPath)),
    'opens the flow as nobody': raw(house.port, upgradeHead(house, flowPath)),
  }
  silent['opens what socket.io opens to anybody'].write(wsFrame('40'))
  silent['opens the flow with an old version'].write(wsFrame('40/flow,{"as":"x","version":0}'))
  silent['opens the flow as nobody'].write(wsFrame('40/flow,{"as":"x","version":1}'))
  const ports = Promise.all(
    Object.entries(silent).map(async ([what, socket]) => {
      await once(socket, 'connect')
      return [what, socket.localPort ?? 0] as const
    }),
  )
  const named = await ports
  await gone
  expect(named.filter(([, port]) => (kept.get(port) ?? Infinity) > patienceMs)).toEqual([])
  expect(strangersBodyMs).toBeLessThanOrEqual(5_000)
})

test('[BND2] sixty people with flow and board from one address come back within a second, and all are in', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const people: Seat[] = []
  for (let person = 0; person < 60; person++) people.push(await seat(house, lead, `Person ${person}`))
  const doc = await openBoard(house, lead)
  const boards: WebSocket[] = []
  const flows: Socket[] = []
  const comeIn = async ({ browser, grant }: Seat) => {
    const flow = browser.flow(grant)
    flows.push(flow)
    await new Promise((resolve) => flow.once('slices', resolve))
    const { socket, code } = await connect(house, browser, doc, ticketFor(house, browser, grant, doc))
    boards.push(socket)
    return code
  }
  // Twice: the wifi is cut, and the server does not know yet that the first sixty are gone.
  for (const round of [1, 2]) {
    expect(await Promise.all(people.map(comeIn))).toEqual(people.map(() => 0))
    expect([boards.length, flows.length]).toEqual([60 * round, 60 * round])
  }
  expect(flows.every((flow) => flow.connected)).toBe(true)
  expect(boards.every((board) => board.readyState === WebSocket.OPEN)).toBe(true)
  expect(house.errors).toEqual([])
})

const handshake = '/socket.io/?EIO=4&transport=polling'
const pollAs = (browser: Browser, from: string) =>
  browser.get(handshake, { headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': from } })

test('[BND2] strangers are counted by where they come from, and keep out nobody who is known', async () => {
  const house = await openHouse({ proxies: 1 })
  const lead = await begin(house)
  const stranger = new Browser(house)
  const statuses: number[] = []
  for (let i = 0; i < 70; i++) statuses.push((await pollAs(stranger, '203.0.113.7')).status)
  expect(statuses.filter((status) => status === 200).length).toBe(60)
  const refused = await pollAs(stranger, '203.0.113.7')
  expect([refused.status, refused.json['message']]).toEqual([403, 'too_fast'])
  expect((await pollAs(stranger, '203.0.113.8')).status).toBe(200)
  expect((await pollAs(lead.browser, '203.0.113.7')).status).toBe(200)
  // An upgrade without a ticket stands in the same crowd.
  const socket = raw(
    house.port,
    upgradeHead(house, '/doc/x', ['X-Forwarded-For: 203.0.113.7', `Sec-WebSocket-Protocol: ${docSubprotocol}`]),
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 2\r\n.*\{"ok":false,"code":"too_fast"\}$/s)
})

test('[BND2] a grant opens so many windows and no more, and a closed one makes room', async () => {
  const { house, maya, luis, doc } = await roomWithBoard()
  const open = async (one: Seat) => connect(house, one.browser, doc, ticketFor(house, one.browser, one.grant, doc))
  const windows = []
  for (let i = 0; i < 20; i++) windows.push(await open(maya))
  expect(windows.map(({ code }) => code)).toEqual(windows.map(() => 0))
  // Tried again by the client, not given up for good.
  expect((await open(maya)).code).toBe(DocClose.unavailable)
  expect((await open(luis)).code).toBe(0)
  windows[0]?.socket.close()
  await windows[0]?.closed
  expect((await open(maya)).code).toBe(0)

  const polls: number[] = []
  for (let i = 0; i < 45; i++) polls.push((await pollAs(maya.browser, '')).status)
  expect(polls.filter((status) => status === 200).length).toBe(40)
  expect((await pollAs(luis.browser, '')).status).toBe(200)
})

test('[BND2] when too many connections ask nothing, the one that has been silent longest goes', async () => {
  const server = createServer((_request, response) => response.end('here'))
  dropIdlest(server, {
    mostPerPlace: 5,
    mostInAll: 8,
    placeOf: (socket) => socket.remoteAddress ?? '',
    isKnown: ({ headers }) => headers.cookie === 'known',
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const open = async (localAddress: string) => {
    const socket = connectTcp({ port, host: '127.0.0.1', localAddress })
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    const gone = once(socket, 'close')
    await once(socket, 'connect')
    return { socket, gone }
  }
  const first = await open('127.0.0.1')
  const others = []
  for (let i = 0; i < 5; i++) others.push(await open('127.0.0.1'))
  await first.gone
  for (let i = 0; i < 4; i++) await open('127.0.0.2')
  await others[0]?.gone
  expect(others.slice(1).map(({ socket }) => socket.destroyed)).toEqual([false, false, false, false])
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
})

test('[BND2] the address is the one that as many proxies as there are vouch for', async () => {
  const said = (forwarded: string | undefined, proxies: number) =>
    addressOf({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '10.0.0.1' } } as never, proxies)
  expect(said('1.1.1.1, 2.2.2.2', 0)).toBe('10.0.0.1')
  expect(said('1.1.1.1, 2.2.2.2', 1)).toBe('2.2.2.2')
  expect(said('1.1.1.1, 2.2.2.2', 2)).toBe('1.1.1.1')
  expect(said('1.1.1.1', 3)).toBe('1.1.1.1')
  expect(said(undefined, 1)).toBe('10.0.0.1')
  expect(said('', 1)).toBe('10.0.0.1')
})
