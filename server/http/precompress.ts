/** Part of the build: beside each text file of the client a brotli and a gzip one, so that nothing is compressed while people wait. */
import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const text = /\.(js|css|html|svg|json|webmanifest)$/

// On plain http, as in a room's network, browsers take gzip only.
const makers = {
  '.br': (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
  '.gz': (body: Buffer) => promisify(gzip)(body, { level: 9 }),
} as const

export async function precompress(distDir: string): Promise<void> {
  const files = readdirSync(distDir, { recursive: true, encoding: 'utf8' }).filter((file) => text.test(file))
  await Promise.all(
    files.map(async (file) => {
      const path = join(distDir, file)
      const body = await readFile(path)
      for (const [ending, make] of Object.entries(makers)) await writeFile(path + ending, await make(body))
    }),
  )
}
