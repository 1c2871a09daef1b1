/** All that faces the network, on one server: doors, pages, the flow's sockets and the boards' sockets. */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { Server as SocketServer } from 'socket.io'
import { WebSocketServer, type ServerOptions } from 'ws'
import { randomId } from '../shared/lib/ids.ts'
import { BoardDoor } from './board-door.ts'
import { Crowd } from './auth/crowd.ts'
import { addressOf, placeOf } from './auth/limits.ts'
import type { Clock } from './clock.ts'
import type { DocHub } from './doc/hub.ts'
import { pingTimeoutMs } from './flow/attendance.ts'
import type { Cohorts } from './flow/cohorts.ts'
import { attachFlow } from './flow/socket.ts'
import { createApp, type AppParts } from './http/app.ts'
import { headers } from './http/headers.ts'
import { dropIdlest } from './http/idle.ts'
import { isFromOwnPage } from './http/origin.ts'
import { entryOf } from './http/site.ts'
import { webServer } from './http/web-server.ts'
import { listenForTunnels } from './tunnels.ts'
import { listenForUpgrades } from './upgrade.ts'

export interface FrontParts extends AppParts {
  readonly workshops: Cohorts
  readonly hub: DocHub
  /** Contents of certificate and key; null: plain http. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null
  /** Default: the machine's timers. */
  readonly after?: Clock['after']
  report(error: unknown, id?: string): void
}

export interface Front {
  readonly server: Server
  /** Connections that are open, as numbers alone. */
  sockets(): { readonly flow: number; readonly board: number }
  /**
   * Nothing new is taken, everyone is told that we come back, and what was received is settled. Then every connection
   * ends. The log is still open.
   */
  stop(): Promise<void>
}

/** After everything is settled, answers on their way have this long, in ms. */
const lastAnswersMs = 300

/**
 * At one time. Sixty people who come back from one address within a second, each with a few windows, meet none of these:
 * their cookies say who they are, and only requests that are not answered yet count as idle (rule BND2).
 */
const most = {
  strangers: { perPlace: 60, inAll: 300 },
  perGrant: 40,
  idle: { perPlace: 600, inAll: 2_000 },
} as const

/** engine.io gives a peer 30 s to say goodbye. */
class FlowSockets extends WebSocketServer {
  constructor(options: ServerOptions) {
    const hurried = { ...options, closeTimeout: 1_000 }
    super(hurried)
  }
}

export function openFront(parts: FrontParts): Front {
  const { access, standing, workshops, hub, pairings, now } = parts
  const server = webServer(parts.tls, createApp(parts))
  const strangers = new Crowd(most.strangers.perPlace, most.strangers.inAll)
  const known = new Crowd(most.perGrant)
  const place = (request: IncomingMessage) => placeOf(addressOf(request, parts.proxies))
  /** Where somebody is counted: known people by who they are, others by where they are. */
  const counted = (request: IncomingMessage): readonly [Crowd, string] => {
    const holder = access.holder(request.headers.cookie)
    return holder === null ? [strangers, place(request)] : [known, holder]
  }
  const enter = (request: IncomingMessage) => {
    const [crowd, key] = counted(request)
    return crowd.enter(key)
  }
  const io = new SocketServer({
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 6_000,
    pingTimeout: pingTimeoutMs,
    connectTimeout: 4_000,
    upgradeTimeout: 4_000,
    wsEngine: FlowSockets,
    cors: { origin: false },
    // A tunnel's namespace is of one attempt.
    cleanupEmptyChildNamespaces: true,
    allowRequest: (request, answer) => {
      // Long polling, where a network breaks sockets: browsers name no origin in a GET of our own page.
      const site = request.headers['sec-fetch-site'] ?? 'same-origin'
      const own = request.headers.origin === undefined ? site === 'same-origin' : isFromOwnPage(request, standing)
      if (!own) return answer('wrong_origin', false)
      const [crowd, key] = counted(request)
      if (crowd.hasRoom(key)) answer(null, true)
      else answer('too_fast', false)
    },
  })
  io.attach(server, { destroyUpgrade: false })
  // Its long-polling answers do not go through express.
  for (const middleware of headers(standing)) io.engine.use(middleware)
  // engine.io has put its own upgrade listener there; ours is the only one, and asks it for its own path.
  server.removeAllListeners('upgrade')
  io.engine.on('connection', (session: { request: IncomingMessage; close(discard: boolean): void } & EventEmitter) => {
    const leave = enter(session.request)
    if (leave === null) session.close(true)
    else session.once('close', leave)
  })
  dropIdlest(server, {
    mostPerPlace: parts.proxies === 0 ? most.idle.perPlace : Infinity,
    mostInAll: most.idle.inAll,
    placeOf: (socket) => placeOf(socket.remoteAddress),
    isKnown: (request) => access.holder(request.headers.cookie) !== null,
  })
  const boards = new BoardDoor({
    redeem: (ticket, doc, cookies) => access.redeem(ticket, doc, cookies),
    connect: (wire, doc, principal) => hub.connect(wire, doc, principal.member),
  })
  // Before the flow, which takes the connection along that a board may go through: the reason comes first.
  workshops.onDismiss((_cohort, grant) => {
    if (grant !== null) boards.dismiss(grant)
  })
  const upgrades = listenForUpgrades(server, { io, standing, count: enter, boards })
  const newId = () => randomId(access.random, 16)
  const flow = attachFlow(io, workshops, access, {
    now,
    newId,
    build: entryOf(parts.distDir),
    after: parts.after,
    report: parts.report,
  })
  listenForTunnels(io, boards, now)
  return {
    server,
    sockets: () => ({ flow: io.engine.clientsCount, board: boards.open }),
    stop: async () => {
      pairings.close()
      server.close()
      flow.restarting()
      // A move that is under way holds what people write on its boards: it is finished first.
      await workshops.idle()
      await hub.close()
      await workshops.close()
      flow.close()
      upgrades.close()
      // `close` alone would wait for whoever hangs.
      const hanging = setTimeout(() => server.closeAllConnections(), lastAnswersMs)
      await io.close()
      clearTimeout(hanging)
    },
  }
}
