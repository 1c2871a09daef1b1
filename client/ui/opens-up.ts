/** Where something that opens beside its button can be seen: inside the window, and inside what scrolls or clips around it. */

interface Edges {
  readonly top: number
  readonly bottom: number
}

function seenIn(element: HTMLElement): Edges {
  let seen: Edges = { top: 0, bottom: document.documentElement.clientHeight }
  for (let around = element.parentElement; around !== null; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'visible') continue
    const { top, bottom } = around.getBoundingClientRect()
    seen = { top: Math.max(seen.top, top), bottom: Math.min(seen.bottom, bottom) }
  }
  return seen
}

/** Below is the rule; above when it would be cut off below and there is more room above. */
export function opensUp(button: HTMLElement, list: HTMLElement): boolean {
  const seen = seenIn(button)
  const at = button.getBoundingClientRect()
  const below = seen.bottom - at.bottom
  return list.getBoundingClientRect().bottom > seen.bottom && at.top - seen.top > below
}
