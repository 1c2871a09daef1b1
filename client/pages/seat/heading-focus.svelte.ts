import { tick } from 'svelte'

/**
 * What was pressed may go away with what it did: then the keyboard goes on from the heading of the page.
 * Call while a component is made.
 * @param shown - what the page is drawn from
 */
export function focusHeadingWhenPressedIsGone(shown: () => unknown): void {
  let stood: Element | null = null
  $effect.pre(() => {
    void shown()
    stood = document.activeElement
  })
  $effect(() => {
    void shown()
    if (stood instanceof HTMLButtonElement && !stood.isConnected) void tick().then(focusHeading)
  })
}

export const focusHeading = () => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
