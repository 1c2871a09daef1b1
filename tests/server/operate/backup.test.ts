import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { keysFile } from '../../../server/operate/stores.ts'
import { access, bytes, cohort, flow, wordsOf } from '../log/streams.ts'
import { folder } from '../log/surroundings.ts'
import { operate } from './command.ts'

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const dataOf = (dataDir: string) => join(dataDir, 'fourfold.db')

/** A data folder with these words in the flow of a cohort; nobody has it open. */
async function stored(dataDir: string, ...words: string[]): Promise<void> {
  const log = openSqliteLog(dataOf(dataDir))
  const lease = await log.lease(cohort, 'one')
  await log.append([{ stream: flow, bodies: words.map(bytes) }], lease)
  await log.close()
}

async function wordsIn(file: string): Promise<string[]> {
  const log = openSqliteLog(file)
  const words = await wordsOf(log, flow)
  await log.close()
  return words
}

/** A copy of a folder with the words `first` and `second`. */
async function copied() {
  const dir = folder()
  const from = join(dir, 'from')
  await stored(from, 'first', 'second')
  const file = join(dir, 'copy.db')
  expect(await operate(['backup', file], { DATA_DIR: from })).toMatchObject({ code: 0 })
  return { dir, from, file }
}

test('[OP1][ER7] while a process writes and compacts, each copy is whole: all that was acknowledged before, in order, across streams', async () => {
  const dir = folder()
  const dataDir = join(dir, 'data')
  mkdirSync(join(dir, 'far'))
  const script = join(import.meta.dirname, '../log/child.ts')
  const writer = spawn(process.execPath, [script, 'write', dataOf(dataDir), '1'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void writer.kill('SIGKILL'))
  const acked: string[] = []
  const lines = createInterface({ input: writer.stdout }).on('line', (line) => acked.push(line))
  await once(lines, 'line')
  for (let round = 0; round < 4; round++) {
    const before = acked.length
    const file = join(dir, `copy-${round}.db`)
    const keys = join(dir, 'far', `keys-${round}.db`)
    const { code, output } = await operate(['backup', file, '--keys', keys], { DATA_DIR: dataDir })
    expect([code, output]).toEqual([0, expect.stringContaining('holds everything that was saved up to')])
    // It went on meanwhile.
    while (acked.length === before) await once(lines, 'line')
    // Data and keys fit together, though it wrote streams anew, each under a new key, in between.
    const log = openSqliteLog(file, { keys })
    const words = await wordsOf(log, flow)
    expect(await wordsOf(log, access)).toEqual(words)
    await log.close()
    expect(words.length).toBeGreaterThanOrEqual(before)
    expect(words.slice(0, before)).toEqual(acked.slice(0, before))
    expect(words).toEqual(words.map((_word, i) => `1.${i}`))
  }
  writer.kill('SIGKILL')
  await once(writer, 'close')
  // What was copied beside it harmed nothing.
  const log = openSqliteLog(dataOf(dataDir), { keys: keysFile(dataDir) })
  onTestFinished(() => log.close())
  expect((await wordsOf(log, flow)).slice(0, acked.length)).toEqual(acked)
})

test('[OP1] a copy and its manifest are their owner’s alone, and say of which version, form and moment they are', async () => {
  const { file } = await copied()
  for (const each of [file, `${file}.json`]) expect(statSync(each).mode & 0o777).toBe(0o600)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(JSON.parse(readFileSync(`${file}.json`, 'utf8'))).toMatchObject({
    fourfold: 'backup',
    kind: 'data',
    version,
    format: 2,
    bytes: statSync(file).size,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('[OP2] what was deleted is in no byte of a copy, though a reader keeps it in the write-ahead log', async () => {
  const dir = folder()
  const dataDir = join(dir, 'data')
  const log = openSqliteLog(dataOf(dataDir))
  onTestFinished(() => log.close())
  const lease = await log.lease(cohort, 'one')
  const canaries = Array.from({ length: 40 }, (_, i) => `CANARY-${i}-`.padEnd(60 + i * 97, 'z'))
  await log.append([{ stream: access, bodies: canaries.map(bytes) }], lease)
  await log.append([{ stream: flow, bodies: [bytes('kept')] }], lease)
  const reader = new DatabaseSync(dataOf(dataDir))
  reader.exec('BEGIN; SELECT count(*) FROM entries')
  await expect(log.purge(access, lease)).rejects.toThrow('reading')
  expect(readFileSync(`${dataOf(dataDir)}-wal`).includes('CANARY-')).toBe(true)
  const file = join(dir, 'copy.db')
  expect(await operate(['backup', file], { DATA_DIR: dataDir })).toMatchObject({ code: 0 })
  reader.close()
  const copy = readFileSync(file)
  expect(copy.includes('kept')).toBe(true)
  expect(copy.includes('CANARY-')).toBe(false)
  expect(copy.includes('zzzzzzzz')).toBe(false)
})

test('[OP1] a backup overwrites nothing, goes nowhere it would be lost, and leaves nothing behind when it cannot be made', async () => {
  const { dir, from, file } = await copied()
  const env = { DATA_DIR: from }
  const before = readFileSync(file)
  expect(await operate(['backup', file], env)).toMatchObject({
    code: 1,
    output: expect.stringContaining('is there already'),
  })
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(await operate(['backup', join(from, 'copy.db')], env)).toMatchObject({ code: 1 })
  expect(await operate(['backup', join(dir, 'no', 'copy.db')], env)).toMatchObject({ code: 1 })
  expect(await operate(['backup', join(dir, 'other.db')], { DATA_DIR: join(dir, 'none') })).toMatchObject({ code: 1 })
  expect(await operate(['backup'], env)).toMatchObject({ code: 2 })
  writeFileSync(dataOf(from), 'no database at all, but as long as the header of one'.repeat(40))
  expect(await operate(['backup', join(dir, 'other.db')], env)).toMatchObject({ code: 1 })
  expect(readdirSync(dir).sort()).toEqual(['copy.db', 'copy.db.json', 'from'])
})

test('[OP3] a copy is restored into an empty folder, and a folder in use or not empty is left as it is', async () => {
  const { dir, from, file } = await copied()
  const to = join(dir, 'to')
  expect(await operate(['restore', file], { DATA_DIR: to })).toMatchObject({ code: 0 })
  expect(statSync(dataOf(to)).mode & 0o777).toBe(0o600)
  expect(statSync(to).mode & 0o777).toBe(0o700)
  expect(await wordsIn(dataOf(to))).toEqual(['first', 'second'])

  await stored(from, 'third')
  const refused = await operate(['restore', file], { DATA_DIR: from })
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('is not empty')])
  const running = openSqliteLog(dataOf(from))
  for (const word of [[], ['--replace']]) {
    const { code, output } = await operate(['restore', file, ...word], { DATA_DIR: from })
    expect([code, output]).toEqual([1, expect.stringContaining('Fourfold is running')])
  }
  await running.close()
  expect(await wordsIn(dataOf(from))).toEqual(['first', 'second', 'third'])
})

test('[OP3] with the plain word what is there is put aside, whole, and the copy takes its place', async () => {
  const { from, file } = await copied()
  await stored(from, 'third')
  const { code, output } = await operate(['restore', file, '--replace'], { DATA_DIR: from })
  expect([code, output]).toEqual([0, expect.stringContaining('What was there before is in')])
  expect(await wordsIn(dataOf(from))).toEqual(['first', 'second'])
  const aside = readdirSync(from).filter((name) => name.startsWith('replaced-'))
  expect(aside).toHaveLength(1)
  expect(await wordsIn(join(from, aside[0] ?? '', 'fourfold.db'))).toEqual(['first', 'second', 'third'])
})

test('[OP3] a copy that is cut, changed, newer, of another kind or without its manifest is refused, and nothing is made', async () => {
  const { dir, file } = await copied()
  const to = join(dir, 'to')
  const whole = readFileSync(file)
  const manifest = readFileSync(`${file}.json`, 'utf8')
  const refusal = async () => {
    const { code, output } = await operate(['restore', file], { DATA_DIR: to })
    expect(code).toBe(1)
    expect(existsSync(to)).toBe(false)
    return output
  }
  writeFileSync(file, whole.subarray(0, -1024))
  expect(await refusal()).toContain('something of it is missing or was changed')
  const flipped = Buffer.from(whole)
  flipped.writeUInt8((flipped.at(-100) ?? 0) ^ 1, flipped.length - 100)
  writeFileSync(file, flipped)
  expect(await refusal()).toContain('something of it is missing or was changed')
  writeFileSync(file, whole)
  writeFileSync(`${file}.json`, manifest.replace('"format": 2', '"format": 3'))
  expect(await refusal()).toContain('newer Fourfold')
  writeFileSync(`${file}.json`, manifest.replace('"data"', '"keys"'))
  expect(await refusal()).toContain('is a copy of keys')
  writeFileSync(`${file}.json`, '{}')
  expect(await refusal()).toContain('is missing, or is not of a backup')
  renameSync(`${file}.json`, `${file}.elsewhere`)
  expect(await refusal()).toContain('is missing, or is not of a backup')
  expect(await operate(['restore', join(dir, 'none')], { DATA_DIR: to })).toMatchObject({ code: 1 })
  expect(await operate(['restore', file, '--overwrite'], { DATA_DIR: to })).toMatchObject({ code: 2 })
})
