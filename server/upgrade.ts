/** The only upgrade listener: /socket.io for the flow, /doc/<id> for boards, nothing else. */
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server as SocketServer } from 'socket.io'
import { WebSocketServer, type WebSocket } from 'ws'
import { isDocId, type DocId, type GrantId } from '../shared/lib/ids.ts'
import { DocClose, docLimits, docSubprotocol, ticketPrefix } from '../shared/wire/doc.ts'
import { refuse, type RefusalCode } from '../shared/wire/refusals.ts'
import { Crowd } from './auth/crowd.ts'
import type { Principal } from './flow/ports.ts'
import { isFromOwnPage, type Standing } from './http/origin.ts'

export interface UpgradeParts {
  readonly io: Pick<SocketServer, 'engine'>
  readonly standing: Standing
  /** Counts somebody whom no ticket lets in. @returns the way out; null when too many of them are here */
  count(request: IncomingMessage): (() => void) | null
  redeem(ticket: string, doc: DocId, cookies: string | undefined): Principal | null
  connectDoc(socket: WebSocket, doc: DocId, principal: Principal): void
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
/** Of somebody whom no ticket lets in, in bytes: a goodbye fits. */
const strangersBytes = 1024
/** A peer that does not answer the goodbye is dropped, in ms. */
const goodbyeMs = 1_000
/** Connections of one grant to one board: ten windows that all lose the network twice at once. */
const mostPerBoard = 20

export function listenForUpgrades(server: HttpServer, parts: UpgradeParts): Upgrades {
  const shared = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    closeTimeout: goodbyeMs,
    handleProtocols: (protocols: Set<string>) => (protocols.has(docSubprotocol) ? docSubprotocol : false),
  } as const
  // Twice the most: what is a little too large gets RESET with a reason, where ws alone would let the client try for ever.
  const docs = new WebSocketServer({ ...shared, maxPayload: 2 * docLimits.step2Bytes + framingBytes })
  const refusals = new WebSocketServer({ ...shared, maxPayload: strangersBytes })
  const open = new Map<WebSocket, GrantId>()
  const perBoard = new Crowd(mostPerBoard)

  // Accepted and closed with a code: an HTTP error would make the client try the same again for ever.
  const refuseDoc = (request: IncomingMessage, socket: Duplex, head: Buffer, code: number, reason: string) =>
    refusals.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => undefined)
      ws.close(code, reason)
    })

  const openDoc = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const doc = pathOf(request).slice(docPath.length)
    const ticket = ticketOf(request)
    const principal = isDocId(doc) && ticket !== null ? parts.redeem(ticket, doc, request.headers.cookie) : null
    if (principal === null) {
      const leave = parts.count(request)
      if (leave === null) return refuseUpgrade(socket, 'too_fast')
      socket.once('close', leave)
      return refuseDoc(request, socket, head, DocClose.ticket, 'ticket')
    }
    const leave = perBoard.enter(`${principal.grant} ${doc}`)
    if (leave === null) return refuseDoc(request, socket, head, DocClose.unavailable, 'too many windows')
    socket.once('close', leave)
    docs.handleUpgrade(request, socket, head, (ws) => {
      // A malformed frame makes ws close with its own code; without a listener it would end the process.
      ws.on('error', () => undefined)
      open.set(ws, principal.grant)
      ws.once('close', () => open.delete(ws))
      parts.connectDoc(ws, doc as DocId, principal)
    })
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const path = pathOf(request)
    if (!isFromOwnPage(request, parts.standing)) return refuseUpgrade(socket, 'wrong_origin')
    if (path === flowPath) return parts.io.engine.handleUpgrade(request as never, socket, head)
    if (path.startsWith(docPath)) openDoc(request, socket, head)
    else refuseUpgrade(socket, 'gone')
  })

  return {
    dismiss: (grant) => {
      for (const [socket, own] of open) if (own === grant) endNow(socket)
    },
    close: () => {
      docs.close()
      refusals.close()
    },
  }
}

/** Nothing more is taken from it. */
function endNow(socket: WebSocket): void {
  socket.removeAllListeners('message')
  socket.close(DocClose.forbidden, 'revoked')
}

const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?')[0] ?? ''

function ticketOf(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const ticket = offered.find((one) => one.startsWith(ticketPrefix))
  return ticket === undefined ? null : ticket.slice(ticketPrefix.length)
}

const statusLines = {
  wrong_origin: '403 Forbidden',
  gone: '404 Not Found',
  too_fast: '503 Service Unavailable',
} as const

/** What the other answers carry that matters for one of these (http/headers.ts). */
const refusalHeaders = [
  'Connection: close',
  'Content-Type: application/json; charset=utf-8',
  'Cache-Control: no-store',
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy: no-referrer',
  'X-Content-Type-Options: nosniff',
  'Cross-Origin-Resource-Policy: same-origin',
]

function refuseUpgrade(socket: Duplex, code: RefusalCode & keyof typeof statusLines): void {
  const body = JSON.stringify(refuse(code))
  const wait = code === 'too_fast' ? ['Retry-After: 2'] : []
  const head = [`HTTP/1.1 ${statusLines[code]}`, ...refusalHeaders, ...wait, `Content-Length: ${body.length}`]
  // Read to the end, so that the answer is not lost; and dropped when the other side never ends.
  socket.resume()
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), goodbyeMs).unref()
}
