/** `npm run restore -- <file> [--keys <file>] [--replace]`: puts a copy into an empty data folder, or in the place of another. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, chmodSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Occupied } from '../log/log.ts'
import { dropLost, lostOf, type Lost } from '../log/fit.ts'
import { KeysAmiss } from '../log/keys.ts'
import { keysSchema } from '../log/keys-sqlite.ts'
import { copyDatabase, examineDatabase, syncToDisk } from '../log/sqlite-copy.ts'
import { holdLock } from '../log/sqlite-lock.ts'
import { createPrivately, format } from '../log/sqlite-schema.ts'
import { fits, readManifest, type Manifest } from './manifest.ts'
import { beside, dataFile, type StoreKind } from './stores.ts'
import { CannotDo, restoreWords as words } from './words.ts'

export interface RestoreParts {
  readonly dataDir: string
  /** Where the server keeps them. */
  readonly keysFile: string
  readonly file: string
  readonly keys: string | null
  /** The plain word: what is in the folder may be put aside. */
  readonly replace: boolean
  /** The plain word: what the keys no longer open may be left away. */
  readonly withoutErased: boolean
  now(): Date
  say(words: string): void
}

/** @throws CannotDo; then the folder is as it was */
export function restore(parts: RestoreParts): void {
  const { dataDir, keysFile, file, keys, replace, now, say } = parts
  const manifest = checked(file, 'data')
  if (keys !== null) checked(keys, 'keys')
  const data = dataFile(dataDir)
  // `lost+found` comes with a disk of its own.
  const inside = existsSync(dataDir) ? readdirSync(dataDir).filter((name) => name !== 'lost+found') : []
  if (inside.length > 0 && !replace) {
    if (existsSync(`${data}.lock`)) holding(dataDir, () => undefined)
    throw new CannotDo(words.notEmpty(dataDir))
  }
  if (keys !== null && existsSync(keysFile) && !replace) throw new CannotDo(words.keysThere(keysFile))
  // Beside what it replaces: the keys may lie on another disk, and should not come to lie with the data.
  const name = `replaced-${now().toISOString().replace(/[:.]/g, '-')}`
  const [aside, keysAside] = [join(dataDir, name), join(dirname(keysFile), name)]
  const lost = lostWith(parts)
  holding(dataDir, () => {
    // All is on the disk before anything that is there is touched.
    bring(file, data)
    if (keys !== null) bring(keys, keysFile)
    if (count(lost) > 0) {
      dropLost(coming(data), lost)
      syncToDisk(coming(data))
    }
    const hadData = putAside(data, aside)
    // Keys stay only where they are those of what comes.
    const stay = keys === null && lost.isLocked
    const hadKeys = stay ? copyAside(keysFile, keysAside) : putAside(keysFile, keysAside)
    renameSync(coming(data), data)
    if (keys !== null) renameSync(coming(keysFile), keysFile)
    syncToDisk(data)
    if (keys !== null) syncToDisk(keysFile)
    if (hadData) say(words.aside(aside))
    if (hadKeys) say(words.aside(keysAside))
  })
  say(words.done(dataDir, manifest.takenAt))
  if (count(lost) > 0) say(words.lost(lost.workshops.length, lost.streams.length))
  if (keys !== null || !lost.isLocked) say(words.older)
}

const count = ({ workshops, streams }: Lost) => workshops.length + streams.length

/** What comes can be opened with the keys that will be there; what cannot is left away only on a plain word. */
function lostWith({ keysFile, file, keys, withoutErased }: RestoreParts): Lost {
  const own = keys ?? (existsSync(keysFile) ? keysFile : null)
  try {
    const lost = lostOf(file, own)
    if (count(lost) === 0 || withoutErased) return lost
    throw new CannotDo(words.wouldLose(lost.workshops.length, lost.streams.length))
  } catch (error) {
    if (error instanceof KeysAmiss) throw new CannotDo(words.amiss(error.why, keys ?? keysFile), { cause: error })
    if (error instanceof CannotDo) throw error
    throw new CannotDo(words.keysUnread(keys ?? keysFile), { cause: error })
  }
}

function checked(file: string, kind: StoreKind): Manifest {
  if (!existsSync(file)) throw new CannotDo(words.absent(file))
  const manifest = readManifest(file)
  if (manifest === null) throw new CannotDo(words.noManifest(file))
  if (manifest.kind !== kind) throw new CannotDo(words.wrongKind(file, manifest.kind === 'keys'))
  if (!fits(file, manifest) || isDamaged(file)) throw new CannotDo(words.changed(file))
  if (manifest.format > (kind === 'data' ? format : keysSchema.format))
    throw new CannotDo(words.newer(manifest.version))
  return manifest
}

function isDamaged(file: string): boolean {
  try {
    return examineDatabase(file).damage !== null
  } catch {
    return true
  }
}

/** No Fourfold can begin on the folder meanwhile. */
function holding<T>(dataDir: string, act: () => T): T {
  const lock = `${dataFile(dataDir)}.lock`
  try {
    createPrivately(lock)
    const letGo = holdLock(lock)
    try {
      return act()
    } finally {
      letGo()
    }
  } catch (error) {
    if (error instanceof Occupied) throw new CannotDo(words.occupied(dataDir), { cause: error })
    throw new CannotDo(words.failed(dataDir), { cause: error })
  }
}

const coming = (file: string) => `${file}.restoring`

function bring(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  rmSync(coming(to), { force: true })
  try {
    copyFileSync(from, coming(to))
    chmodSync(coming(to), 0o600)
    syncToDisk(coming(to))
  } catch (error) {
    rmSync(coming(to), { force: true })
    throw error
  }
}

/** @returns whether anything was there */
function putAside(file: string, aside: string): boolean {
  const there = beside.map((ending) => `${file}${ending}`).filter((one) => existsSync(one))
  if (there.length > 0) mkdirSync(aside, { recursive: true, mode: 0o700 })
  // All of them are the file: without its write-ahead log it would lack its newest commits.
  for (const one of there) renameSync(one, join(aside, basename(one)))
  return there.length > 0
}

/** Keys that stay where they are open what was put aside, too, until the server destroys those it does not need. */
function copyAside(file: string, aside: string): boolean {
  if (!existsSync(file)) return false
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  copyDatabase(file, join(aside, basename(file)))
  return true
}
