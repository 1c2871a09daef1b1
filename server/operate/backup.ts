/** `npm run backup -- <file> [--keys <file> | --without-keys]`: a copy of everything, beside a server at work. */
import { existsSync, linkSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { keyBackupMs } from '../../shared/policy.ts'
import type { Keyring } from '../log/keys.ts'
import { addKeys, readKeys } from '../log/keys-sqlite.ts'
import { copyDatabase, examineDatabase, lockedIn, syncToDisk } from '../log/sqlite-copy.ts'
import { manifestOf, readManifest, writeManifest, type Manifest } from './manifest.ts'
import { dataFile, type StoreKind } from './stores.ts'
import { backupWords as words, CannotDo } from './words.ts'

export interface BackupParts {
  readonly dataDir: string
  /** Where the server keeps them. */
  readonly keysFile: string
  readonly file: string
  /** Where the copy of the keys goes; null: nobody said. */
  readonly keys: string | null
  /** The keys are backed up in another way. */
  readonly withoutKeys: boolean
  readonly version: string
  now(): Date
  say(words: string): void
}

/** @throws CannotDo; then nothing is left at `file` or `keys` */
export function backup(parts: BackupParts): void {
  const { dataDir, keysFile, file, keys, withoutKeys, say } = parts
  const data = dataFile(dataDir)
  if (!existsSync(data)) throw new CannotDo(words.nothing(dataDir))
  const stored = existsSync(keysFile) ? keysFile : null
  if (stored === null && keys !== null) throw new CannotDo(words.noKeys)
  if (stored !== null && keys === null && !withoutKeys) throw new CannotDo(words.keysApart(stored))
  checkPlace(dataDir, file)
  if (stored !== null && isIn(file, dirname(stored))) throw new CannotDo(words.withKeys(dirname(stored)))
  if (keys !== null) {
    checkPlace(dataDir, keys)
    if (folderOf(keys) === folderOf(file)) throw new CannotDo(words.samePlace)
  }
  const { bytes, takenAt } =
    stored !== null && keys !== null ? copyBoth(parts, data, stored, keys) : copyOne(parts, 'data', data, file)
  if (keys !== null) {
    say(words.keysDone(keys))
    for (const old of oldKeys(keys, parts.now())) say(words.keysOld(old))
  }
  say(words.done(file, bytes, takenAt))
  say(`${keys === null && stored === null ? words.readable : words.locked} ${words.operator}`)
}

/** Rooms at work write something anew every few minutes, and a copy takes a second. */
const mostTries = 5

/**
 * The data between two looks at its keys: what it needs was there before, or is there after. A key that was made and
 * destroyed in between is in neither, and then both copies are made again.
 */
function copyBoth(parts: BackupParts, data: string, stored: string, keys: string): Manifest {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = keysIn(stored)
    const manifest = copyOne(parts, 'data', data, parts.file)
    const undo = () => {
      for (const left of [parts.file, manifestOf(parts.file)]) rmSync(left, { force: true })
    }
    try {
      copyOne(parts, 'keys', stored, keys, (part) =>
        complete(
          part,
          before,
          lockedIn(parts.file).used.map(({ key }) => key),
        ),
      )
      return manifest
    } catch (error) {
      undo()
      if (!(error instanceof Incomplete)) throw error
    }
  }
  throw new CannotDo(words.busy)
}

class Incomplete extends Error {}

function complete(part: string, before: Pick<Keyring, 'find'> | null, needed: readonly number[]): void {
  const after = keysIn(part)
  const lacking = needed.filter((id) => after?.find(id) === undefined)
  const found = lacking.flatMap((id) => before?.find(id) ?? [])
  if (found.length < lacking.length) throw new Incomplete()
  addKeys(part, found)
  syncToDisk(part)
}

function keysIn(file: string): Pick<Keyring, 'find'> | null {
  try {
    return readKeys(file)
  } catch (error) {
    throw new CannotDo(words.unreadable(file), { cause: error })
  }
}

/** Copies of keys in the same folder that should be gone by now. */
function oldKeys(keys: string, now: Date): readonly string[] {
  const folder = dirname(resolve(keys))
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name.slice(0, -'.json'.length)))
    .filter((file) => {
      const manifest = readManifest(file)
      return manifest?.kind === 'keys' && Date.parse(manifest.takenAt) + keyBackupMs < now.getTime()
    })
}

function checkPlace(dataDir: string, file: string): void {
  const folder = dirname(resolve(file))
  if (!existsSync(folder)) throw new CannotDo(words.noFolder(folder))
  if (isIn(file, dataDir)) throw new CannotDo(words.inData(dataDir))
  for (const taken of [file, manifestOf(file)]) if (existsSync(taken)) throw new CannotDo(words.exists(taken))
}

const isIn = (file: string, folder: string) => `${folderOf(file)}${sep}`.startsWith(`${realpathSync(folder)}${sep}`)
const folderOf = (file: string) => realpathSync(dirname(resolve(file)))

/** Under its own name only when it is whole, read through, and on the disk. */
function copyOne(
  { version, now }: BackupParts,
  kind: StoreKind,
  from: string,
  to: string,
  finish: (part: string) => void = () => undefined,
): Manifest {
  const part = `${to}.part`
  const made: string[] = []
  try {
    const takenAt = now()
    rmSync(part, { force: true })
    made.push(part)
    try {
      copyDatabase(from, part)
    } catch (error) {
      // Either end may be at fault: whatever can be read was not the reason.
      throw new CannotDo(canBeRead(from) ? words.failed(to) : words.unreadable(from), { cause: error })
    }
    finish(part)
    const { format, damage } = examineDatabase(part)
    if (damage !== null) throw new CannotDo(words.damaged(from, damage))
    const manifest = writeManifest(part, to, { kind, version, format, takenAt })
    made.push(manifestOf(to))
    // A link, as a rename would overwrite what somebody put there meanwhile.
    linkSync(part, to)
    made.push(to)
    rmSync(part)
    syncToDisk(manifestOf(to))
    return manifest
  } catch (error) {
    for (const left of made) rmSync(left, { force: true })
    if (error instanceof CannotDo || error instanceof Incomplete) throw error
    throw new CannotDo(words.failed(to), { cause: error })
  }
}

function canBeRead(file: string): boolean {
  try {
    return examineDatabase(file).damage === null
  } catch {
    return false
  }
}
