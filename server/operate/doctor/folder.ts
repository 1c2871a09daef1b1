/** Whose the data folder is, who may read it, and whether what lies in it is whole and of a form that we read. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { examineDatabase, type Examined } from '../../log/sqlite-copy.ts'
import { format } from '../../log/sqlite-schema.ts'
import { beside, dataFile } from '../stores.ts'
import { fault, good, look, type Finding } from './finding.ts'

export interface FolderFacts {
  readonly mayWrite: boolean
  /** Of the folder and of each file of ours. */
  readonly rights: readonly {
    readonly path: string
    readonly isFolder: boolean
    readonly mode: number
    readonly owner: number
  }[]
  /** Who asks; null where users have no numbers. */
  readonly user: number | null
  /** What a restore put aside. */
  readonly aside: readonly string[]
  /** null: nothing is stored yet; `unreadable`: it cannot be opened. */
  readonly data: Examined | 'unreadable' | null
}

const others = 0o077

export function judgeFolder(folder: string, { mayWrite, rights, user, aside, data }: FolderFacts): Finding[] {
  const found: Finding[] = []
  const foreign = rights.filter(({ owner }) => user !== null && owner !== user)
  const [first] = foreign
  if (!mayWrite)
    found.push(
      fault(
        `You may not write to ${folder}.`,
        'Run Fourfold, and this command, as the user that the folder belongs to.',
      ),
    )
  else if (first !== undefined)
    found.push(
      fault(
        `${first.path} belongs to another user of this computer.`,
        `Run Fourfold as that user, or: chown -R $(id -u) ${folder}`,
      ),
    )
  const open = rights.filter(({ mode }) => (mode & others) !== 0)
  for (const { path, isFolder } of open)
    found.push(fault(`Other users of this computer may read ${path}.`, `chmod ${isFolder ? 700 : 600} ${path}`))
  if (found.length === 0) found.push(good(`Only the user that runs Fourfold may read ${folder}.`))
  for (const one of aside)
    found.push(
      look(
        `${one} holds what a restore put aside. Nothing in it is deleted by itself.`,
        `When all is well: rm -r ${one}`,
      ),
    )
  return [...found, ...judgeData(folder, data)]
}

function judgeData(folder: string, data: FolderFacts['data']): Finding[] {
  const restore =
    'Stop Fourfold, keep a copy of the folder, and restore your newest backup: npm run restore -- <file> --replace'
  if (data === null) return [good(`Nothing is stored in ${folder} yet.`)]
  if (data === 'unreadable') return [fault(`The data file in ${folder} cannot be read.`, restore)]
  if (data.damage !== null) return [fault(`The data file in ${folder} is damaged.`, restore)]
  if (data.format > format)
    return [
      fault(
        `The data is of format ${data.format}; this Fourfold reads up to ${format}.`,
        'Install the Fourfold that wrote it, or a later one.',
      ),
    ]
  return [good(`The data file is whole, and of format ${data.format}.`)]
}

/** @param folder exists */
export function gatherFolder(folder: string, keys: string): FolderFacts {
  const data = dataFile(folder)
  const single = ['operator', 'control', 'fourfold.db.lock'].map((name) => join(folder, name))
  const stores = [data, keys].flatMap((file) => beside.map((ending) => `${file}${ending}`))
  const paths = [folder, ...single, ...stores].filter((path) => existsSync(path))
  const folders = [folder, dirname(keys)].filter((one) => existsSync(one))
  const inside = folders.flatMap((one) => readdirSync(one).map((name) => join(one, name)))
  return {
    mayWrite: mayWrite(folder),
    rights: paths.map((path) => {
      const { mode, uid } = statSync(path)
      return { path, isFolder: path === folder, mode: mode & 0o777, owner: uid }
    }),
    user: process.getuid?.() ?? null,
    aside: inside.filter((path) => basename(path).startsWith('replaced-')),
    data: existsSync(data) ? examined(data) : null,
  }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

function examined(file: string): Examined | 'unreadable' {
  try {
    return examineDatabase(file)
  } catch {
    return 'unreadable'
  }
}
