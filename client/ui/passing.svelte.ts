/** What happens as a moment of the server's time passes. */

/**
 * Call while a component is made. Nothing happens for a moment that had passed when it was first seen; a later one, when
 * time is given, passes anew. The clock is asked each second, so that it may be set right meanwhile.
 */
export function onPassing(at: () => number | null, now: () => number, act: () => void): void {
  $effect(() => {
    const moment = at()
    if (moment === null || now() >= moment) return
    const timer = setInterval(() => {
      if (now() < moment) return
      clearInterval(timer)
      act()
    }, 1000)
    return () => clearInterval(timer)
  })
}
