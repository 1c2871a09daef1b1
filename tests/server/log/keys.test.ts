/** Bodies under keys that can be destroyed: what is stored, what is left of it, and which keys belong to which data. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { randomId, type StreamId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { lock, unlock } from '../../../server/log/crypt.ts'
import { readStored, Unreadable } from '../../../server/log/entry.ts'
import { KeysAmiss, type Amiss } from '../../../server/log/keys.ts'
import { Gone, Unavailable, type Log } from '../../../server/log/log.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { bodiesIn, bytesIn } from '../../fixtures/stored.ts'
import { keysIn, usedIn } from './key-files.ts'
import { access, bytes, cohort, flow, text, told, vault } from './streams.ts'
import { folder, keysOf, newSeed } from './surroundings.ts'

const newFile = () => join(folder(), 'log.sqlite')

function opened(file: string, keys = keysOf(file)): Log {
  const log = openSqliteLog(file, { keys })
  onTestFinished(() => log.close())
  return log
}

/** What another process finds in all files beside a data file, its keys among them. */
const onDisk = (file: string) =>
  execFileSync(
    'cat',
    bytesIn(dirname(file)).map(([name]) => join(dirname(file), name)),
    { maxBuffer: 2 ** 30 },
  )

/** A copy as a backup has it: of one moment, with everything that is alive and nothing else. */
function copied(file: string): string {
  const to = join(folder(), 'copy.sqlite')
  const db = new DatabaseSync(file)
  db.prepare('VACUUM INTO ?').run(to)
  db.close()
  return to
}

const readable = (file: string, keys: string) =>
  bodiesIn(file, keys)
    .map(([, body]) => body.toString())
    .sort()

test('[ER1] what is stored is in no file as it was written, each stream is under a key of its own, and all comes back', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  const words = (of: string) => [`MARK-${of}-1`, '', `MARK-${of}-2`.repeat(3000)]
  for (const stream of [flow, access, vault]) await log.append([{ stream, bodies: words(stream).map(bytes) }], lease)
  await log.compact(access, { seq: 2, body: bytes('MARK-snapshot') }, lease)
  expect(onDisk(file).includes('MARK')).toBe(false)
  expect(told(await log.load(flow)).entries).toEqual(words(flow).map((word, i) => `${i + 1} ${word}`))
  expect(told(await log.load(access))).toEqual({
    snapshot: '2 MARK-snapshot',
    entries: [`3 ${words(access)[2]}`],
    head: 3,
  })
  const used = usedIn(file)
  expect([...used.keys()].sort()).toEqual([access, flow, vault].sort())
  expect(new Set(used.values()).size).toBe(3)
  // Nothing is said twice: the same words under the same key are stored as something else each time.
  await log.append([{ stream: vault, bodies: ['same', 'same'].map(bytes) }], lease)
  const db = new DatabaseSync(file)
  const stored = db.prepare('SELECT hex(substr(body, 8)) AS rest FROM entries WHERE stream = ? AND seq > 3').all(vault)
  db.close()
  expect(new Set(stored.map(({ rest }) => rest)).size).toBe(2)
})

test('[ER1] a body that was moved, cut or changed is refused, and so is one whose key is another', () => {
  const key = { id: 7 ** 15, secret: new Uint8Array(32).fill(1) }
  const place = { stream: flow, kind: 'entry', seq: 5 } as const
  const stored = lock(bytes('words'), place, key)
  const find = (id: number) => (id === key.id ? key : undefined)
  expect(text(unlock(stored, place, find))).toBe('words')
  expect(readStored(stored).keyId).toBe(key.id)
  const elsewhere = [
    { ...place, seq: 6 },
    { ...place, stream: access },
    { ...place, kind: 'snapshot' as const },
    { ...place, stream: `${flow}1` as StreamId, seq: 5 },
  ]
  for (const other of elsewhere) expect(() => unlock(stored, other, find)).toThrow('was not stored there')
  for (let at = readStored(stored).header.length; at < stored.length; at++) {
    const changed = Uint8Array.from(stored)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => unlock(changed, place, find)).toThrow(Unreadable)
    expect(() => unlock(stored.subarray(0, at), place, find)).toThrow(Unreadable)
  }
  expect(() => unlock(stored, place, () => undefined)).toThrow('is not there')
  expect(() => unlock(stored, place, () => ({ ...key, secret: new Uint8Array(32) }))).toThrow(Unreadable)
})

