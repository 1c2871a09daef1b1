/** The operator's secret: who has it may start workshops on a server that others can reach. Kept beside the data, mode 0600. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSecret } from './secrets.ts'

/** The same after every restart: the link that was printed once goes on working. */
export function operatorSecret(dataDir: string): string {
  const file = join(dataDir, 'operator')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const kept = read(file)
  if (kept !== '') return kept
  const secret = newSecret()
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  return secret
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
