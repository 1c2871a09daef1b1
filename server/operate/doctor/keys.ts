/** Whether the keys open what is stored, and whether one careless copy would take both. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { assertSame, KeysAmiss, type Amiss } from '../../log/keys.ts'
import { keysSchema, readKeys } from '../../log/keys-sqlite.ts'
import { examineDatabase, lockedIn } from '../../log/sqlite-copy.ts'
import { readManifest } from '../manifest.ts'
import { dataFile } from '../stores.ts'
import { fault, good, look, type Finding } from './finding.ts'

export interface KeysFacts {
  readonly file: string
  /** `none`: nothing is locked yet. */
  readonly state: 'none' | 'fits' | 'damaged' | 'newer' | 'unreadable' | Amiss
  /** The file lies inside the data folder. */
  readonly isInside: boolean
  /** Copies of the data that lie in the folder of the keys. */
  readonly copies: readonly string[]
}

const putBack =
  'Stop Fourfold, and put the file of keys back that belongs to this data, or say with KEYS_FILE where it is.'
const restore = (file: string) =>
  `Stop Fourfold, and restore your newest backup with its keys: npm run restore -- <file> --keys <file of keys> --replace (keep ${file} until all is well)`

export function judgeKeys(folder: string, { file, state, isInside, copies }: KeysFacts): Finding[] {
  const near = copies.map((copy) =>
    look(
      `${copy} is a copy of the data, and lies with the keys: both together open what was deleted since.`,
      'Move it to another disk.',
    ),
  )
  switch (state) {
    case 'none':
      return near
    case 'fits':
      return [
        good(
          isInside
            ? `The keys open what is stored. They lie in ${folder}: copy it with npm run backup only, which takes them apart.`
            : 'The keys open what is stored, and lie outside of its folder.',
        ),
        ...near,
      ]
    case 'absent':
      return [fault(`What is stored is locked with keys, and there are none at ${file}.`, putBack), ...near]
    case 'foreign':
    case 'taken':
      return [fault(`The keys at ${file} are not those of what is stored.`, putBack), ...near]
    case 'older':
      return [fault(`The keys at ${file} are older than what is stored.`, putBack), ...near]
    case 'destroyed':
      return [
        fault(
          `What is stored is older than the keys at ${file}: some of it was deleted since, with its keys.`,
          'Make a copy of it (npm run backup -- <file> --without-keys), and restore that (npm run restore -- <file> --replace --without-erased).',
        ),
        ...near,
      ]
    case 'newer':
      return [
        fault(`The keys at ${file} were written by a newer Fourfold.`, 'Install that version or a later one.'),
        ...near,
      ]
    case 'damaged':
      return [fault(`The keys at ${file} are damaged.`, restore(file)), ...near]
    case 'unreadable':
      return [fault(`The keys at ${file} cannot be read.`, restore(file)), ...near]
  }
}

/** @param folder exists */
export function gatherKeys(folder: string, file: string): KeysFacts {
  const path = relative(resolve(folder), resolve(file))
  return {
    file,
    state: stateOf(dataFile(folder), file),
    isInside: !path.startsWith('..'),
    copies: copiesIn(dirname(file)),
  }
}

/** A server at work may write something anew between two looks: then the next pair fits. */
const tries = 3

function stateOf(data: string, file: string): KeysFacts['state'] {
  let state: KeysFacts['state'] = 'none'
  for (let i = 0; i < tries; i++) {
    state = stateNow(data, file)
    if (state !== 'destroyed') return state
  }
  return state
}

function stateNow(data: string, file: string): KeysFacts['state'] {
  try {
    const locked = existsSync(data) ? lockedIn(data) : null
    if (!existsSync(file)) return locked === null || locked.store === null ? 'none' : 'absent'
    const { format, damage } = examineDatabase(file)
    if (damage !== null) return 'damaged'
    if (format > keysSchema.format) return 'newer'
    const keys = readKeys(file)
    if (locked === null || locked.store === null) return keys === null || keys.made === 0 ? 'none' : 'foreign'
    if (keys === null) return 'absent'
    assertSame(locked, keys)
    return locked.used.some(({ key }) => keys.find(key) === undefined) ? 'destroyed' : 'fits'
  } catch (error) {
    return error instanceof KeysAmiss ? error.why : 'unreadable'
  }
}

function copiesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const files = names.map((name) => join(folder, name.slice(0, -'.json'.length)))
  return files.filter((one) => readManifest(one)?.kind === 'data')
}
