/** Dragging a card with any pointer. The board only hears where it would land; Esc and a lost pointer put it back. */

export interface Landing {
  readonly list: string
  /** The card it would stand before; null: at the end. */
  readonly before: string | null
}

export interface DragWatch {
  over(landing: Landing | null): void
  drop(landing: Landing | null): void
}

/** Where a point of the page is on the board. Lists carry `data-list`, cards `data-card`. */
function landingAt(x: number, y: number, moving: string): Landing | null {
  const list = document
    .elementsFromPoint(x, y)
    .find((element) => element instanceof HTMLElement && element.dataset['list'] !== undefined)
  if (!(list instanceof HTMLElement)) return null
  const cards = [...list.querySelectorAll<HTMLElement>('[data-card]')].filter((card) => card.dataset['card'] !== moving)
  const below = cards.find((card) => {
    const box = card.getBoundingClientRect()
    return y < box.top + box.height / 2
  })
  return { list: list.dataset['list'] ?? '', before: below?.dataset['card'] ?? null }
}

const edge = 48
const scrollStep = 12

export function startDrag(event: PointerEvent, card: string, watch: DragWatch): void {
  event.preventDefault()
  const stop = new AbortController()
  const { signal } = stop
  let landing: Landing | null = null

  const finish = (dropped: boolean) => {
    stop.abort()
    watch.drop(dropped ? landing : null)
  }
  document.addEventListener(
    'pointermove',
    ({ clientX, clientY, pointerId }) => {
      if (pointerId !== event.pointerId) return
      if (clientY < edge) scrollBy(0, -scrollStep)
      if (clientY > innerHeight - edge) scrollBy(0, scrollStep)
      landing = landingAt(clientX, clientY, card)
      watch.over(landing)
    },
    { signal },
  )
  document.addEventListener('pointerup', ({ pointerId }) => pointerId === event.pointerId && finish(true), { signal })
  document.addEventListener('pointercancel', () => finish(false), { signal })
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && finish(false), { signal })
}
