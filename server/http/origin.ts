/**
 * Under which address a request reached us, and whether a stranger's page could have sent it.
 *
 * Comparing `Origin` with `Host` is not enough: a stranger can let a name of their own point at this computer, and then
 * both agree. So without PUBLIC_URL only names count that nobody outside can give: plain addresses, this computer, and
 * names of the local network.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { RequestHandler } from 'express'
import { refuse } from '../../shared/wire/refusals.ts'
import { sendRefusal } from './answers.ts'

export interface Standing {
  /** The one origin people use, when PUBLIC_URL is set. */
  readonly publicOrigin: string | null
  /** Served over https. */
  readonly secure: boolean
}

const localNames = /(^|\.)(localhost|local|internal|home\.arpa)$/

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1')

const isLocalName = (host: string) =>
  isIP(bare(host)) !== 0 || localNames.test(host) || host === hostname().toLowerCase()

export const isThisComputer = (host: string) => /^(localhost|127(\.\d+){3}|::1)$/.test(bare(host))

/** Our own origin as this request sees it; null when its `Host` is no name of ours. */
export function ownOrigin(request: IncomingMessage, { publicOrigin, secure }: Standing): URL | null {
  if (publicOrigin !== null) return new URL(publicOrigin)
  const address = `${secure ? 'https' : 'http'}://${request.headers.host ?? ''}`
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && isLocalName(url.hostname) ? url : null
}

/** Whether one of our own pages sent it. Browsers name the origin in every POST and every upgrade. */
export const isFromOwnPage = (request: IncomingMessage, standing: Standing): boolean =>
  request.headers.origin !== undefined && request.headers.origin === ownOrigin(request, standing)?.origin

/** Whether it was sent on the server's own computer, by a page opened there. Behind a proxy nobody can tell. */
export function isFromHere(request: IncomingMessage, standing: Standing): boolean {
  const forwarded = request.headers.forwarded ?? request.headers['x-forwarded-for']
  if (standing.publicOrigin !== null || forwarded !== undefined) return false
  const own = ownOrigin(request, standing)
  const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  return own !== null && isThisComputer(own.hostname) && isThisComputer(peer)
}

export const ownPagesOnly =
  (standing: Standing): RequestHandler =>
  (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || isFromOwnPage(request, standing)) next()
    else sendRefusal(response, refuse('wrong_origin'))
  }
