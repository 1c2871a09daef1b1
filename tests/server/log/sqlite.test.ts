import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { randomId, type StreamId } from '../../../shared/lib/ids.ts'
import { seededRandom } from '../../../shared/lib/rng.ts'
import { Fenced, Gone, Occupied, Unavailable, type Write } from '../../../server/log/log.ts'
import { SqliteFile, type SqliteOptions } from '../../../server/log/sqlite-file.ts'
import { openSqliteLog } from '../../../server/log/sqlite.ts'
import { access, bytes, cohort, flow, told, vault } from './streams.ts'
import { folder, newSeed } from './surroundings.ts'

const newFile = () => join(folder(), 'data', 'log.sqlite')

function opened(file: string, options?: SqliteOptions) {
  const log = openSqliteLog(file, options)
  onTestFinished(() => log.close())
  return log
}

/** The data file and all that stands beside it, as another process sees the disk */
function onDisk(file: string): Buffer {
  const paths = readdirSync(dirname(file)).map((name) => join(dirname(file), name))
  return execFileSync('cat', paths, { maxBuffer: 2 ** 30 })
}

test('[LG8] ATK-16 what is purged or compacted is in no file, down to the last byte', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'first')
  await log.append([{ stream: vault, bodies: ['MARK-vault', `${'MARK-long '.repeat(900)}`].map(bytes) }], lease)
  await log.append([{ stream: flow, bodies: ['MARK-entry', 'KEPT-entry'].map(bytes) }], lease)
  await log.compact(vault, { seq: 1, body: bytes('MARK-snapshot') }, lease)
  expect(onDisk(file).includes('MARK-snapshot')).toBe(true)
  expect(onDisk(file).includes('MARK-vault')).toBe(false)

  await log.purge(vault, lease)
  expect(onDisk(file).includes('MARK-entry')).toBe(true)
  await log.compact(flow, { seq: 1, body: bytes('KEPT-snapshot') }, lease)
  expect(onDisk(file).includes('MARK')).toBe(false)
  for (const kept of ['KEPT-entry', 'KEPT-snapshot']) expect(onDisk(file).includes(kept)).toBe(true)
})

// Pages fill, split and merge here: without the padding of sqlite-schema.ts this finds copies that SQLite left behind.
test('[LG8] no copy stays behind when streams of many sizes grow, are compacted and purged among each other', async () => {
  const random = seededRandom(newSeed())
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'first')
  let streams = 0
  // Names of many lengths; never one that was purged.
  const newStream = (): StreamId => `vault/${cohort}/${randomId(random, random(20))}${100 + streams++}`
  const kept = new Map<StreamId, string[]>(Array.from({ length: 12 }, () => [newStream(), []]))
  const any = () => [...kept.keys()][random(kept.size)] ?? vault
  const removed: string[] = []
  for (let round = 0; round < 150; round++) {
    // Of one length, so that a mark cut by the edge of a page is never taken for another.
    const marks = Array.from({ length: 12 }, (_, i) => `<${1000 + round}.${10 + i}>`)
    const writes = marks.map((mark): Write => {
      const stream = any()
      kept.get(stream)?.push(mark)
      return { stream, bodies: [bytes(mark.repeat(4 + random(random(6) ? 35 : 400)))] }
    })
    await log.append(writes, lease)

    const stream = any()
    const { head, snapshot } = await log.load(stream)
    const inSnapshot = snapshot?.seq ?? 0
    const seq = inSnapshot + Math.ceil((head - inSnapshot) / (1 + random(3)))
    if (round % 10 === 9) {
      await log.purge(stream, lease)
      removed.push(...(kept.get(stream) ?? []))
      kept.delete(stream)
      kept.set(newStream(), [])
    } else {
      if (seq === inSnapshot) continue
      await log.compact(stream, { seq, body: bytes(`(${stream})`.repeat(1 + random(30))) }, lease)
      removed.push(...(kept.get(stream)?.splice(0, seq - inSnapshot) ?? []))
    }
    const found = new Set(
      onDisk(file)
        .toString('latin1')
        .match(/<\d{4}\.\d\d>/g),
    )
    expect(removed.filter((mark) => found.has(mark))).toEqual([])
    expect([...kept.values()].flat().filter((mark) => !found.has(mark))).toEqual([])
  }
  expect(removed.length).toBeGreaterThan(1000)
})

