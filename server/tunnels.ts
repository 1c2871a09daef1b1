/** Boards for whoever is in a network that lets no WebSocket through: beside their flow, on its connection. */
import type { Server } from 'socket.io'
import { flowNamespace } from '../shared/wire/flow-terms.ts'
import { DocClose } from '../shared/wire/doc.ts'
import {
  ticketOfTunnel,
  tunnelPattern,
  type TunnelDown,
  type TunnelHandshake,
  type TunnelUp,
} from '../shared/wire/tunnel.ts'
import type { BoardDoor } from './board-door.ts'
import { tunnelWire, type TunnelSocket } from './doc/tunnel.ts'
import { TokenBucket } from './flow/token-bucket.ts'

/** Attempts on one connection; the page waits longer between its own. */
const attemptsPerSecond = 5
const attemptBurst = 40

export function listenForTunnels(io: Server, door: BoardDoor, now: () => number): void {
  const attempts = new WeakMap<object, TokenBucket>()
  const flow = io.of(flowNamespace).sockets
  const tunnels = io.of(tunnelPattern) as unknown as ReturnType<Server<TunnelUp, TunnelDown>['of']>
  tunnels.on('connection', (socket: TunnelSocket) => {
    const { conn, handshake, nsp } = socket
    const bucket = attempts.get(conn) ?? new TokenBucket(attemptsPerSecond, attemptBurst, now)
    attempts.set(conn, bucket)
    // Only beside somebody whom the flow has let in: nobody else could stay, and be forgotten here.
    const isKnown = [...flow.values()].some((one) => one.conn === conn)
    if (!isKnown || !bucket.take()) return conn.close()
    const wire = tunnelWire(socket)
    const { doc } = handshake.auth as Partial<TunnelHandshake>
    const invited = door.invited(ticketOfTunnel(nsp.name), doc, handshake.headers.cookie)
    if (invited === null) return wire.close(DocClose.ticket, 'ticket')
    const leave = door.enter(invited)
    if (leave === null) return wire.close(DocClose.unavailable, 'too many windows')
    wire.onClose(leave)
    door.connect(wire, invited)
  })
}
