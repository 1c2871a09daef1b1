/** The express app: headers, doors, the built client, and one index for every address a person can have. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express } from 'express'
import { refuse } from '../../shared/wire/refusals.ts'
import { onError, sendRefusal } from './answers.ts'
import { headers } from './headers.ts'
import { openDoors, type OpenDoors } from './open-doors.ts'
import { ownOriginOnly } from './origin.ts'
import { ownDoors } from './own-doors.ts'

export interface AppParts extends OpenDoors {
  readonly distDir: string
  readonly publicOrigin: string | null
  readonly proxies: number
  readonly version: string
  now(): number
  /** For the operator's log: an id and the error, never a request's content. */
  report(id: string, error: unknown): void
}

/** Addresses of the client (client/router.ts); everything else is not found. */
const pages = /^\/(?:new|kept|kit|wall|j(?:\/[^/]+)?|e\/[^/]+|w\/[^/]+(?:\/(?:mine|lead|wall))?)?\/?$/i

export function createApp(parts: AppParts): Express {
  const app = express()
  app.set('trust proxy', parts.proxies)
  app.set('etag', false)
  app.disable('x-powered-by')
  app.use(headers(parts.access.secure))
  app.get('/healthz', (_request, response) => {
    response.json({ ok: true, durability: parts.about().durability, version: parts.version })
  })
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  app.use('/api', ownOriginOnly(parts.publicOrigin), express.json({ limit: 32 * 1024, strict: true }))
  app.use('/api', openDoors(parts))
  app.use('/api/w/:grant', ownDoors(parts))
  app.use('/api', (_request, response) => sendRefusal(response, refuse('gone')))
  app.use(
    '/assets',
    precompressed(parts.distDir),
    express.static(join(parts.distDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false, index: false }),
  )
  app.use(express.static(parts.distDir, { index: false, maxAge: '1h' }))
  app.get('/{*any}', (request, response) => {
    response.setHeader('Cache-Control', 'no-cache')
    response.status(pages.test(request.path) ? 200 : 404).sendFile(join(parts.distDir, 'index.html'))
  })
  app.use(onError(parts.report))
  return app
}

/** Files that the build compressed are sent so; nothing is compressed while people wait. */
function precompressed(distDir: string): express.RequestHandler {
  return (request, response, next) => {
    const brotli = join(distDir, 'assets', `${request.path}.br`)
    const takes = request.headers['accept-encoding']?.includes('br') === true
    const type = /\.(js|css|svg)$/.exec(request.path)?.[1]
    if (!takes || type === undefined || request.path.includes('..') || !existsSync(brotli)) return next()
    response.setHeader('Content-Encoding', 'br')
    response.setHeader('Vary', 'Accept-Encoding')
    response.type(type)
    request.url = `${request.url}.br`
    next()
  }
}