test('[LG8] purging waits for no reader: it says that bytes are left, and finishes when called again', async () => {
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'first')
  await log.append([{ stream: vault, bodies: [bytes('MARK')] }], lease)
  const reader = new DatabaseSync(file, { readOnly: true })
  reader.exec('BEGIN; SELECT * FROM entries')
  await expect(log.purge(vault, lease)).rejects.toThrow(Unavailable)
  await expect(log.load(vault)).rejects.toThrow(Gone)
  reader.close()
  await log.purge(vault, lease)
  expect(onDisk(file).includes('MARK')).toBe(false)
})

test('[LG9] a data file that is open cannot be opened a second time, until it is closed', async () => {
  const file = newFile()
  const log = opened(file)
  expect(() => openSqliteLog(file)).toThrow(Occupied)
  expect(() => openSqliteLog(file)).toThrow(Occupied)
  await log.close()
  await opened(file).close()
})

test('[ORD1] numbers, tombstones and epochs outlive a restart', async () => {
  const file = newFile()
  const before = openSqliteLog(file)
  const lease = await before.lease(cohort, 'first')
  await before.append([{ stream: flow, bodies: ['a', 'b'].map(bytes) }], lease)
  await before.compact(flow, { seq: 2, body: bytes('ab') }, lease)
  await before.purge(vault, lease)
  await before.close()

  const log = opened(file)
  await expect(log.load(vault)).rejects.toThrow(Gone)
  expect((await log.append([{ stream: flow, bodies: [bytes('c')] }], lease)).get(flow)).toBe(3)
  expect(await log.lease(cohort, 'second')).toEqual({ cohort, owner: 'second', epoch: 2 })
  await expect(log.append([{ stream: flow, bodies: [bytes('d')] }], lease)).rejects.toThrow(Fenced)
  expect(told(await log.load(flow))).toEqual({ snapshot: '2 ab', entries: ['3 c'], head: 3 })
})

test('[LG11] a full disk refuses and stores nothing of the append, and the log goes on when there is space', async () => {
  const log = opened(newFile(), { limitBytes: 200_000 })
  const lease = await log.lease(cohort, 'first')
  const append = (size: number) =>
    log.append(
      [access, flow, vault].map((stream) => ({ stream, bodies: [new Uint8Array(size)] })),
      lease,
    )
  let stored = 0
  for (let refused = 0; refused < 3;) {
    try {
      await append(10_000)
      stored++
    } catch (error) {
      expect(error).toBeInstanceOf(Unavailable)
      refused++
    }
  }
  expect(stored).toBeGreaterThan(3)
  for (const stream of [access, flow, vault]) {
    const { entries, head } = await log.load(stream)
    expect([entries.length, head]).toEqual([stored, stored])
  }
  await log.purge(vault, lease)
  const heads = await log.append([{ stream: flow, bodies: [new Uint8Array(10_000)] }], lease)
  expect(heads.get(flow)).toBe(stored + 1)
})

test('[LG11] a transaction that cannot be committed is undone, and a handle that is lost is opened again', () => {
  const path = newFile()
  mkdirSync(dirname(path))
  let last: DatabaseSync | undefined
  const prepare = (db: DatabaseSync) => {
    last = db
    return { add: db.prepare('INSERT INTO snapshots VALUES (?, 1, zeroblob(0), zeroblob(0))'), db }
  }
  const file = new SqliteFile(path, prepare, {})
  onTestFinished(() => file.close())
  const count = () => file.read(({ db }) => db.prepare('SELECT count(*) AS n FROM snapshots').get()?.['n'])
  const orphan = () =>
    file.write(({ db, add }) => {
      // Found only at COMMIT, and leaves the transaction open: a snapshot of a stream that does not exist.
      db.exec('PRAGMA defer_foreign_keys = ON')
      add.run(flow)
    })
  expect(orphan).toThrow('FOREIGN KEY')
  expect(last?.isTransaction).toBe(false)
  expect(orphan).toThrow('FOREIGN KEY')
  const lost = last
  expect(() => file.write(({ db }) => db.close())).toThrow('not open')
  expect(count()).toBe(0)
  expect(last === lost).toBe(false)
})

