/** What holds between processes: kill -9, a second process, an I/O error. The other process is child.ts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Fenced, Occupied } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { access, bytes, cohort, flow, told, wordsOf } from './streams.ts'
import { folder, keysOf, newSeed } from './surroundings.ts'

const script = join(import.meta.dirname, 'child.ts')

/** Another process, and the lines it says */
function start(command: string, ...args: string[]) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')
  return { child, ended, lines: createInterface({ input: child.stdout }) }
}

const startChild = (...args: string[]) => start(process.execPath, '--expose-gc', script, ...args)

async function firstLine(process: ReturnType<typeof start>): Promise<unknown> {
  const [line]: unknown[] = await once(process.lines, 'line')
  return line
}

test('[DUR1] ATK-46 after kill -9 at twenty random moments every acknowledged append is there, once and in order', async () => {
  const random = seededRandom(newSeed())
  const file = join(folder(), 'log.sqlite')
  const acked: string[] = []
  for (let life = 0; life < 20; life++) {
    const { child, ended, lines } = startChild('write', file, `${life}`)
    let left = 1 + random(60)
    lines.on('line', (line) => {
      acked.push(line)
      if (--left === 0) child.kill('SIGKILL')
    })
    await ended
    expect(child.signalCode).toBe('SIGKILL')
  }

  const log = openSqliteLog(file, { keys: keysOf(file) })
  onTestFinished(() => log.close())
  for (const stream of [flow, access]) {
    const words = await wordsOf(log, stream)
    expect(new Set(words).size).toBe(words.length)
    expect((await log.load(stream)).head).toBe(words.length)
    // Between the last acknowledged append of a life and its death one more may have been stored, never more.
    const unheard = words.filter((word) => !acked.includes(word))
    expect(new Set(unheard.map((word) => word.split('.')[0])).size).toBe(unheard.length)
    expect(words.filter((word) => acked.includes(word))).toEqual(acked)
  }
  expect(await wordsOf(log, flow)).toEqual(await wordsOf(log, access))
})

test('[LG9] a second process is refused at once, and let in when the first was killed', async () => {
  const file = join(folder(), 'log.sqlite')
  const first = startChild('hold', file)
  expect(await firstLine(first)).toBe('open')
  expect(() => openSqliteLog(file, { keys: keysOf(file) })).toThrow(Occupied)
  expect(await firstLine(startChild('hold', file))).toBe('occupied')
  first.child.kill('SIGKILL')
  await first.ended
  await openSqliteLog(file, { keys: keysOf(file) }).close()
})

test('[ORD3] when the locks are lost and another process comes in, the epoch keeps the old owner out', async () => {
  const file = join(folder(), 'log.sqlite')
  const log = openSqliteLog(file, { keys: keysOf(file) })
  onTestFinished(() => log.close())
  const lease = await log.lease(cohort, 'first')
  await log.append([{ stream: flow, bodies: [bytes('a')] }], lease)
  // Reading a file in the process that holds a lock on it drops the lock, on POSIX systems.
  for (const lock of [`${file}.lock`, `${keysOf(file)}.lock`]) readFileSync(lock)
  expect(await firstLine(startChild('hold', file))).toBe('open')
  await expect(log.append([{ stream: flow, bodies: [bytes('b')] }], lease)).rejects.toThrow(Fenced)
  expect(told(await log.load(flow)).entries).toEqual(['1 a'])
})

test('[LG12] after an I/O error nothing more is written, the process is told to end, and what was acknowledged is there', async () => {
  const file = join(folder(), 'log.sqlite')
  // A file size limit makes the disk refuse in the middle of a commit, with an error other than "no space".
  const { child, ended, lines } = start(
    'bash',
    '-c',
    'ulimit -f 300; exec "$@"',
    '-',
    process.execPath,
    script,
    'break',
    file,
  )
  const said: string[] = []
  lines.on('line', (line) => said.push(line))
  await ended
  expect(said.slice(-3)).toEqual(['broken', 'refused', 'refused'])
  expect(child.exitCode).toBe(70)
  const log = openSqliteLog(file, { keys: keysOf(file) })
  onTestFinished(() => log.close())
  const acked = said.slice(0, -3)
  expect(acked.length).toBeGreaterThan(10)
  expect(await wordsOf(log, flow)).toEqual(acked)
})
