/** `npm start` on a fresh machine: builds the client when there is no build, or when its sources are newer. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { precompress } from './http/precompress.ts'

const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json']
/** Written last, so that a build that was cut off is done again. A plain `vite build` clears it away with the rest. */
const mark = 'dist/.complete'

function newest(path: string): number {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  const inside = statSync(path).isDirectory() ? readdirSync(path) : []
  return Math.max(mtimeMs, ...inside.map((name) => newest(join(path, name))))
}

const isFresh = () => existsSync(mark) && sources.every((source) => newest(source) <= statSync(mark).mtimeMs)

if (!isFresh()) {
  process.stdout.write('Fourfold builds its pages once; this takes a few seconds.\n')
  // Only now: where the pages are built already, vite need not be there.
  const { build } = await import('vite')
  await build({ logLevel: 'error' })
  await precompress('dist')
  writeFileSync(mark, '')
}
