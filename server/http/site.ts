/**
 * The built client, read into memory once (under 2 MB). A request is looked up in a map and never becomes a path, so no
 * address can reach another file.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { Request, RequestHandler, Response } from 'express'

/** Best first. The build makes these beside each text file (precompress.ts); nothing is compressed while people wait. */
export const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

type EncodingName = (typeof encodings)[number]['name'] | 'identity'

interface Page {
  readonly type: string
  readonly etag: string
  /** The address holds a hash of the content. */
  readonly forever: boolean
  readonly bodies: ReadonlyMap<EncodingName, Buffer>
}

/** Addresses of people (client/router.ts). */
const addresses = /^\/(?:new|kept|kit|wall|j(?:\/[^/]+)?|e\/[^/]+|w\/[^/]+(?:\/(?:mine|lead|wall|card))?)?\/?$/i

/** Answers every GET that a file or the client's router knows; at other addresses the client says that there is nothing. */
export function site(distDir: string): RequestHandler {
  const pages = read(distDir)
  const index = pages.get('/index.html')
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const file = request.path === '/index.html' ? undefined : pages.get(request.path)
    if (file !== undefined) return send(request, response, file)
    if (index === undefined || request.path.startsWith('/assets/')) return next()
    response.status(addresses.test(request.path) ? 200 : 404)
    send(request, response, index)
  }
}

/** The script that the page of this build begins with; empty where there is none. It changes with any other file. */
export function entryOf(distDir: string): string {
  const file = join(distDir, 'index.html')
  const page = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return /<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1] ?? ''
}

function read(distDir: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>()
  if (!existsSync(distDir)) return pages
  const files = readdirSync(distDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = new Set(files.map((file) => join(file.parentPath, file.name)))
  for (const path of paths) {
    const name = `/${relative(distDir, path).split(sep).join('/')}`
    if (encodings.some(({ ending }) => name.endsWith(ending)) || name.split('/').some(isHidden)) continue
    const body = readFileSync(path)
    const bodies = new Map<EncodingName, Buffer>([['identity', body]])
    for (const { name: encoding, ending } of encodings)
      if (paths.has(path + ending)) bodies.set(encoding, readFileSync(path + ending))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    pages.set(name, { type: extname(name), etag, forever: name.startsWith('/assets/'), bodies })
  }
  return pages
}

const isHidden = (part: string) => part.startsWith('.')

function send(request: Request, response: Response, { type, etag, forever, bodies }: Page): void {
  const taken = encodings.find(({ name }) => bodies.has(name) && request.acceptsEncodings(name) !== false)
  const encoding = taken?.name ?? 'identity'
  response.type(type)
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
  response.setHeader('Vary', 'Accept-Encoding')
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding)
  if (request.fresh) response.status(304).end()
  else response.send(bodies.get(encoding))
}
