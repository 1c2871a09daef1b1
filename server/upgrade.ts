/** The only upgrade listener: /socket.io for the flow, /doc/<id> for boards, nothing else. */
import { STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server as SocketServer } from 'socket.io'
import { WebSocketServer, type WebSocket } from 'ws'
import { isDocId, type DocId, type GrantId } from '../shared/lib/ids.ts'
import { DocClose, docLimits, docSubprotocol, ticketPrefix } from '../shared/wire/doc.ts'
import { Places } from './auth/places.ts'
import type { Strangers } from './auth/strangers.ts'
import type { Principal } from './flow/ports.ts'
import { isFromOwnPage, type Standing } from './http/origin.ts'

export interface UpgradeParts {
  readonly io: Pick<SocketServer, 'engine'>
  readonly standing: Standing
  redeem(ticket: string, doc: DocId, cookies: string | undefined): Principal | null
  connectDoc(socket: WebSocket, doc: DocId, principal: Principal): void
  readonly strangers: Strangers
}

export interface Upgrades {
  /** Ends every board connection of a grant at once, and for good. */
  dismiss(grant: GrantId): void
  close(): void
}

const flowPath = '/socket.io/'
const docPath = '/doc/'
/** Room for the message type and lengths around the largest payload, in bytes. */
const framingBytes = 1024
const goodbyeMs = 1_000
/** Connections of one grant to one board: a few devices, each with a connection or two that nobody knows are dead. */
const boardsPerGrant = 8

export function listenForUpgrades(server: HttpServer, parts: UpgradeParts): Upgrades {
  const docs = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Twice the most: what is a little too large gets RESET with a reason, where ws alone would let the client try for ever.
    maxPayload: 2 * docLimits.step2Bytes + framingBytes,
    handleProtocols: (protocols) => (protocols.has(docSubprotocol) ? docSubprotocol : false),
  })
  const open = new Map<WebSocket, GrantId>()
  const places = new Places<WebSocket>(boardsPerGrant, (socket) => socket.close(DocClose.tooSlow, 'another device'))

  const openDoc = (socket: WebSocket, request: IncomingMessage, doc: string) => {
    // A malformed frame makes ws close with its own code; without a listener it would end the process.
    socket.on('error', () => undefined)
    const ticket = ticketOf(request)
    const principal = isDocId(doc) && ticket !== null ? parts.redeem(ticket, doc, request.headers.cookie) : null
    // Accepted and closed with a code: an HTTP error would make the client try the same again for ever.
    if (principal === null) return socket.close(DocClose.ticket, 'ticket')
    open.set(socket, principal.grant)
    const left = places.take(`${principal.grant} ${doc}`, socket)
    socket.once('close', () => {
      open.delete(socket)
      left()
    })
    parts.connectDoc(socket, doc as DocId, principal)
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (!isFromOwnPage(request, parts.standing)) return refuseUpgrade(socket, 403)
    if (path === flowPath) return parts.io.engine.handleUpgrade(request as never, socket, head)
    if (!path.startsWith(docPath)) return refuseUpgrade(socket, 404)
    if (!parts.strangers.greet(request)) return refuseUpgrade(socket, 503)
    docs.handleUpgrade(request, socket, head, (ws) => {
      openDoc(ws, request, path.slice(docPath.length))
      parts.strangers.known(request)
    })
  })

  return {
    dismiss: (grant) => {
      for (const [socket, own] of open) if (own === grant) endNow(socket)
    },
    close: () => docs.close(),
  }
}

/** Nothing more is taken from it; a peer that does not answer the goodbye is dropped. */
function endNow(socket: WebSocket): void {
  socket.removeAllListeners('message')
  socket.close(DocClose.forbidden, 'revoked')
  setTimeout(() => socket.terminate(), goodbyeMs).unref()
}

function ticketOf(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const ticket = offered.find((one) => one.startsWith(ticketPrefix))
  return ticket === undefined ? null : ticket.slice(ticketPrefix.length)
}

function refuseUpgrade(socket: Duplex, status: 403 | 404 | 503): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
