/** The operator's secret: who has it may start workshops on a server that others can reach. Kept beside the data, mode 0600. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSecret } from './secrets.ts'

export function operatorSecret(dataDir: string): string {
  const file = join(dataDir, 'operator')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    const secret = newSecret()
    writeFileSync(file, `${secret}\n`, { mode: 0o600 })
    return secret
  }
}
