/**
 * Finds a Chromium: `$CHROMIUM`, then the system's, then the one packed in @sparticuz/chromium (nothing to install).
 * The packed one unpacks its own libraries when it believes to run where it was made for, hence the variable.
 */
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

export async function launchChromium(): Promise<Browser> {
  const system = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path): path is string => path !== undefined && existsSync(path),
  )
  if (system !== undefined) return chromium.launch({ executablePath: system, args: flags })
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs22.x'
  const { default: packed } = await import('@sparticuz/chromium')
  const executablePath = await packed.executablePath()
  const libraries = join(tmpdir(), 'al2023', 'lib')
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
    ...(existsSync('/etc/fonts') ? { FONTCONFIG_PATH: '/etc/fonts' } : {}),
  }
  return chromium.launch({ executablePath, args: flags, headless: true, env })
}
