/** `npm start` on a fresh machine: builds the client when there is no build, or when its sources are newer. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { build } from 'vite'

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(folder, file)).mtimeMs),
  )

function isFresh(): boolean {
  try {
    const built = statSync('dist/index.html').mtimeMs
    return ['client', 'shared'].every((folder) => newest(folder) <= built)
  } catch {
    return false
  }
}

/** Beside each script and style a brotli file, so that nothing is compressed while people wait. */
function compress(): void {
  for (const file of readdirSync('dist/assets')) {
    if (!/\.(js|css|svg)$/.test(file)) continue
    const path = join('dist/assets', file)
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), quality))
  }
}

if (!isFresh()) {
  process.stdout.write('Fourfold builds its pages once; this takes a few seconds.\n')
  await build({ logLevel: 'error' })
  compress()
}
