/** Which address shows which page. Pages are loaded when they are first needed; what they need comes with them. */
import type { Component } from 'svelte'

export interface PageProps {
  /** What the address holds, by the names in the pattern. */
  params: Record<string, string>
  /** Goes to another address of Fourfold, fragment included. `replace` leaves no way back to the present one. */
  navigate: (path: string, how?: { replace?: boolean }) => void
}

export type Page = Component<PageProps>

interface Route {
  /** `:name` stands for one part of the address. Letters may be of either case: a QR code holds capitals. */
  readonly pattern: string
  /** A page that needs neither parameters nor navigation takes no props. */
  readonly load: () => Promise<{ default: Page | Component }>
}

export interface Match {
  readonly load: Route['load']
  readonly params: Record<string, string>
}

export const routes: readonly Route[] = [
  { pattern: '/', load: () => import('./pages/Landing.svelte') },
  { pattern: '/new', load: () => import('./pages/New.svelte') },
  { pattern: '/j', load: () => import('./pages/Join.svelte') },
  { pattern: '/j/:code', load: () => import('./pages/Join.svelte') },
  { pattern: '/e/:grant', load: () => import('./pages/Enter.svelte') },
  { pattern: '/w/:grant', load: () => import('./pages/Live.svelte') },
  { pattern: '/w/:grant/mine', load: () => import('./pages/Mine.svelte') },
  { pattern: '/w/:grant/lead', load: () => import('./pages/Console.svelte') },
  { pattern: '/w/:grant/card', load: () => import('./pages/Card.svelte') },
  { pattern: '/w/:grant/wall', load: () => import('./pages/Wall.svelte') },
  { pattern: '/w/:grant/observe', load: () => import('./pages/Observe.svelte') },
  { pattern: '/wall', load: () => import('./pages/Wall.svelte') },
  { pattern: '/check', load: () => import('./pages/Check.svelte') },
  { pattern: '/kept', load: () => import('./pages/Kept.svelte') },
  // Every part in every state: shows no data, so it may be open to all.
  { pattern: '/kit', load: () => import('./pages/Kit.svelte') },
]

const notFound: Match = { load: () => import('./pages/NotFound.svelte'), params: {} }

const partsOf = (path: string) => path.split('/').filter((part) => part !== '')

function read(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** @param path the part of an address before `?` and `#` */
function fit(pattern: string, path: string): Record<string, string> | null {
  const wanted = partsOf(pattern)
  const given = partsOf(path)
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const found = given[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = read(found)
    else if (part !== found.toLowerCase()) return null
  }
  return params
}

/** The page for an address; the page that says so when there is none. */
export function pageFor(path: string): Match {
  for (const { pattern, load } of routes) {
    const params = fit(pattern, path)
    if (params !== null) return { load, params }
  }
  return notFound
}
