/** No container can be built where the tests run: its file is read instead, and what it would do is done in a clean folder. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { folder } from '../log/surroundings.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Stage {
  readonly from: string
  readonly lines: readonly (readonly [word: string, rest: string])[]
}

function stages(): Stage[] {
  const text = readFileSync('Dockerfile', 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
  const found: { from: string; lines: (readonly [string, string])[] }[] = []
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    expect([line, word]).not.toEqual([line, ''])
    if (word === 'FROM') found.push({ from: rest, lines: [] })
    else found.at(-1)?.lines.push([word, rest])
  }
  return found
}

const all = ({ lines }: Stage, word: string) => lines.filter(([one]) => one === word).map(([, rest]) => rest)
const copied = (stage: Stage) => all(stage, 'COPY').map((rest) => rest.split(' '))

test('[OP11] the container is the official Node of this version, runs as nobody special, and writes to its volume alone', () => {
  const [build, run] = stages() as [Stage, Stage]
  const version = readFileSync('.node-version', 'utf8').trim()
  expect([build.from, run.from]).toEqual([`node:${version}-bookworm-slim AS build`, `node:${version}-bookworm-slim`])
  expect(all(run, 'USER')).toEqual(['node'])
  expect(all(run, 'VOLUME')).toEqual(['/data'])
  expect(all(run, 'ENV').join(' ')).toContain('DATA_DIR=/data')
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
  const command = JSON.parse(all(run, 'CMD')[0] ?? '[]') as string[]
  expect(command).toEqual([...scripts.start.replace('exec ', '').split(' '), '--room'])
  const check = JSON.parse(all(run, 'HEALTHCHECK')[0]?.replace(/^.*? CMD /, '') ?? '[]') as string[]
  expect(check).toEqual(['node', 'server/operate.ts', 'health'])
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n')
  expect(ignored).toContain('*')
  for (const [source = ''] of copied(build).flatMap((paths) => paths.slice(0, -1).map((path) => [path]))) {
    expect([source, existsSync(source), ignored.includes(`!${source}`)]).toEqual([source, true, true])
  }
  expect(
    ignored
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
      .sort(),
  ).toEqual(
    copied(build)
      .flatMap((paths) => paths.slice(0, -1))
      .sort(),
  )
})

/** As files of their own names: nothing of the tools of development is found by going up from them. */
function bring(from: string, to: string): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const target = join(to, path.slice(from.length))
    mkdirSync(dirname(target), { recursive: true })
    try {
      linkSync(path, target)
    } catch {
      cpSync(path, target)
    }
  }
}

test('[OP11] with what the container file copies, and the packages that are not for development, the pages are built and it runs', async () => {
  const [build, run] = stages() as [Stage, Stage]
  const dir = folder()
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean }>
  }
  for (const [path, { dev }] of Object.entries(packages)) {
    const nested = path.lastIndexOf('/node_modules/') > 0
    const isNode = /node_modules\/node-(linux|bin-darwin|darwin)/.test(path)
    if (path !== '' && dev !== true && !nested && !isNode && existsSync(path)) bring(path, join(dir, path))
  }
  for (const paths of copied(build))
    for (const source of paths.slice(0, -1)) cpSync(source, join(dir, source), { recursive: true })
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, args, {
      cwd: dir,
      env: { PATH: '/nowhere', DATA_DIR: join(dir, 'data'), PORT: '0', NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }
  const [built] = (await once(start('server/build-once.ts'), 'exit')) as [number]
  expect(built).toBe(0)
  const kept = copied(run).map((paths) => paths.at(-1) ?? '')
  for (const name of readdirSync(dir)) if (!kept.includes(name)) rmSync(join(dir, name), { recursive: true })

  const [, ...command] = JSON.parse(all(run, 'CMD')[0] ?? '[]') as string[]
  const health = async () => ((await once(start('server/operate.ts', 'health'), 'exit')) as [number])[0]
  const server = start(...command)
  const lines = createInterface({ input: server.stdout })
  const url = await new Promise<string>((resolve) =>
    lines.on('line', (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line)
      if (found !== null) resolve(found[0])
    }),
  )
  const page = await fetch(url)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')])
  expect(await health()).toBe(0)
  server.kill('SIGTERM')
  const [code] = (await once(server, 'exit')) as [number]
  expect(code).toBe(0)
  expect(await health()).toBe(1)
  // What it wrote is in the data folder.
  expect(readdirSync(dir).sort()).toEqual(['data', ...kept].sort())
})
