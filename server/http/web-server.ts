/** The one http (or https) server in front of everything, with its patience. */
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'

/** The device cookies of a browser that was in many workshops, as many as browsers keep, still fit. */
const headerBytes = 32 * 1024

/** @param tls contents of certificate and key; null: plain http */
export function webServer(
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
  listener: RequestListener,
): Server {
  const limits = {
    maxHeaderSize: headerBytes,
    headersTimeout: 4_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 500,
  }
  const server =
    tls === null ? createHttp(limits, listener) : createHttps({ ...limits, ...tls, handshakeTimeout: 4_000 }, listener)
  // Who takes nothing of an answer either; a wall that waits to be paired is silent for 25 s.
  server.timeout = 40_000
  return server
}
