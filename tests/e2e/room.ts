/** A lead, a wall and people in real Chromium, with the words that they see and press. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { ServerProcess } from '../fixtures/server.ts'
import { launchChromium } from './chromium.ts'

export const phone = { width: 390, height: 844 }
export const laptop = { width: 1366, height: 768 }
export const projector = { width: 1920, height: 1080 }

const patienceMs = 20_000

export class TestRoom {
  readonly server: ServerProcess
  readonly browser: Browser
  /** Errors of any page: none may come. */
  readonly errors: string[] = []
  readonly #contexts: BrowserContext[] = []

  private constructor(server: ServerProcess, browser: Browser) {
    this.server = server
    this.browser = browser
  }

  static async open(server: ServerProcess): Promise<TestRoom> {
    return new TestRoom(server, await launchChromium())
  }

  /** A device of its own: nothing of the others' cookies or storage. */
  async device(
    size: { width: number; height: number },
    path: string,
    theme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    const context = await this.browser.newContext({ viewport: size, colorScheme: theme })
    this.#contexts.push(context)
    return this.tab(context, path)
  }

  async tab(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(patienceMs)
    page.on('pageerror', (error) => this.errors.push(`${error.message} ${error.stack ?? ''}`))
    page.on('console', (message) => {
      const text = message.text()
      // A server that is killed on purpose refuses connections; everything else is a fault.
      if (message.type() === 'error' && !/ERR_CONNECTION|WebSocket connection|Failed to load resource/.test(text))
        this.errors.push(text)
    })
    await page.goto(/^[a-z]+:/.test(path) ? path : this.server.url + path)
    return page
  }

  async start(name: string): Promise<{ lead: Page; code: string }> {
    const lead = await this.device(laptop, '/')
    await lead.getByRole('button', { name: 'Start a workshop' }).click()
    await lead.getByLabel('Your name').fill(name)
    await lead.getByRole('button', { name: 'Use this name' }).click()
    await lead.getByLabel('Your name').waitFor({ state: 'detached' })
    const code = ((await lead.getByRole('button', { name: /^Code/ }).textContent()) ?? '').replace(/Code|\s/g, '')
    return { lead, code }
  }

  async join(
    size: { width: number; height: number },
    path: string,
    name: string,
    place: 'In the room' | 'By video',
  ): Promise<Page> {
    const page = await this.device(size, path)
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByRole('radio', { name: place }).check({ force: true })
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('There is nothing to do').waitFor()
    return page
  }

  async wall(lead: Page): Promise<Page> {
    const wall = await this.device(projector, '/wall')
    await wall.getByText('Nothing is shown here until a lead connects it.').waitFor()
    const signs = wall.locator('p.code')
    await wall.waitForFunction(() => (document.querySelector('p.code')?.textContent ?? '').length === 4)
    await lead.getByRole('button', { name: 'Projector' }).first().click()
    await lead
      .getByRole('dialog')
      .getByRole('textbox')
      .fill((await signs.textContent()) ?? '')
    await lead.getByRole('button', { name: 'Connect the wall' }).click()
    await wall.getByText('Welcome').waitFor()
    await lead.keyboard.press('Escape')
    return wall
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close()
    await this.browser.close()
  }
}

/** What fades or slides has arrived; what moves for ever is not waited for. */
export const settled = (page: Page) =>
  page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .map((one) => (one.effect?.getTiming().iterations === Infinity ? null : one.finished.catch(() => null))),
    ),
  )

const leading = (lead: Page) => lead.getByRole('group', { name: 'Leading' })

/**
 * The lead's one big button, pressed until it says something else: the bar takes two presses within 600 ms for one, and
 * a test presses faster than people.
 */
async function press(lead: Page, says: RegExp): Promise<void> {
  const button = leading(lead).getByRole('button', { name: says })
  await button.waitFor()
  const words = (await button.textContent()) ?? ''
  const same = leading(lead).getByRole('button', { name: words.trim(), exact: true })
  for (let presses = 0; presses < 20 && (await same.count()) > 0; presses++) {
    await same.click({ timeout: 2_000 }).catch(() => undefined)
    await same.waitFor({ state: 'detached', timeout: 700 }).catch(() => undefined)
  }
}

export const next = press

/** For acts that cannot be undone: a second press, later than a double click. */
export async function nextTwice(lead: Page, says: RegExp, again: RegExp): Promise<void> {
  await press(lead, says)
  await press(lead, again)
}
