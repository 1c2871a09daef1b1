/** Every part in every state: axe in both themes, no sideways scroll on the narrowest screen, and the size of the first load. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from 'vitest'
import { openRoom } from './open-room.ts'

const { server, room } = await openRoom()

for (const theme of ['light', 'dark'] as const) {
  test(`[UI4] the kit has no barrier in the ${theme} theme and does not scroll sideways at 320 px`, async () => {
    const page = await room.device({ width: 1440, height: 900 }, '/kit', theme)
    await page.locator('main').first().waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(
      violations.map((one) => `${one.id} ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`),
    ).toEqual([])
    await page.setViewportSize({ width: 320, height: 700 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  })
}

/** Everything the browser loads as script for an address, compressed. */
async function scripts(path: string): Promise<number> {
  const page = await room.device({ width: 390, height: 844 }, 'about:blank')
  const loaded = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) loaded.add(pathname)
  })
  await page.goto(server.url + path)
  await page.locator('h1').first().waitFor()
  return [...loaded].reduce((sum, file) => sum + gzipSync(readFileSync(join('dist', file))).length, 0)
}

test('[UI5] the first load of the landing and the join page stays within 45 kB of script', async () => {
  for (const path of ['/', '/j']) {
    const bytes = await scripts(path)
    console.log(`${path} ${(bytes / 1000).toFixed(1)} kB of script, gzip`)
    expect(bytes).toBeLessThan(45_000)
  }
})

test('[UI3] the code field finds the code in a pasted address, in any case', async () => {
  const page = await room.device({ width: 390, height: 844 }, '/j')
  await page.getByRole('textbox').fill('HTTP://EXAMPLE.ORG/J/k7f-3qm')
  await page.getByText('That code isn’t open.').waitFor()
  expect((await page.getByRole('textbox').inputValue()).replace(/\W/g, '').toUpperCase()).toBe('K7F3QM')
})
