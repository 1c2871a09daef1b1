/** `/metrics` on a listener of its own, for programs on this computer alone: no proxy in front of Fourfold ever shows it. */
import { createServer, type Server } from 'node:http'
import { isThisComputer } from '../http/origin.ts'

export function metricsDoor(text: () => string): Server {
  const server = createServer((request, response) => {
    // A page elsewhere may let a name of its own point at this computer.
    const host = URL.canParse(`http://${request.headers.host ?? ''}`) ? new URL(`http://${request.headers.host}`) : null
    const own = host !== null && isThisComputer(host.hostname) && request.headers.origin === undefined
    if (!own || request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
      .end(text())
  })
  server.headersTimeout = 4_000
  server.requestTimeout = 4_000
  server.maxConnections = 20
  server.unref()
  return server
}
