/** Whether what is said to be saved outlives a power cut here, and whether there is room for more of it. */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { beside } from '../stores.ts'
import { openDatabase } from '../../log/sqlite-schema.ts'
import { fault, good, look, type Finding } from './finding.ts'

export interface DiskFacts {
  /** Number of the kind of file system, as the system says it. */
  readonly kind: number
  readonly freeBytes: number
  /** Of what is stored now. */
  readonly storedBytes: number
  /** What it takes until the disk says that something is on it. */
  readonly fsyncMs: number
  /** How SQLite is set on a file of ours in this folder; null: it cannot be opened there. */
  readonly sqlite: { readonly journal: string; readonly synchronous: number } | null
  /** A library that makes every wait for the disk a lie. */
  readonly preloaded: string
}

const inMemory: readonly number[] = [0x01021994, 0x858458f6]
const elsewhere: readonly number[] = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997]
/** The layers of a container, where there is no volume. */
const layered: readonly number[] = [0x794c7630]

/** Below this a disk cannot have been asked, in ms. */
const tooQuickMs = 0.005
/** A commit of a room at work waits this long, in ms; above it people feel it. */
const slowMs = 100
const bytes = { least: 100e6, comfortable: 1e9 } as const
const synchronousFull = 2

export function judgeDisk(folder: string, facts: DiskFacts): Finding[] {
  return [...judgeDurability(folder, facts), judgeRoom(folder, facts)]
}

function judgeDurability(folder: string, { kind, fsyncMs, sqlite, preloaded }: DiskFacts): Finding[] {
  if (preloaded.includes('eatmydata'))
    return [
      fault('A library (eatmydata) makes the disk say “saved” before it is.', 'Start Fourfold without LD_PRELOAD.'),
    ]
  if (inMemory.includes(kind))
    return [
      fault(
        `${folder} is in memory: all of it is gone when this computer stops.`,
        'Set DATA_DIR to a folder on a disk.',
      ),
    ]
  if (sqlite === null || sqlite.journal !== 'wal' || sqlite.synchronous !== synchronousFull)
    return [
      fault(
        `The disk of ${folder} cannot keep what SQLite needs (a write-ahead log, written through at each commit).`,
        'Set DATA_DIR to a folder on a disk of this computer.',
      ),
    ]
  const found: Finding[] = []
  if (layered.includes(kind))
    found.push(
      look(`${folder} lies inside a container: it goes when the container is made anew.`, 'Mount a volume there.'),
    )
  if (elsewhere.includes(kind))
    found.push(
      look(
        `${folder} is on another computer’s disk. Locks and “saved” are only as true as that computer says.`,
        'Set DATA_DIR to a folder on a disk of this computer.',
      ),
    )
  if (fsyncMs < tooQuickMs)
    found.push(
      look(
        `The disk says “saved” at once (${fsyncMs.toFixed(3)} ms): it may not wait for anything.`,
        'Ask whoever runs this computer whether its disk keeps what was written when the power fails.',
      ),
    )
  else if (fsyncMs > slowMs)
    found.push(
      look(
        `The disk takes ${Math.round(fsyncMs)} ms for each “saved”: people will feel it.`,
        'Look what else writes to this disk, or use another one.',
      ),
    )
  return found.length > 0
    ? found
    : [good(`What is saved outlives a power cut: each commit waits for the disk (${fsyncMs.toFixed(1)} ms).`)]
}

const inWords = (count: number) => (count < 1e9 ? `${Math.floor(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`)

function judgeRoom(folder: string, { freeBytes, storedBytes }: DiskFacts): Finding {
  const free = `${inWords(freeBytes)} are free on the disk of ${folder}`
  if (freeBytes < bytes.least) return fault(`${free}: soon nothing can be saved.`, 'Make room on this disk.')
  if (freeBytes < Math.max(bytes.comfortable, 2 * storedBytes))
    return look(`${free}. That is little.`, 'Make room on this disk before the next workshop.')
  return good(`${free}.`)
}

const fsyncRounds = 5

/** @param folder exists and may be written to. What is tried there is taken away again. */
export function gatherDisk(folder: string, storedBytes: number): DiskFacts {
  const { type, bavail, bsize } = statfsSync(folder)
  const tried = join(folder, `.doctor-${process.pid}`)
  try {
    return {
      kind: type,
      freeBytes: bavail * bsize,
      storedBytes,
      fsyncMs: fsyncTime(tried),
      sqlite: sqliteOn(tried),
      preloaded: process.env['LD_PRELOAD'] ?? '',
    }
  } finally {
    for (const ending of beside) rmSync(`${tried}${ending}`, { force: true })
  }
}

/** The middle one of a few. */
function fsyncTime(file: string): number {
  const handle = openSync(file, 'wx', 0o600)
  try {
    const samples = Array.from({ length: fsyncRounds }, () => {
      writeSync(handle, Buffer.alloc(4096, 1))
      const begun = performance.now()
      fsyncSync(handle)
      return performance.now() - begun
    })
    return samples.sort((a, b) => a - b)[Math.floor(fsyncRounds / 2)] ?? 0
  } finally {
    closeSync(handle)
    rmSync(file)
  }
}

function sqliteOn(file: string): DiskFacts['sqlite'] {
  try {
    const db = openDatabase(file, 0)
    try {
      const ask = (pragma: string) => Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
      return { journal: String(ask('journal_mode')), synchronous: Number(ask('synchronous')) }
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}
