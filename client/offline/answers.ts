/** Which requests of a page the device may answer by itself, decided from the address alone. */

export type Answered =
  /** Not ours: doors, live channels, other sites, anything personal. Nothing of it is kept or looked up. */
  | 'network'
  /** An address of people: the newest page while the server answers soon, else the one of this device. */
  | 'page'
  /** A file of this build, named by its content: the same for ever. */
  | 'file'

/** The server's own: they never show a page of ours. */
const never = /^\/(?:api|socket\.io|doc|healthz)(?:\/|$)/

export interface Asked {
  readonly method: string
  readonly mode: string
  readonly url: URL
  /** The origin the worker lives at. */
  readonly origin: string
}

/** @param files paths of this build's files */
export function answeredBy({ method, mode, url, origin }: Asked, files: ReadonlySet<string>): Answered {
  if (method !== 'GET' || url.origin !== origin || never.test(url.pathname)) return 'network'
  if (mode === 'navigate') return 'page'
  return files.has(url.pathname) ? 'file' : 'network'
}
