/** What a seat says aloud and rings by itself: whose the stone is, and that everything is paused. */
import { seat as words } from '../../text/seat.ts'
import { announce } from '../../ui/announce.svelte.ts'
import { ringBell } from '../../ui/bell.ts'

export interface Aloud {
  /** Empty: nothing to say of it. */
  readonly stone: string
  readonly speaking: boolean
  readonly paused: boolean
  /** Then a bell calls from another window. */
  readonly remote: boolean
  /** What stands here is what this device knew: nothing of it is news. */
  readonly remembered: boolean
}

/** Call while a component is made. Slices come anew with every connection; each of these is said once. */
export function tellAloud(now: () => Aloud): void {
  const stone = $derived(now().remembered ? '' : now().stone)
  const speaking = $derived(now().speaking)
  const remote = $derived(now().remote)
  const paused = $derived(now().paused)
  $effect(() => {
    if (stone === '') return
    announce(stone, speaking ? 'assertive' : 'polite')
    if (speaking && remote) ringBell()
  })
  $effect(() => {
    if (paused) announce(words.pause.paused, 'assertive')
  })
}
