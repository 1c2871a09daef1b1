/** Data and keys, backed up and restored apart: what fits together, what is given back, and what is said. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { keyBackupMs } from '../../../shared/policy.ts'
import type { StreamId } from '../../../shared/lib/ids.ts'
import { Gone } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { gatherKeys, judgeKeys } from '../../../server/operate/doctor/keys.ts'
import { dataFile, keysFile } from '../../../server/operate/stores.ts'
import { keysIn } from '../log/key-files.ts'
import { access, bytes, cohort, elsewhere, flow, text, vault } from '../log/streams.ts'
import { folder } from '../log/surroundings.ts'
import { operate } from './command.ts'

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const open = (dataDir: string, keys = keysFile(dataDir)) => openSqliteLog(dataFile(dataDir), { keys })
const box = `box/${cohort}/222222222222` as StreamId
const page = `page/${cohort}/222222222222.own` as StreamId
const other: readonly StreamId[] = [`flow/${elsewhere}`, `access/${elsewhere}`, `vault/${elsewhere}/alone`]

/** Two workshops, and a folder each for copies of the data and of the keys. */
async function stored() {
  const dir = folder()
  const [from, near, far] = [join(dir, 'from'), join(dir, 'near'), join(dir, 'far')]
  for (const each of [near, far]) mkdirSync(each)
  const log = open(from)
  const [one, two] = [await log.lease(cohort, 'a'), await log.lease(elsewhere, 'a')]
  for (const stream of [flow, access, box, page, vault]) await log.append([{ stream, bodies: [bytes(stream)] }], one)
  for (const stream of other) await log.append([{ stream, bodies: [bytes(stream)] }], two)
  await log.close()
  return { dir, from, near, far, env: { DATA_DIR: from } }
}

async function wordsIn(dataDir: string, keys?: string): Promise<Record<string, string>> {
  const log = open(dataDir, keys)
  const all = [flow, access, box, page, vault, ...other]
  const words: Record<string, string> = {}
  for (const stream of all) {
    try {
      const { snapshot, entries } = await log.load(stream)
      words[stream] = [snapshot, ...entries].map((one) => (one === null ? '' : text(one.body))).join('')
    } catch (error) {
      if (!(error instanceof Gone)) throw error
      words[stream] = 'gone'
    }
  }
  await log.close()
  return words
}
const asStored = Object.fromEntries([flow, access, box, page, vault, ...other].map((stream) => [stream, stream]))

/** A day later: a page is deleted, a name changed, and the second workshop deleted. */
async function aDayLater(dataDir: string): Promise<void> {
  const log = open(dataDir)
  const [one, two] = [await log.lease(cohort, 'b'), await log.lease(elsewhere, 'b')]
  await log.purge(page, one)
  await log.compact(box, { seq: 1, body: bytes('another name') }, one)
  for (const stream of other) await log.purge(stream, two)
  await log.close()
}

test('[OP4] copies of data and keys are two files in two places, each its owner’s alone, and both come back', async () => {
  const { dir, from, near, far, env } = await stored()
  const [file, apart] = [join(near, 'data.db'), join(far, 'keys.db')]
  expect((await operate(['backup', file], env)).output).toContain('--keys')
  const together = await operate(['backup', file, '--keys', join(near, 'keys.db')], env)
  expect([together.code, together.output]).toEqual([1, expect.stringContaining('another folder')])
  expect(readdirSync(near)).toEqual([])
  expect(await operate(['backup', file, '--keys', apart], env)).toMatchObject({ code: 0 })
  expect(statSync(apart).mode & 0o777).toBe(0o600)
  for (const secret of keysIn(keysFile(from)).values()) {
    expect(readFileSync(file).includes(secret)).toBe(false)
    expect(readFileSync(apart).includes(secret)).toBe(true)
  }

  const to = join(dir, 'to')
  const swapped = await operate(['restore', apart, '--keys', file], { DATA_DIR: to })
  expect([swapped.code, swapped.output]).toEqual([1, expect.stringContaining('is a copy of keys')])
  const lacking = await operate(['restore', file], { DATA_DIR: to })
  expect([lacking.code, lacking.output]).toEqual([1, expect.stringContaining('there are none at')])
  expect(await operate(['restore', file, '--keys', apart], { DATA_DIR: to })).toMatchObject({ code: 0 })
  expect(await wordsIn(to)).toEqual(asStored)
  // Onto another disk, as KEYS_FILE says.
  const elsewhere = join(dir, 'disk', 'k.db')
  const set = { DATA_DIR: join(dir, 'apart'), KEYS_FILE: elsewhere }
  expect(await operate(['restore', file, '--keys', apart], set)).toMatchObject({ code: 0 })
  expect(await wordsIn(set.DATA_DIR, elsewhere)).toEqual(asStored)
  expect(existsSync(keysFile(set.DATA_DIR))).toBe(false)

  const withKeys = await operate(['backup', join(dirname(elsewhere), 'data.db'), '--without-keys'], set)
  expect([withKeys.code, withKeys.output]).toEqual([1, expect.stringContaining('The keys lie in')])

  expect((await operate(['backup', join(near, 'more.db'), '--without-keys'], env)).code).toBe(0)
  appendFileSync(apart, '.')
  expect((await operate(['restore', file, '--keys', apart], { DATA_DIR: join(dir, 'else') })).code).toBe(1)
})

