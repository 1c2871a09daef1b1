/** The lead's link, handed from the page that started the workshop to the console: in memory, once, never in an address. */
import type { Link } from '../../shared/wire/http.ts'

let fresh: Link | null = null

export const keepFreshLink = (link: Link): void => void (fresh = link)

export function takeFreshLink(): Link | null {
  const link = fresh
  fresh = null
  return link
}
