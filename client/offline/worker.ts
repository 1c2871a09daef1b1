/**
 * The service worker: lets a page reload without a network. It keeps the files of one build and the empty page around
 * them, and nothing that belongs to anybody.
 *
 * A new build is a new worker with a cache of its own. It waits until no page of the old build is open, so that such a
 * page finds its files; nobody is held on the old one meanwhile, because pages come from the network first.
 */
import { answeredBy } from './answers.ts'

/** Written in by the build (precache.ts). */
declare const __BUILD__: {
  /** Changes with any file. */
  readonly version: string
  /** The script that the page of this build begins with. */
  readonly entry: string
  readonly files: readonly string[]
}

/** The parts of a worker's surroundings that are used; the types of a page and of a worker exclude each other. */
interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends WaitingEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Surroundings {
  readonly location: { readonly origin: string }
  readonly clients: {
    claim(): Promise<void>
    matchAll(which: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly unknown[]>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', act: (event: WaitingEvent) => void): void
  addEventListener(type: 'fetch', act: (event: FetchEvent) => void): void
  addEventListener(type: 'message', act: (event: WaitingEvent & { readonly data: unknown }) => void): void
}
const worker = self as unknown as Surroundings

const { version, entry, files } = __BUILD__
const known: ReadonlySet<string> = new Set(files)
const family = 'fourfold-'
const own = `${family}${version}`
/** Where the empty page is kept; every address of people shows the same one. */
const page = '/'
/** A server that takes longer is as good as away: the page of this device appears, and finds the server by itself. */
const patienceMs = 3_000

async function fresh(path: string): Promise<Response> {
  const response = await fetch(path, path === page ? { cache: 'reload' } : {})
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response
}

async function install(): Promise<void> {
  const shell = await fresh(page)
  // The server was renewed in this very moment: this worker has the files of another page. The next one will fit.
  if (!(await shell.clone().text()).includes(entry)) throw new Error('The page belongs to another build')
  const cache = await caches.open(own)
  await cache.put(page, shell)
  // What an earlier build had already is not loaded again.
  const one = async (path: string) => cache.put(path, (await caches.match(path)) ?? (await fresh(path)))
  await Promise.all(files.map(one))
}

async function activate(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(family) && name !== own).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** A page that was closed or reloaded a moment ago is still counted for a while; whoever asks, asks again. */
async function isAlone(): Promise<boolean> {
  return (await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).length <= 1
}

const kept = async (path: string) => (await caches.open(own)).match(path, { ignoreVary: true })

async function pageFor(request: Request): Promise<Response> {
  const asked = fetch(request).then((response) => {
    // What a proxy says while the server restarts is no page.
    if (response.status >= 500) throw new Error(String(response.status))
    return response
  })
  const tired = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('slow')), patienceMs))
  try {
    return await Promise.race([asked, tired])
  } catch {
    return (await kept(page)) ?? (await asked)
  }
}

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const by = answeredBy({ method: request.method, mode: request.mode, url, origin: worker.location.origin }, known)
  if (by === 'page') event.respondWith(pageFor(request))
  if (by === 'file') event.respondWith(kept(url.pathname).then((file) => file ?? fetch(request)))
})

// A page says which script it began with. When it is of this build and the only one open, there is nobody to wait for.
worker.addEventListener('message', (event) => {
  if (event.data === entry) event.waitUntil(isAlone().then((alone) => (alone ? worker.skipWaiting() : undefined)))
})