test('[ER1] a row that is put into another place of the data file is not read there', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  await log.append([{ stream: flow, bodies: ['a', 'b'].map(bytes) }], lease)
  const before = copied(file)
  await log.append([{ stream: vault, bodies: [bytes('c')] }], lease)
  await log.close()
  const db = new DatabaseSync(file)
  onTestFinished(() => db.close())
  const swap = (sql: string) => {
    db.exec(sql)
    const again = openSqliteLog(file, { keys: keysOf(file) })
    return again.load(flow).finally(() => again.close())
  }
  await expect(
    swap('UPDATE entries SET body = (SELECT body FROM entries WHERE seq = 2) WHERE seq = 1'),
  ).rejects.toThrow(Unreadable)
  // As it stood in an older file, back at its place: that is the same body.
  db.exec(`ATTACH '${before}' AS old`)
  const restored = await swap(
    "UPDATE entries SET body = (SELECT body FROM old.entries AS o WHERE o.stream = entries.stream AND o.seq = 1) WHERE seq = 1 AND stream LIKE 'flow%'",
  )
  expect(told(restored).entries).toEqual(['1 a', '2 b'])
})

test('[ER2] when a purge or a compaction resolves, no byte of the old key is in any file', async () => {
  const random = seededRandom(newSeed())
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  const newStream = (): StreamId => `vault/${cohort}/${randomId(random, 12)}`
  const streams = Array.from({ length: 40 }, newStream)
  const gone: Buffer[] = []
  const secretOf = (stream: StreamId) => Buffer.from(keysIn(keysOf(file)).get(usedIn(file).get(stream) ?? 0) ?? [])
  for (let round = 0; round < 120; round++) {
    const at = random(streams.length)
    const stream = streams[at] as StreamId
    await log.append([{ stream, bodies: [bytes(`round ${round}`)] }], lease)
    const secret = secretOf(stream)
    expect(secret).toHaveLength(32)
    expect(onDisk(file).includes(secret)).toBe(true)
    const { head, snapshot } = await log.load(stream)
    const isPurged = random(4) === 0
    if (isPurged) {
      await log.purge(stream, lease)
      streams[at] = newStream()
    } else {
      // In the middle, so that some is under the old key until then.
      await log.compact(
        stream,
        { seq: Math.max(snapshot?.seq ?? 1, 1 + random(head)), body: bytes('all of it') },
        lease,
      )
    }
    gone.push(secret)
    const disk = onDisk(file)
    // Not even the half of one.
    expect(gone.filter((one) => disk.includes(one.subarray(0, 16)) || disk.includes(one.subarray(16)))).toEqual([])
    if (!isPurged) expect((await log.load(stream)).head).toBe(head)
  }
  expect(gone).toHaveLength(120)
})

// Pages fill, split and merge here: without the padding of keys-sqlite.ts this finds copies that SQLite left behind.
test('[ER2] no copy of a key stays behind when hundreds come and go among each other', async () => {
  const random = seededRandom(newSeed())
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  const gone: Buffer[] = []
  let alive: StreamId[] = []
  for (let round = 0; round < 12; round++) {
    const fresh = Array.from({ length: 40 }, (): StreamId => `vault/${cohort}/${randomId(random, 12)}`)
    await log.append(
      fresh.map((stream) => ({ stream, bodies: [bytes('words')] })),
      lease,
    )
    alive.push(...fresh)
    const [secrets, used] = [keysIn(keysOf(file)), usedIn(file)]
    const going = alive.filter(() => random(3) === 0)
    for (const stream of going) {
      gone.push(Buffer.from(secrets.get(used.get(stream) ?? 0) ?? []))
      await log.purge(stream, lease)
    }
    alive = alive.filter((stream) => !going.includes(stream))
    const disk = onDisk(file)
    expect(gone.filter((one) => disk.includes(one.subarray(0, 16)) || disk.includes(one.subarray(16)))).toEqual([])
  }
  expect(gone.length).toBeGreaterThan(200)
})

