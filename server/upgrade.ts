/** The only upgrade listener: /socket.io for the flow, /doc/<id> for boards, nothing else. */
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server as SocketServer } from 'socket.io'
import { WebSocketServer, type WebSocket } from 'ws'
import { isDocId, type DocId } from '../shared/lib/ids.ts'
import { DocClose, docLimits, docSubprotocol, ticketPrefix } from '../shared/wire/doc.ts'
import type { Principal } from './flow/ports.ts'
import { isOwnOrigin } from './http/origin.ts'

export interface UpgradeParts {
  readonly io: SocketServer
  readonly publicOrigin: string | null
  redeem(ticket: string, doc: DocId): Principal | null
  connectDoc(socket: WebSocket, doc: DocId, principal: Principal): void
}

export function listenForUpgrades(server: HttpServer, parts: UpgradeParts): { close(): void } {
  const docs = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: docLimits.step2Bytes + 1024,
    handleProtocols: (protocols) => (protocols.has(docSubprotocol) ? docSubprotocol : false),
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here')
    if (!isOwnOrigin(request, parts.publicOrigin)) return refuseUpgrade(socket, 403)
    if (pathname === '/socket.io/') return parts.io.engine.handleUpgrade(request as never, socket, head)
    if (!pathname.startsWith('/doc/')) return refuseUpgrade(socket, 404)
    docs.handleUpgrade(request, socket, head, (ws) => {
      const doc = pathname.slice('/doc/'.length)
      const ticket = ticketOf(request)
      const principal = isDocId(doc) && ticket !== null ? parts.redeem(ticket, doc) : null
      // Accepted and closed with a code: an HTTP error would make the client try the same again for ever.
      if (principal === null) ws.close(DocClose.ticket, 'ticket')
      else parts.connectDoc(ws, doc as DocId, principal)
    })
  })
  return { close: () => docs.close() }
}

function ticketOf(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const ticket = offered.find((one) => one.startsWith(ticketPrefix))
  return ticket === undefined ? null : ticket.slice(ticketPrefix.length)
}

function refuseUpgrade(socket: Duplex, status: 403 | 404): void {
  socket.end(`HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\nConnection: close\r\n\r\n`)
}
