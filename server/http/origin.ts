/** Only our own pages may post or open a socket: the `Origin` must be the address the request came to. */
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { refuse } from '../../shared/wire/refusals.ts'
import { sendRefusal } from './answers.ts'

/** @param publicOrigin behind a proxy the address people use; its host may differ from the one that arrives here */
export function isOwnOrigin(request: IncomingMessage, publicOrigin: string | null): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return false
  if (publicOrigin !== null && origin === publicOrigin) return true
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}

export const ownOriginOnly =
  (publicOrigin: string | null): RequestHandler =>
  (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isOwnOrigin(request, publicOrigin)) next()
    else sendRefusal(response, refuse('wrong_origin'))
  }
