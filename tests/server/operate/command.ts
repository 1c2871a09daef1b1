/** The operator's commands as processes of their own, as `npm run …` starts them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Said {
  readonly code: number
  readonly output: string
}

export async function operate(args: readonly string[], env: Record<string, string>): Promise<Said> {
  const child = spawn(process.execPath, ['server/operate.ts', ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output }
}
