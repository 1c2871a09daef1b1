/** A server and a browser for all tests of one file, and pictures of what they come by. */
import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { startServer, type ServerProcess } from '../fixtures/server.ts'
import { settled } from './barriers.ts'
import { TestRoom } from './room.ts'

/** Both end with the tests of the file. */
export async function openRoom(env: Record<string, string> = {}): Promise<{
  readonly server: ServerProcess
  readonly room: TestRoom
}> {
  const server = await startServer(env)
  const room = await TestRoom.open(server)
  afterAll(async () => {
    await room.close()
    await server.stop()
  })
  return { server, room }
}

const shots = process.env['SHOTS']

/** Into the folder that SHOTS names, in both themes; without it nothing is taken. */
export async function shot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  // What was pressed last would look different.
  await page.mouse.move(0, 0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
