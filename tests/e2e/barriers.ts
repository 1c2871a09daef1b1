/** What a screen must not have, collected so that one run names all of it: findings of axe, sideways scroll, small words. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** A picture that fades in has no contrast yet. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    await Promise.all(
      document
        .getAnimations()
        .map((one) => (one.effect?.getTiming().iterations === Infinity ? null : one.finished.catch(() => null))),
    )
  })
}

export class Barriers {
  readonly found: string[] = []

  /** axe in both themes; the wall has no controls, but its contrast counts too. */
  async check(page: Page, what: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await settled(page)
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const { id, nodes } of violations)
        this.found.push(`${what}, ${colorScheme}: ${id} ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }

  /**
   * Nothing scrolls sideways on the narrowest screen.
   * @param larger how many times as large as usual the person has their text
   */
  async noSidewaysScroll(page: Page, larger = 1): Promise<void> {
    const size = page.viewportSize() ?? { width: 390, height: 844 }
    await page.setViewportSize({ width: 320, height: 640 })
    await page.evaluate((times) => (document.documentElement.style.fontSize = `${100 * times}%`), larger)
    const { wide, over } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      over: [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > 320.5 && one.closest('.only-heard') === null)
        .map((one) => one.outerHTML.slice(0, 120))
        .slice(-3),
    }))
    if (wide > 320)
      this.found.push(
        `${await page.locator('h1').first().textContent()}: ${wide} px wide at 320${larger === 1 ? '' : `, text ${larger} times as large`}: ${over.join(' | ')}`,
      )
    await page.evaluate(() => (document.documentElement.style.fontSize = ''))
    await page.setViewportSize(size)
  }

  /** Nothing on the wall is under 40 px at 1080. */
  async readable(wall: Page, what: string): Promise<void> {
    const small = await wall.evaluate(() => {
      const found: string[] = []
      const texts = document.createTreeWalker(document.querySelector('.picture') ?? document.body, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        const parent = node.parentElement
        if (parent === null || (node.textContent ?? '').trim() === '' || parent.closest('.only-heard') !== null)
          continue
        if (parseFloat(getComputedStyle(parent).fontSize) < 39.5) found.push((node.textContent ?? '').trim())
      }
      return found
    })
    this.found.push(...small.map((words) => `${what}: "${words}" is smaller than 40 px`))
  }
}
