/** The only upgrade listener: /socket.io for the flow, /doc/<id> for boards, nothing else. */
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server as SocketServer } from 'socket.io'
import { WebSocketServer } from 'ws'
import { DocClose, docSubprotocol, ticketPrefix } from '../shared/wire/doc.ts'
import { refuse, type RefusalCode } from '../shared/wire/refusals.ts'
import type { BoardDoor } from './board-door.ts'
import { largestFrameBytes, wireOf } from './doc/wire.ts'
import { isFromOwnPage, type Standing } from './http/origin.ts'
import { tellRefused } from './refused.ts'

export interface UpgradeParts {
  readonly io: Pick<SocketServer, 'engine'>
  readonly standing: Standing
  /** Counts somebody whom no ticket lets in. @returns the way out; null when too many of them are here */
  count(request: IncomingMessage): (() => void) | null
  readonly boards: BoardDoor
}

export interface Upgrades {
  close(): void
}

const flowPath = '/socket.io/'
const docPath = '/doc/'
/** Of somebody whom no ticket lets in, in bytes: a goodbye fits. */
const strangersBytes = 1024
/** A peer that does not answer the goodbye is dropped, in ms. */
const goodbyeMs = 1_000

export function listenForUpgrades(server: HttpServer, parts: UpgradeParts): Upgrades {
  const shared = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    closeTimeout: goodbyeMs,
    handleProtocols: (protocols: Set<string>) => (protocols.has(docSubprotocol) ? docSubprotocol : false),
  } as const
  const docs = new WebSocketServer({ ...shared, maxPayload: largestFrameBytes })
  const refusals = new WebSocketServer({ ...shared, maxPayload: strangersBytes })

  // Accepted and closed with a code: an HTTP error would make the client try the same again for ever.
  const refuseDoc = (request: IncomingMessage, socket: Duplex, head: Buffer, code: number, reason: string) =>
    refusals.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => undefined)
      ws.close(code, reason)
    })

  const openDoc = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const doc = pathOf(request).slice(docPath.length)
    const invited = parts.boards.invited(ticketOf(request), doc, request.headers.cookie)
    if (invited === null) {
      const leave = parts.count(request)
      if (leave === null) return refuseUpgrade(socket, 'too_fast')
      socket.once('close', leave)
      return refuseDoc(request, socket, head, DocClose.ticket, 'ticket')
    }
    const leave = parts.boards.enter(invited)
    if (leave === null) return refuseDoc(request, socket, head, DocClose.unavailable, 'too many windows')
    socket.once('close', leave)
    docs.handleUpgrade(request, socket, head, (ws) => {
      // A malformed frame makes ws close with its own code; without a listener it would end the process.
      ws.on('error', () => undefined)
      parts.boards.connect(wireOf(ws), invited)
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
    close: () => {
      docs.close()
      refusals.close()
    },
  }
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
  tellRefused(code)
  const body = JSON.stringify(refuse(code))
  const wait = code === 'too_fast' ? ['Retry-After: 2'] : []
  const head = [`HTTP/1.1 ${statusLines[code]}`, ...refusalHeaders, ...wait, `Content-Length: ${body.length}`]
  // Read to the end, so that the answer is not lost; and dropped when the other side never ends.
  socket.resume()
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), goodbyeMs).unref()
}