test('[ER2] a key that could not be destroyed, as somebody read beside it, is so with the next one, and at the next start', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  for (const stream of [flow, access, vault]) await log.append([{ stream, bodies: [bytes('words')] }], lease)
  const secret = Buffer.from(keysIn(keysOf(file)).get(usedIn(file).get(vault) ?? 0) ?? [])
  const reader = new DatabaseSync(keysOf(file), { readOnly: true })
  reader.exec('BEGIN; SELECT count(*) FROM keys')
  await expect(log.purge(vault, lease)).rejects.toThrow(Unavailable)
  await expect(log.load(vault)).rejects.toThrow(Gone)
  expect(onDisk(file).includes(secret)).toBe(true)
  reader.close()
  await log.purge(access, lease)
  expect(onDisk(file).includes(secret)).toBe(false)
})

test('[ER3] ATK-60 an older copy of the data, with the keys of today, gives back nothing that was deleted or written anew since', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  const marks = { [flow]: 'MARK-edited', [vault]: 'MARK-taken-back', [access]: 'KEPT' } as Record<StreamId, string>
  for (const [stream, mark] of Object.entries(marks))
    await log.append([{ stream: stream as StreamId, bodies: [bytes(mark)] }], lease)
  const older = copied(file)
  const oldKeys = copied(keysOf(file))
  await log.compact(flow, { seq: 1, body: bytes('KEPT-flow') }, lease)
  await log.purge(vault, lease)

  // With the keys of that moment all of it is there, which is why copies of keys live a few days only.
  expect(readable(older, oldKeys)).toEqual(['KEPT', 'MARK-edited', 'MARK-taken-back'])
  expect(readable(older, keysOf(file))).toEqual(['KEPT'])
  expect(readable(file, keysOf(file))).toEqual(['KEPT', 'KEPT-flow'])
  expect(onDisk(file).includes('MARK')).toBe(false)
})

test('[ER6] what an earlier release stored plain opens, and is locked at the first start, with what it purged still gone', async () => {
  const file = newFile()
  copyFileSync(join(import.meta.dirname, '../../fixtures/log/log-v1.sqlite'), file)
  expect(onDisk(file).includes('{"n":5}')).toBe(true)
  const log = opened(file)
  const old = '23456789cd' as typeof cohort
  const [stream, lease] = [`flow/${old}` as StreamId, await log.lease(old, 'now')]
  for (const plain of ['{"sum"', '{"n":', '\u0007'.repeat(300)])
    expect([plain, onDisk(file).includes(plain)]).toEqual([plain, false])
  const before = told(await log.load(stream))
  expect(before).toEqual({ snapshot: '3 {"sum":6}', entries: ['4 {"n":4}', '5 {"n":5}'], head: 5 })
  expect((await log.load(`doc/${old}/cdfhjkmnpq.values.a` as StreamId)).entries.map(({ body }) => body.length)).toEqual(
    [5000, 0],
  )
  await expect(log.load(`vault/${old}/cdfhjkmnpq.affirm`)).rejects.toThrow(Gone)
  await log.append([{ stream, bodies: [bytes('{"n":6}')] }], lease)
  await log.close()
  expect(told(await opened(file).load(stream)).entries).toEqual(['4 {"n":4}', '5 {"n":5}', '6 {"n":6}'])
})

