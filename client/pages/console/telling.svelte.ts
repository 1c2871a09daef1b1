/** What the console says aloud by itself, to who cannot look at it just now. */
import type { Session } from '../../state/session.svelte.ts'
import { desk as say } from '../../text/console.ts'
import { announce } from '../../ui/announce.svelte.ts'

/** Call while a component is made. */
export function tellAloud(session: Session): void {
  const desk = $derived(session.view.desk)
  const place = $derived(`${desk?.run ?? ''}.${desk?.step ?? 0}`)
  let shown = ''
  $effect(() => {
    if (place === shown) return
    const first = shown === ''
    shown = place
    if (!first && desk?.run != null) announce(say.says.now(desk.activity ?? '', desk.title))
  })

  const paused = $derived(desk?.paused === true)
  let was = false
  $effect(() => {
    if (paused !== was) announce(paused ? say.says.paused : say.says.resumed, paused ? 'assertive' : 'polite')
    was = paused
  })

  // How many, not the list: that comes anew with every connection, and nothing is said twice.
  const signals = $derived(session.heard.signals.length)
  $effect(() => {
    if (signals > 0) announce(say.says.signal)
  })
  $effect(() => {
    if (session.heard.unsaved) announce(say.says.unsaved, 'assertive')
  })
}
