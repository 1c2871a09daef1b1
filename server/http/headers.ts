/** What every answer carries: a strict policy, no third party, nothing remembered by anyone on the way. */
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** @param secure served over https; on plain http there is no HSTS and nothing is upgraded */
export function headers(secure: boolean): RequestHandler[] {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        // Older Safari does not count its own WebSockets as 'self'.
        connectSrc: ["'self'", secure ? 'wss:' : 'ws:'],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['svelte-trusted-html', 'fourfold-script'],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  const more: RequestHandler = (_request, response, next) => {
    response.setHeader(
      'Permissions-Policy',
      'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()',
    )
    response.setHeader('X-Robots-Tag', 'noindex')
    next()
  }
  return [policy, more]
}