test('[ER5] keys and data that do not belong together are refused, each for its reason, and nothing is changed', async () => {
  const file = newFile()
  const keys = keysOf(file)
  const log = openSqliteLog(file, { keys })
  const lease = await log.lease(cohort, 'one')
  await log.append([{ stream: vault, bodies: [bytes('words')] }], lease)
  const older = { data: copied(file), keys: copied(keys) }
  await log.compact(vault, { seq: 1, body: bytes('anew') }, lease)
  const many = Array.from({ length: 20 }, (_, i): StreamId => `vault/${cohort}/more${i}`)
  await log.append(
    many.map((stream) => ({ stream, bodies: [bytes('more')] })),
    lease,
  )
  await log.close()
  const other = newFile()
  const elsewhere = openSqliteLog(other, { keys: keysOf(other) })
  await elsewhere.append([{ stream: vault, bodies: [bytes('x')] }], await elsewhere.lease(cohort, 'two'))
  await elsewhere.close()

  const why = (data: string, ring: string): Amiss | null => {
    const dir = folder()
    const [ownData, ownKeys] = [join(dir, 'log.sqlite'), join(dir, 'keys', 'keys.db')]
    mkdirSync(dirname(ownKeys))
    if (existsSync(data)) copyFileSync(data, ownData)
    if (existsSync(ring)) copyFileSync(ring, ownKeys)
    const before = existsSync(ring) ? [...keysIn(ownKeys).keys()] : []
    try {
      void openSqliteLog(ownData, { keys: ownKeys }).close()
      return null
    } catch (error) {
      if (!(error instanceof KeysAmiss)) throw error
      // Whoever made a mistake can still put it right.
      expect(existsSync(ring) ? [...keysIn(ownKeys).keys()] : []).toEqual(before)
      return error.why
    }
  }
  expect(why(file, keys)).toBe(null)
  expect(why(older.data, older.keys)).toBe(null)
  expect(why(file, join(folder(), 'none'))).toBe('absent')
  expect(why(file, keysOf(other))).toBe('foreign')
  expect(why(file, older.keys)).toBe('older')
  expect(why(older.data, keys)).toBe('destroyed')
  // An empty folder with the keys of another: they would be destroyed as keys that nothing needs.
  expect(why(join(folder(), 'none'), keys)).toBe('foreign')

  const first = openSqliteLog(file, { keys })
  const empty = newFile()
  expect(() => openSqliteLog(empty, { keys })).toThrow('taken')
  await first.close()
  expect(() => openSqliteLog(file)).toThrow(KeysAmiss)
})

test('[ER2] what a start finds in the keys and nothing is locked with, it destroys', async () => {
  const file = newFile()
  const log = openSqliteLog(file, { keys: keysOf(file) })
  await log.append([{ stream: flow, bodies: [bytes('a')] }], await log.lease(cohort, 'one'))
  // Made at once for the next ones.
  expect(keysIn(keysOf(file)).size).toBeGreaterThan(1)
  const spare = [...keysIn(keysOf(file))].filter(([id]) => id !== usedIn(file).get(flow))
  await log.close()
  opened(file)
  expect([...keysIn(keysOf(file)).keys()]).toEqual([usedIn(file).get(flow)])
  for (const [, secret] of spare) expect(onDisk(file).includes(Buffer.from(secret))).toBe(false)
})

test('[ER4] a write that is refused uses up no key, and the key of one that failed is never used again', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'one')
  await log.append([{ stream: flow, bodies: [bytes('a')] }], lease)
  const { size } = keysIn(keysOf(file))
  for (let i = 0; i < 100; i++) {
    const writes = [
      { stream: `vault/${cohort}/new${i}` as StreamId, bodies: [bytes('x')] },
      { stream: flow, bodies: [], expect: 9 },
    ]
    await expect(log.append(writes, lease)).rejects.toThrow('is at 1')
  }
  expect(keysIn(keysOf(file)).size).toBe(size)
  // In one commit: however many streams begin at once.
  await log.append(
    Array.from({ length: 60 }, (_, i) => ({ stream: `vault/${cohort}/many${i}` as StreamId, bodies: [bytes('x')] })),
    lease,
  )
  const used = usedIn(file)
  expect(new Set(used.values()).size).toBe(61)
  const { limited, limitedFile } = await filled()
  const stored = [...usedIn(limitedFile).values()]
  expect(new Set(stored).size).toBe(stored.length)
  for (const [stream] of usedIn(limitedFile)) expect((await limited.load(stream)).entries).toHaveLength(1)
})

