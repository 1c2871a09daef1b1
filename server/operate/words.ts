/** What the operator's commands say, in plain sentences: what happened, and the one thing to do. */
import { keyBackupDays } from '../../shared/policy.ts'
import type { Amiss } from '../log/keys.ts'

/** A command cannot do what it was asked; the message is for the person at the terminal. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo'
}

const size = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`)
/** In the operator's own time. */
const moment = (iso: string) => new Date(iso).toLocaleString('sv-SE')

export const commandWords = {
  usage: [
    'What to do? One of:',
    '  npm run backup -- <file>      a copy of everything, while Fourfold runs or not',
    '  npm run restore -- <file>     puts a copy into an empty data folder',
    '  npm run doctor                looks whether this computer is fit to run Fourfold',
  ].join('\n'),
  away: 'No Fourfold answers on this folder.',
  runs: (version: string) => `Fourfold ${version} runs.`,
  strange: (word: string) => `“${word}” is not understood.`,
} as const

export const backupWords = {
  where: 'Where shall the copy go? npm run backup -- /mnt/disk/fourfold-today.db',
  nothing: (dataDir: string) => `There is nothing to back up in ${dataDir}: no workshop was ever stored there.`,
  exists: (file: string) => `${file} is there already. A backup overwrites nothing: choose another name.`,
  noFolder: (folder: string) =>
    `The folder ${folder} is not there. Make it first; only you should be able to enter it.`,
  inData: (dataDir: string) =>
    `A copy inside ${dataDir} would be lost together with it. Choose a folder on another disk or another computer.`,
  keysApart: (keys: string) =>
    [
      `What is written is locked with the keys in ${keys}. They go to a copy of their own, in another place:`,
      '  npm run backup -- <file> --keys <file elsewhere>',
      `Keep the copy of the keys ${keyBackupDays} days at most: whoever has both copies can read what was deleted since.`,
      'When the keys are backed up in another way, say so: npm run backup -- <file> --without-keys',
    ].join('\n'),
  withKeys: (folder: string) =>
    `The keys lie in ${folder}: both together open what was deleted since. Choose another folder for the data, best on another disk.`,
  samePlace:
    'The keys are to lie in another folder than the data, best on another disk: both together open what was deleted since.',
  noKeys: 'There are no keys here to back up. Leave --keys away.',
  failed: (file: string) =>
    `The copy ${file} could not be written, and nothing was left there. Look whether its disk is full, and whether you may write there.`,
  unreadable: (file: string) =>
    `${file} cannot be read. Run this command as the user that runs Fourfold, and see what npm run doctor says.`,
  damaged: (file: string, damage: string) =>
    `${file} is damaged (${damage}), so there is no copy of it. Keep your earlier backups, and see what npm run doctor says.`,
  done: (file: string, bytes: number, takenAt: string) =>
    `${file} (${size(bytes)}) holds everything that was saved up to ${moment(takenAt)}. Keep ${file}.json beside it.`,
  keysDone: (file: string) => `${file} holds the keys. Keep ${file}.json beside it, away from the copy of the data.`,
  keysOld: (file: string) =>
    `${file} is a copy of keys that is older than ${keyBackupDays} days. Delete it, and ${file}.json: it opens what people have deleted since.`,
  busy: 'So much was deleted and written anew meanwhile that the two copies did not fit together. Nothing was left. Try again in a minute.',
  locked: 'Whoever has the copy of the data and the keys can read it, as whoever runs the server can.',
  readable: 'Whoever has this copy can read it, as whoever runs the server can. Keep it as safe as the server.',
  operator: 'The link to start workshops is not in it: a restored server makes a new one.',
} as const

const lostOf = (workshops: number, parts: number) =>
  [
    ...(workshops > 0 ? [workshops === 1 ? 'one workshop' : `${workshops} workshops`] : []),
    ...(parts > 0
      ? [parts === 1 ? 'one board, page, booklet or name' : `${parts} boards, pages, booklets or names`]
      : []),
  ].join(' and ')

const notTheirs = (keys: string) => `The keys at ${keys} do not belong to this copy. Nothing was changed.`
const amiss: Readonly<Record<Amiss, (keys: string) => string>> = {
  absent: (keys) =>
    `This copy is locked with keys, and there are none at ${keys}. Name the copy of the keys that was made together with it: --keys <file>. Nothing was changed.`,
  foreign: notTheirs,
  taken: notTheirs,
  destroyed: notTheirs,
  older: (keys) =>
    `The keys at ${keys} are older than this copy: keys made since are missing. Name the copy of the keys that was made together with it. Nothing was changed.`,
}

export const restoreWords = {
  which: 'Which copy? npm run restore -- /mnt/disk/fourfold-today.db',
  absent: (file: string) => `There is no file ${file}.`,
  noManifest: (file: string) =>
    `${file}.json is missing, or is not of a backup. It was written together with the copy; put it beside it.`,
  changed: (file: string) =>
    `${file} is not as it was when it was written: something of it is missing or was changed. Take another copy.`,
  wrongKind: (file: string, isKeys: boolean) =>
    isKeys
      ? `${file} is a copy of keys. Name the copy of the data first, and this one after --keys.`
      : `${file} is a copy of the data, not of keys.`,
  newer: (version: string) =>
    `This copy was written by a newer Fourfold (${version}). Install that version or a later one, then restore.`,
  occupied: (dataDir: string) =>
    `Fourfold is running on ${dataDir}. Stop it first, or set DATA_DIR to another folder. Nothing was changed.`,
  notEmpty: (dataDir: string) =>
    [
      `${dataDir} is not empty. Nothing was changed. Either restore into another folder:`,
      '  DATA_DIR=<new folder> npm run restore -- <file>',
      'or put what is there aside, and the copy in its place:',
      '  npm run restore -- <file> --replace',
    ].join('\n'),
  keysUnread: (keys: string) =>
    `The keys at ${keys} cannot be read. Name a copy of them: --keys <file>. Nothing was changed.`,
  keysThere: (keys: string) =>
    `There are keys at ${keys} already. Nothing was changed. Set KEYS_FILE to another place, or put them aside: add --replace.`,
  failed: (dataDir: string) =>
    `The copy could not be put into ${dataDir}. Look whether its disk is full, and whether you may write there.`,
  done: (dataDir: string, takenAt: string) =>
    `${dataDir} is as it was at ${moment(takenAt)}. Start Fourfold now; links and devices of that moment open it again.`,
  aside: (folder: string) =>
    `What was there before is in ${folder}. Delete that folder as soon as all is well: nothing in it is deleted by itself.`,
  older: 'A workshop that was deleted after that moment is back. Delete it again on its console.',
  /** Of what was deleted or written anew since the copy was made. */
  wouldLose: (workshops: number, parts: number) =>
    [
      `With the keys that are here, ${lostOf(workshops, parts)} of this copy cannot be read: it was deleted, or written anew, after the copy was made. Nothing was changed. Either restore with the copy of the keys that was made together with it:`,
      '  npm run restore -- <file> --keys <file of keys>',
      'or leave away what cannot be read:',
      '  npm run restore -- <file> --without-erased',
    ].join('\n'),
  lost: (workshops: number, parts: number) => `Left away, as no key opens it any more: ${lostOf(workshops, parts)}.`,
  amiss: (why: Amiss, keys: string) => amiss[why](keys),
} as const
