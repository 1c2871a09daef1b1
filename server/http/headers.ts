/** What every answer carries: a strict policy, no third party, nothing remembered by anyone on the way. */
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { ownOrigin, type Standing } from './origin.ts'

/** No `includeSubDomains`: the neighbours of this address are not ours to decide for. */
const transportSecurity = 'max-age=63072000'

/** On plain http there is no HSTS and nothing is upgraded: a room's network has no certificates. */
export function headers(standing: Standing): RequestHandler[] {
  // Older Safari does not count our own WebSockets as 'self'.
  const ownSockets = (request: IncomingMessage) => ownOrigin(request, standing)?.origin.replace(/^http/, 'ws') ?? ''
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ownSockets],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['svelte-trusted-html', 'fourfold-script'],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  })
  const more: RequestHandler = (request, response, next) => {
    // A browser applies HSTS to every port of a host: on this computer it would reach all its other servers.
    const host = ownOrigin(request, standing)?.hostname
    if (standing.secure && host !== 'localhost') response.setHeader('Strict-Transport-Security', transportSecurity)
    response.setHeader(
      'Permissions-Policy',
      'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()',
    )
    response.setHeader('X-Robots-Tag', 'noindex')
    next()
  }
  return [policy, more]
}