/** A log whose disk was full again and again. */
async function filled() {
  const limitedFile = newFile()
  const limited = openSqliteLog(limitedFile, { keys: keysOf(limitedFile), limitBytes: 120_000 })
  onTestFinished(() => limited.close())
  const lease = await limited.lease(cohort, 'one')
  let refused = 0
  for (let i = 0; refused < 5; i++) {
    const stream: StreamId = `vault/${cohort}/full${i}`
    await limited.append([{ stream, bodies: [new Uint8Array(10_000)] }], lease).catch((error: unknown) => {
      expect(error).toBeInstanceOf(Unavailable)
      refused++
    })
  }
  return { limited, limitedFile }
}

test('[LG16] only the owner of the process may read the keys, also when the file came from a backup', async () => {
  const file = newFile()
  const log = openSqliteLog(file, { keys: keysOf(file) })
  await log.append([{ stream: flow, bodies: [bytes('a')] }], await log.lease(cohort, 'one'))
  const dir = dirname(keysOf(file))
  const modes = () =>
    Object.fromEntries(readdirSync(dir).map((name) => [name, (statSync(join(dir, name)).mode & 0o777).toString(8)]))
  const all = { 'keys.db': '600', 'keys.db-wal': '600', 'keys.db-shm': '600', 'keys.db.lock': '600' }
  expect(modes()).toEqual(all)
  expect((statSync(dir).mode & 0o777).toString(8)).toBe('700')
  await log.close()
  execFileSync('chmod', ['644', keysOf(file)])
  const again = opened(file)
  await again.append([{ stream: access, bodies: [bytes('a')] }], await again.lease(cohort, 'two'))
  expect(modes()['keys.db']).toBe('600')
})

test('[ER5] data and keys that were copied or moved together open', async () => {
  const file = newFile()
  const log = openSqliteLog(file, { keys: keysOf(file) })
  await log.append([{ stream: flow, bodies: [bytes('a')] }], await log.lease(cohort, 'one'))
  await log.close()
  const to = folder()
  cpSync(dirname(file), to, { recursive: true })
  rmSync(dirname(file), { recursive: true })
  const elsewhere = join(folder(), 'k.db')
  renameSync(keysOf(join(to, 'log.sqlite')), elsewhere)
  expect(told(await opened(join(to, 'log.sqlite'), elsewhere).load(flow)).entries).toEqual(['1 a'])
})

test('[ER5] an older copy of the data that was put in by hand leaves the keys of what came after it', async () => {
  const file = newFile()
  const keys = keysOf(file)
  const log = openSqliteLog(file, { keys })
  const lease = await log.lease(cohort, 'one')
  await log.append([{ stream: vault, bodies: [bytes('words')] }], lease)
  const older = copied(file)
  const many = Array.from({ length: 40 }, (_, i): StreamId => `vault/${cohort}/more${i}`)
  for (const stream of many) await log.append([{ stream, bodies: [bytes('more')] }], lease)
  await log.close()

  const dir = folder()
  copyFileSync(older, join(dir, 'log.sqlite'))
  const byHand = openSqliteLog(join(dir, 'log.sqlite'), { keys })
  expect(told(await byHand.load(vault)).entries).toEqual(['1 words'])
  await byHand.close()
  const again = opened(file)
  for (const stream of many) expect(told(await again.load(stream)).entries).toEqual(['1 more'])
})
