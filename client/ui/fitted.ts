/**
 * Words on the wall are whole, whatever their length: a picture has several ways to stand, from the largest on, and takes the
 * first in which all of it fits. Measured, because only the browser knows how wide a name is.
 */

/** Tries the ways now, when the width changes, and when the fonts have come; the last one is taken as it is. For an attachment. */
export function fitted(picture: HTMLElement, ways: readonly string[], isWhole: () => boolean): () => void {
  const fit = () => {
    for (const way of ways) {
      picture.dataset['fit'] = way
      if (isWhole()) return
    }
  }
  // The height follows from what is found here; only the width comes from outside.
  let width = -1
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined || entry.contentRect.width === width) return
    width = entry.contentRect.width
    fit()
  })
  observer.observe(picture)
  void document.fonts.ready.then(fit)
  fit()
  return () => observer.disconnect()
}

const overlapping = (above: DOMRect, below: DOMRect) =>
  above.bottom > below.top + 1 && above.left < below.right && below.left < above.right

/** No name is cut, none lies over another, none leaves its place. */
export function namesAreWhole(names: readonly HTMLElement[], place: Element): boolean {
  const room = place.getBoundingClientRect()
  const boxes = names.map((name) => name.getBoundingClientRect()).sort((one, other) => one.top - other.top)
  return (
    names.every((name) => name.scrollWidth <= name.clientWidth + 1) &&
    boxes.every(({ top, bottom }) => top >= room.top - 1 && bottom <= room.bottom + 1) &&
    boxes.every((box, i) => boxes.slice(i + 1).every((below) => !overlapping(box, below)))
  )
}