test('[LG11] where it may only read for a while, nothing is stored and nothing is broken, and then it goes on', () => {
  const path = newFile()
  mkdirSync(dirname(path))
  let handle: DatabaseSync | undefined
  const broken: unknown[] = []
  const file = new SqliteFile(
    path,
    (db) => {
      handle = db
      return { add: db.prepare('INSERT INTO streams VALUES (?, 1, NULL)') }
    },
    { onBroken: (error) => broken.push(error) },
  )
  onTestFinished(() => file.close())
  handle?.exec('PRAGMA query_only = ON')
  expect(() => file.write(({ add }) => add.run(flow))).toThrow(Unavailable)
  handle?.exec('PRAGMA query_only = OFF')
  file.write(({ add }) => add.run(flow))
  expect(broken).toEqual([])
})

test('[LG19] what stands behind the last commit in the WAL after a power cut is no harm, and a torn commit is not there at all', async () => {
  const random = seededRandom(newSeed())
  const file = newFile()
  const log = opened(file)
  const lease = await log.lease(cohort, 'first')
  const words = Array.from({ length: 30 }, (_, i) => `${i}: ${'x'.repeat(random(3000))}`)
  for (const word of words) await log.append([{ stream: flow, bodies: [bytes(word)] }], lease)

  /** The files as the disk has them at this moment, with another end of the WAL. */
  const afterCut = async (end: (wal: Buffer) => Buffer): Promise<readonly string[]> => {
    const copy = newFile()
    mkdirSync(dirname(copy))
    copyFileSync(file, copy)
    writeFileSync(`${copy}-wal`, end(readFileSync(`${file}-wal`)))
    const again = opened(copy)
    const { entries, head } = told(await again.load(flow))
    expect(head).toBe(entries.length)
    // It goes on from there.
    const heads = await again.append([{ stream: flow, bodies: [bytes('on')] }], await again.lease(cohort, 'next'))
    expect(heads.get(flow)).toBe(head + 1)
    return entries
  }
  const all = words.map((word, i) => `${i + 1} ${word}`)
  const scribbled = (wal: Buffer) => Buffer.concat([wal, Buffer.from(Array.from({ length: 9000 }, () => random(256)))])
  expect(await afterCut(scribbled)).toEqual(all)
  for (let cut = 0; cut < 20; cut++) {
    const entries = await afterCut((wal) => wal.subarray(0, wal.length - 1 - random(Math.floor(wal.length / 2))))
    expect(entries).toEqual(all.slice(0, entries.length))
    expect(entries.length).toBeLessThan(all.length)
  }
})

test('[LG10] a data file of a newer format is refused in clear words and left as it is', () => {
  const file = join(folder(), 'log.sqlite')
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 3; CREATE TABLE of_tomorrow (x)')
  newer.close()
  const before = readFileSync(file)
  expect(() => openSqliteLog(file)).toThrow('written by a newer Fourfold (format 3; this one reads up to 2)')
  expect(() => openSqliteLog(file)).toThrow('newer')
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('[LG16] only the owner of the process may read the data, also when the file came from a backup', async () => {
  const file = newFile()
  const modes = () =>
    Object.fromEntries(
      [dirname(file), ...readdirSync(dirname(file)).map((name) => join(dirname(file), name))].map((path) => [
        basename(path),
        (statSync(path).mode & 0o777).toString(8),
      ]),
    )
  const log = opened(file)
  await log.lease(cohort, 'first')
  const all = {
    data: '700',
    'log.sqlite': '600',
    'log.sqlite-wal': '600',
    'log.sqlite-shm': '600',
    'log.sqlite.lock': '600',
  }
  expect(modes()).toEqual(all)
  await log.close()
  execFileSync('chmod', ['644', file])
  await opened(file).lease(cohort, 'first')
  expect(modes()).toEqual(all)
})