test('[ER3][ER7] ATK-60 an older backup with the keys of today is restored without what was deleted since, and only on a plain word', async () => {
  const { dir, from, near, far, env } = await stored()
  const [file, old, today] = [join(near, 'old.db'), join(far, 'old-keys.db'), join(far, 'keys.db')]
  expect(await operate(['backup', file, '--keys', old], env)).toMatchObject({ code: 0 })
  await aDayLater(from)
  expect(await operate(['backup', join(near, 'new.db'), '--keys', today], env)).toMatchObject({ code: 0 })

  const to = join(dir, 'to')
  const asked = await operate(['restore', file, '--keys', today], { DATA_DIR: to })
  expect([asked.code, asked.output]).toEqual([
    1,
    expect.stringContaining('one workshop and 2 boards, pages, booklets or names of this copy cannot be read'),
  ])
  expect(existsSync(to)).toBe(false)
  const done = await operate(['restore', file, '--keys', today, '--without-erased'], { DATA_DIR: to })
  expect([done.code, done.output]).toEqual([0, expect.stringContaining('Left away, as no key opens it any more: one')])
  expect(await wordsIn(to)).toEqual({
    ...asStored,
    [page]: 'gone',
    // People go on there: it is empty, and can be written to.
    [box]: '',
    ...Object.fromEntries(other.map((stream) => [stream, 'gone'])),
  })
  const log = open(to)
  const lease = await log.lease(cohort, 'c')
  expect((await log.append([{ stream: box, bodies: [bytes('x')] }], lease)).get(box)).toBe(2)
  expect(await log.list('flow/')).toEqual([flow])
  await log.close()

  // With the keys of its own moment all of it comes back: that is why such copies live a few days only.
  const whole = join(dir, 'whole')
  expect(await operate(['restore', file, '--keys', old], { DATA_DIR: whole })).toMatchObject({ code: 0 })
  expect(await wordsIn(whole)).toEqual(asStored)
})

test('[ER7] keys that are older than the copy, or of another place, are refused, and the folder stays as it was', async () => {
  const { dir, from, near, far, env } = await stored()
  const [older, file, keys] = [join(far, 'older.db'), join(near, 'data.db'), join(far, 'keys.db')]
  expect(await operate(['backup', join(near, 'first.db'), '--keys', older], env)).toMatchObject({ code: 0 })
  const log = open(from)
  const lease = await log.lease(cohort, 'b')
  const many = Array.from({ length: 20 }, (_, i): StreamId => `vault/${cohort}/more${i}`)
  await log.append(
    many.map((stream) => ({ stream, bodies: [bytes('x')] })),
    lease,
  )
  await log.close()
  expect(await operate(['backup', file, '--keys', keys], env)).toMatchObject({ code: 0 })
  const foreign = await stored()
  const strange = join(foreign.far, 'keys.db')
  expect(await operate(['backup', join(foreign.near, 'd.db'), '--keys', strange], foreign.env)).toMatchObject({
    code: 0,
  })

  const to = join(dir, 'to')
  for (const [ring, words] of [
    [older, 'are older than this copy'],
    [strange, 'do not belong to this copy'],
  ] as const) {
    const { code, output } = await operate(['restore', file, '--keys', ring, '--without-erased'], { DATA_DIR: to })
    expect([code, output]).toEqual([1, expect.stringContaining(words)])
    expect(existsSync(to)).toBe(false)
  }
  // What is there stays whole: the data and its keys are put aside, each where it lay.
  expect((await operate(['restore', file, '--keys', keys], foreign.env)).output).toContain('is not empty')
  const { code, output } = await operate(['restore', file, '--keys', keys, '--replace'], foreign.env)
  expect([code, output]).toEqual([0, expect.stringContaining('What was there before is in')])
  const aside = (at: string) => readdirSync(at).filter((name) => name.startsWith('replaced-'))
  const [data, ring] = [aside(foreign.from), aside(dirname(keysFile(foreign.from)))]
  expect([data.length, ring.length]).toEqual([1, 1])
  const before = openSqliteLog(join(foreign.from, data[0] ?? '', 'fourfold.db'), {
    keys: join(dirname(keysFile(foreign.from)), ring[0] ?? '', 'keys.db'),
  })
  expect(await before.list('flow/')).toHaveLength(2)
  await before.close()
})

