/** A lead, a wall and people in real Chromium, with the words that they see and press. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'

export const phone = { width: 390, height: 844 }
export const laptop = { width: 1366, height: 768 }
export const projector = { width: 1920, height: 1080 }

const patienceMs = 20_000

/** Its address; read anew each time, as a server that is started again may have another. */
interface Server {
  readonly url: string
}

export class TestRoom {
  readonly server: Server
  readonly browser: Browser
  /** Errors of any page: none may come. */
  readonly errors: string[] = []
  /** Devices from now on have a clock that the test can move, as a sleep does. */
  movesTime = false
  readonly #contexts: BrowserContext[] = []

  private constructor(server: Server, browser: Browser) {
    this.server = server
    this.browser = browser
  }

  static async open(server: Server): Promise<TestRoom> {
    return new TestRoom(server, await launchChromium())
  }

  /** A device of its own: nothing of the others' cookies or storage. */
  async device(
    size: { width: number; height: number },
    path: string,
    theme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    const context = await this.browser.newContext({ viewport: size, colorScheme: theme })
    if (this.movesTime) await context.clock.install()
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

  /** The path of a link for somebody who leads with them, as the console makes it. */
  async invitation(lead: Page): Promise<string> {
    await more(lead, 'Links and invitations')
    const dialog = lead.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Invite someone to lead with you' }).click()
    const address = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
    await lead.keyboard.press('Escape')
    return new URL(address).pathname + new URL(address).hash
  }

  /** Somebody who leads with them, on another computer. */
  async colead(lead: Page, name: string): Promise<Page> {
    const page = await this.device(laptop, await this.invitation(lead))
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Use this name' }).click()
    await page.getByLabel('Your name').waitFor({ state: 'detached' })
    return page
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

/** What stands under More on the console. */
export async function more(lead: Page, item: string): Promise<void> {
  await lead.getByRole('button', { name: 'More', exact: true }).click()
  await lead.getByRole('menuitem', { name: item }).click()
}

/** For acts that cannot be undone: a second press, later than a double click. */
export async function nextTwice(lead: Page, says: RegExp, again: RegExp): Promise<void> {
  await press(lead, says)
  await press(lead, again)
}

/** Leaves a round in which people still wait for their turn: asked a second time. */
export async function leaveRound(lead: Page): Promise<void> {
  await lead.getByRole('button', { name: /^Leave the round/ }).click()
  await pressUntilGone(lead.getByRole('button', { name: /^Press again; some still have their turn/ }))
}

/** A second press where there is no dialog, repeated until it is late enough to be one. */
export async function pressUntilGone(button: Locator): Promise<void> {
  await button.waitFor()
  for (let presses = 0; presses < 20 && (await button.count()) > 0; presses++) {
    await button.click({ timeout: 2_000 }).catch(() => undefined)
    await button.waitFor({ state: 'detached', timeout: 700 }).catch(() => undefined)
  }
}

/** The second press of a dialog that asks twice, repeated until it is late enough to be one; it closes the dialog. */
export async function pressAgain(page: Page, says: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  for (let presses = 0; presses < 20 && (await dialog.count()) > 0; presses++) {
    await dialog
      .getByRole('button', { name: says })
      .click({ timeout: 2_000 })
      .catch(() => undefined)
    await dialog.waitFor({ state: 'detached', timeout: 700 }).catch(() => undefined)
  }
}

/** A button that asks twice in its place, pressed again until that was late enough to be the second time. */
export async function pressTwice(once: Locator, again: Locator): Promise<void> {
  await once.click()
  for (let presses = 0; presses < 20 && (await again.count()) > 0; presses++) {
    await again.click({ timeout: 2_000 }).catch(() => undefined)
    await again.waitFor({ state: 'detached', timeout: 700 }).catch(() => undefined)
  }
}
