/** What screen readers say on purpose. The two regions stand in Announcer.svelte and are never made again. */
import { untrack } from 'svelte'

class Announcements {
  polite = $state('')
  assertive = $state('')
}

export const announcements = new Announcements()

/** The same words twice are said twice: an unseen sign makes them differ. */
const again = (before: string, words: string) => (before === words ? `${words}\u00a0` : words)

/** Long enough to be said; after that it would be found by whoever reads the page, and be wrong. */
const goneMs = 10_000
const fading = { polite: 0, assertive: 0 }

/** May be called from an effect: what was said before is not what it depends on. */
export function announce(words: string, how: 'polite' | 'assertive' = 'polite'): void {
  announcements[how] = again(
    untrack(() => announcements[how]),
    words,
  )
  window.clearTimeout(fading[how])
  fading[how] = window.setTimeout(() => (announcements[how] = ''), goneMs)
}