test('[ER7] with the keys that are there an older copy is restored, and what it replaces can still be opened', async () => {
  const { from, near, env } = await stored()
  const file = join(near, 'old.db')
  expect(await operate(['backup', file, '--without-keys'], env)).toMatchObject({ code: 0 })
  await aDayLater(from)
  const now = await wordsIn(from)
  expect(await operate(['restore', file, '--replace', '--without-erased'], env)).toMatchObject({ code: 0 })
  expect((await wordsIn(from))[vault]).toBe(vault)
  writeFileSync(keysFile(from), 'no keys, but as long as the header of a database'.repeat(40))
  const unread = await operate(['restore', file, '--replace', '--without-erased'], env)
  expect([unread.code, unread.output]).toEqual([1, expect.stringContaining('cannot be read. Name a copy')])
  const [data] = readdirSync(from).filter((name) => name.startsWith('replaced-'))
  const [ring] = readdirSync(join(from, 'keys')).filter((name) => name.startsWith('replaced-'))
  const aside = join(from, data ?? '')
  expect(await wordsIn(aside, join(from, 'keys', ring ?? '', 'keys.db'))).toEqual(now)
})

test('[ER8] copies of keys that are older than a few days are named, to be deleted', async () => {
  const { near, far, env } = await stored()
  const [first, second] = [join(far, 'first.db'), join(far, 'second.db')]
  expect(await operate(['backup', join(near, 'a.db'), '--keys', first], env)).toMatchObject({ code: 0 })
  const quiet = await operate(['backup', join(near, 'b.db'), '--keys', second], env)
  expect(quiet.output).not.toContain('Delete it')
  const manifest = JSON.parse(readFileSync(`${first}.json`, 'utf8')) as { takenAt: string }
  manifest.takenAt = new Date(Date.now() - keyBackupMs - 60_000).toISOString()
  writeFileSync(`${first}.json`, JSON.stringify(manifest))
  const { code, output } = await operate(['backup', join(near, 'c.db'), '--keys', join(far, 'third.db')], env)
  expect([code, output]).toEqual([0, expect.stringContaining(`${first} is a copy of keys that is older than 7 days`)])
  expect(output).not.toContain(`${second} is a copy`)
})

test('[OP6] the doctor says whether the keys open what is stored, and what lies with them', async () => {
  const { from, near, far, env } = await stored()
  const keys = keysFile(from)
  const judged = (ring = keys) => judgeKeys(from, gatherKeys(from, ring)).map(({ level, what }) => `${level}: ${what}`)
  expect(judged()).toEqual([expect.stringMatching(/^good: The keys open what is stored. They lie in /)])
  expect(judged(join(far, 'none.db'))).toEqual([expect.stringMatching(/^fault: .* there are none at/)])
  const apart = join(far, 'keys.db')
  expect(await operate(['backup', join(near, 'a.db'), '--keys', apart], env)).toMatchObject({ code: 0 })
  expect(judged(apart)).toEqual(['good: The keys open what is stored, and lie outside of its folder.'])
  expect(await operate(['backup', join(far, 'b.db'), '--without-keys'], env)).toMatchObject({ code: 0 })
  expect(judged(apart)).toEqual([
    'good: The keys open what is stored, and lie outside of its folder.',
    expect.stringMatching(/^look: .*b.db is a copy of the data, and lies with the keys/),
  ])
  const foreign = await stored()
  expect(judged(keysFile(foreign.from))).toEqual([expect.stringMatching(/^fault: .* are not those of what is stored/)])
  const log = open(from)
  const lease = await log.lease(cohort, 'b')
  for (let i = 0; i < 40; i++) await log.compact(flow, { seq: 1, body: bytes(`${i}`) }, lease)
  await log.close()
  expect(judged(apart)).toContainEqual(expect.stringMatching(/^fault: .* are older than what is stored/))
  expect((await operate(['doctor'], env)).output).toContain('Good   The keys open what is stored')
  writeFileSync(apart, 'not a database, but as long as the header of one'.repeat(40))
  expect(judged(apart)).toContainEqual(expect.stringMatching(/^fault: .* cannot be read/))
  const damaged = readFileSync(keys)
  damaged.fill(255, 1024, 1100)
  writeFileSync(apart, damaged)
  expect(judged(apart)).toContainEqual(expect.stringMatching(/^fault: .* (are damaged|cannot be read)/))
})
