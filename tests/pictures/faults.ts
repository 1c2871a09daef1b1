/** What a machine can see of a screen that is not as it should be. The rest is for eyes. */
import type { Page } from 'playwright-core'

export function faultsOf(page: Page, surface: 'phone' | 'laptop' | 'console' | 'wall'): Promise<string[]> {
  return page.evaluate((surface) => {
    const found: string[] = []
    const words = (element: Element) => (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 60)
    const isHidden = (element: Element) =>
      element.closest('.only-heard, dialog:not([open])') !== null || !element.checkVisibility()
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`scrolls sideways, ${document.documentElement.scrollWidth} px wide`)
    const root = document.querySelector(surface === 'wall' ? '.picture' : 'body') ?? document.body
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (isHidden(element)) continue
      const { overflowX, overflowY, fontSize } = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      const hasWords = [...element.childNodes].some(
        (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
      )
      if (hasWords && overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        found.push(`cut at its side: "${words(element)}"`)
      if (hasWords && overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 3)
        found.push(`cut below: "${words(element)}"`)
      if (hasWords && (box.right > innerWidth + 1 || box.left < -1) && box.width > 1)
        found.push(`beyond the screen: "${words(element)}"`)
      if (surface !== 'wall') continue
      if (hasWords && parseFloat(fontSize) < 39.5) found.push(`${fontSize} on the wall: "${words(element)}"`)
      if (
        hasWords &&
        element.closest('[data-content]') !== null &&
        parseFloat(fontSize) < 55.9 &&
        !element.matches('.name, .label')
      )
        found.push(`content of ${fontSize} on the wall: "${words(element)}"`)
      if (hasWords && (box.bottom > innerHeight + 1 || box.top < -1)) found.push(`beyond the wall: "${words(element)}"`)
    }
    if (surface === 'wall') return [...new Set(found)]
    for (const button of document.querySelectorAll<HTMLElement>('button, a[href], input, textarea')) {
      const box = button.getBoundingClientRect()
      if (isHidden(button) || box.width < 2 || button.matches('.skip, .skip *')) continue
      if (button.matches('button') && box.height < 43.5) found.push(`${box.height} px high: "${words(button)}"`)
      if (box.top > innerHeight - 20 && button.matches('main *')) found.push(`beneath the fold: "${words(button)}"`)
    }
    return [...new Set(found)]
  }, surface)
}
