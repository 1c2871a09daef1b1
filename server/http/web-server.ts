/** The one http (or https) server in front of everything, with its patience. */
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { Socket } from 'node:net'

/** The device cookies of a browser that was in many workshops, as many as browsers keep, still fit. */
const headerBytes = 32 * 1024

/** A connection that has said nothing at all is gone after this, in ms; browsers open some ahead and do not mind. */
const silentMs = 4_000

/** @param tls contents of certificate and key; null: plain http */
export function webServer(
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
  listener: RequestListener,
): Server {
  const limits = {
    maxHeaderSize: headerBytes,
    // Who says nothing, or not all of it, is gone within seconds; a body on a bad line takes a little longer.
    headersTimeout: 4_000,
    requestTimeout: 15_000,
    connectionsCheckingInterval: 500,
  }
  const server = tls === null ? createHttp(limits, listener) : createHttps({ ...limits, ...tls }, listener)
  server.on('connection', endSilent)
  if (tls !== null) server.on('secureConnection', endSilent)
  return server
}

/** Node's own limits begin with the first byte. */
function endSilent(socket: Socket): void {
  const silent = setTimeout(() => {
    if (socket.bytesRead === 0) socket.destroy()
  }, silentMs)
  socket.once('close', () => clearTimeout(silent))
}
