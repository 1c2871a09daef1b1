/** The express app: headers, doors, the built client. */
import express, { type Express } from 'express'
import { refuse } from '../../shared/wire/refusals.ts'
import { onError, sendRefusal } from './answers.ts'
import { headers } from './headers.ts'
import { openDoors, type DoorParts } from './open-doors.ts'
import { ownPagesOnly } from './origin.ts'
import { ownDoors } from './own-doors.ts'
import { site } from './site.ts'

export interface AppParts extends DoorParts {
  readonly distDir: string
  /** Number of proxies in front whose `X-Forwarded-For` is believed. */
  readonly proxies: number
  readonly version: string
  /** For the operator's log, with the id that the person got; never a request's content. */
  report(error: unknown, id: string): void
}

const mostBodyBytes = 32 * 1024
const mostAddressChars = 2 * 1024

export function createApp(parts: AppParts): Express {
  const { standing } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', parts.proxies)
  app.set('query parser', false)

  app.use(headers(standing))
  app.use((request, response, next) => {
    if (request.url.length > mostAddressChars) sendRefusal(response, refuse('not_understood'))
    else next()
  })
  app.get('/healthz', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store')
    response.json({ ok: true, durability: parts.about(false).durability, version: parts.version })
  })
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  app.use('/api', ownPagesOnly(standing), express.json({ limit: mostBodyBytes, strict: true }))
  app.use('/api', openDoors(parts))
  app.use('/api/w/:grant', ownDoors(parts))
  app.use('/api', (_request, response) => sendRefusal(response, refuse('gone')))
  app.use(site(parts.distDir))
  app.use((_request, response) => sendRefusal(response, refuse('gone')))
  app.use(onError(parts.report))
  return app
}
