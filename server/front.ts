/** All that faces the network, on one server: doors, pages, the flow's sockets and the boards' sockets. */
import type { IncomingMessage, Server } from 'node:http'
import { Server as SocketServer } from 'socket.io'
import { randomId } from '../shared/lib/ids.ts'
import { Strangers } from './auth/strangers.ts'
import type { DocHub } from './doc/hub.ts'
import { wireOf } from './doc/wire.ts'
import type { Cohorts } from './flow/cohorts.ts'
import { attachFlow } from './flow/socket.ts'
import { createApp, type AppParts } from './http/app.ts'
import { headers } from './http/headers.ts'
import { isFromOwnPage } from './http/origin.ts'
import { webServer } from './http/web-server.ts'
import { listenForUpgrades } from './upgrade.ts'

export interface FrontParts extends AppParts {
  readonly workshops: Cohorts
  readonly hub: DocHub
  /** Contents of certificate and key; null: plain http. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null
  report(error: unknown, id?: string): void
}

export interface Front {
  readonly server: Server
  /**
   * Nothing new is taken, everyone is told that we come back, and what was received is settled. Then every connection
   * ends. The log is still open.
   */
  stop(): Promise<void>
}

/** After everything is settled, answers on their way have this long, in ms. */
const lastAnswersMs = 300

export function openFront(parts: FrontParts): Front {
  const { access, standing, workshops, hub, pairings, now } = parts
  const server = webServer(parts.tls, createApp(parts))
  // engine.io and socket.io end by themselves who says nothing for a few seconds; this counts them until then.
  const strangers = new Strangers(parts.proxies)
  const io = new SocketServer({
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 6_000,
    pingTimeout: 5_000,
    connectTimeout: 5_000,
    cors: { origin: false },
    // Long polling, where a network breaks sockets: browsers name no origin in a GET of our own page.
    allowRequest: (request, answer) => {
      const site = request.headers['sec-fetch-site'] ?? 'same-origin'
      const own = request.headers.origin === undefined ? site === 'same-origin' : isFromOwnPage(request, standing)
      answer(null, own && strangers.greet(request))
    },
  })
  io.attach(server, { destroyUpgrade: false })
  io.engine.on(
    'connection',
    (session: { readonly request: IncomingMessage; once(event: 'close', act: () => void): void }) =>
      strangers.keep(session.request, session),
  )
  // Its long-polling answers do not go through express.
  for (const middleware of headers(standing)) io.engine.use(middleware)
  // engine.io has put its own upgrade listener there; ours is the only one, and asks it for its own path.
  server.removeAllListeners('upgrade')
  const upgrades = listenForUpgrades(server, {
    io,
    standing,
    strangers,
    redeem: (ticket, doc, cookies) => access.redeem(ticket, doc, cookies),
    connectDoc: (socket, doc, principal) => hub.connect(wireOf(socket), doc, principal.member),
  })
  const newId = () => randomId(access.random, 16)
  const known = (request: IncomingMessage) => strangers.known(request)
  const flow = attachFlow(io, workshops, access, { now, newId, known, report: parts.report })
  workshops.onDismiss((_cohort, grant) => {
    if (grant !== null) upgrades.dismiss(grant)
  })
  return {
    server,
    stop: async () => {
      pairings.close()
      server.close()
      flow.restarting()
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
