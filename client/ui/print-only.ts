/** Prints one part of a page: what its button stands beside, and nothing else of the page. */

const mark = 'data-printing'

export function printOnly(part: Element | null): void {
  // A browser that never said it was done with the one before leaves its mark.
  for (const before of document.querySelectorAll(`[${mark}]`)) before.removeAttribute(mark)
  part?.setAttribute(mark, '')
  addEventListener('afterprint', () => part?.removeAttribute(mark), { once: true })
  print()
}
