/** What the terminal says, in plain sentences: which address to open, and what that address is good for. */
import type { Addresses } from './addresses.ts'
import type { Amiss } from './log/keys.ts'
import type { Settings } from './settings.ts'

const wifiWarning = '  It is not encrypted: others on this wifi could read along. For remote people set PUBLIC_URL.'

/** Each address, and what it is good for. */
export function addressWords(
  { publicOrigin, room, tls }: Settings,
  { reach, local, inRoom, main }: Addresses,
): readonly string[] {
  const lines: string[] = []
  if (publicOrigin !== null) {
    lines.push(`  ${publicOrigin}`, '  Good for everyone: people in the room and by video.')
    if (tls === null) lines.push(`  Your proxy finds it at ${local}.`)
    if (tls === null && !room) lines.push('  A proxy on another machine reaches it only with --room.')
  } else {
    lines.push(`  ${local}`, '  Good for this computer: open it here to begin.')
    if (inRoom !== null) {
      lines.push('', `  ${inRoom}`, '  Good for this room: phones and laptops on the same wifi can open it.')
      if (tls === null) lines.push(wifiWarning)
    } else if (room) lines.push('', '  This computer is in no network at the moment: nobody else can reach it.')
  }
  if (reach === 'here') lines.push('', '  Nobody else can reach it yet. For phones in this room: npm start -- --room')
  if (main.startsWith('http:') && reach === 'public')
    lines.push('  It is not encrypted: others on the way could read along.')
  return lines
}

/**
 * @param operatorLink null where anybody who can open the address may start a workshop
 * @param isTerminal somebody reads along; else all this goes into a log, where no link belongs
 */
export function startWords(
  settings: Settings,
  addresses: Addresses,
  operatorLink: string | null,
  isTerminal: boolean,
): string {
  const lines = ['', 'Fourfold is running.', '', ...addressWords(settings, addresses)]
  if (operatorLink !== null) {
    const where = addresses.reach === 'room' ? ' on another device' : ''
    lines.push(
      '',
      `  To start a workshop${where}, open ${isTerminal ? 'this link' : 'the link that this prints'}. It is yours; do not pass it on:`,
      `  ${isTerminal ? operatorLink : 'npm start -- --operator-link'}`,
    )
  }
  lines.push('', `What is written is kept in ${settings.dataDir}. Stop with Ctrl-C; nothing is lost.`, '')
  return lines.join('\n')
}

export const occupiedWords = (dataDir: string) =>
  `Another Fourfold is already running on the folder ${dataDir}. Stop it first, or set DATA_DIR to another folder. Nothing was changed.`

export const storeWords = (dataDir: string) =>
  `Fourfold cannot open its file in the folder ${dataDir}. Look whether the folder may be written to, and whether the disk is full.`

/** Nothing was changed, whichever it is. */
export const keysWords: Readonly<Record<Amiss, (keys: string) => string>> = {
  absent: (keys) =>
    `What is stored here is locked with keys, and there are none at ${keys}. Put that file back, or say where it is with KEYS_FILE. Without it nothing of what was written can be read.`,
  foreign: (keys) =>
    `The keys at ${keys} do not belong to what is stored here. Say with KEYS_FILE which file does; when you have deleted what was stored here yourself, delete that file too. Nothing was changed.`,
  older: (keys) =>
    `The keys at ${keys} are older than what is stored here: keys made since are missing. Put the newer file back, or restore the data of the same moment. Nothing was changed.`,
  taken: (keys) =>
    `Another Fourfold has the keys at ${keys} open: each data folder has keys of its own. Say another place with KEYS_FILE.`,
  destroyed: (keys) =>
    `What is stored here is older than the keys at ${keys}: some of it has been deleted since, with its keys. To keep what can be read, make a copy of it (npm run backup -- <file> --without-keys) and restore that (npm run restore -- <file> --replace --without-erased). Nothing was changed.`,
}

export const brokenDiskWords = 'The disk failed while saving. Fourfold stops, so that nothing looks saved that is not.'

export const portWords = (port: number, code: string | undefined, setting = 'PORT') =>
  code === 'EACCES'
    ? `Port ${port} is not open to you on this computer. Choose another: ${setting}=${setting === 'PORT' ? 4400 : 9400} npm start`
    : `Port ${port} is taken by another program. Stop that one, or choose another: ${setting}=${port + 1} npm start`

export const certificateWords = (file: string) =>
  `The certificate or key cannot be read: ${file}. Look at TLS_CERT and TLS_KEY.`

export const stoppingWords = 'Fourfold has stopped. Everything that was said to be saved is saved.'
export const unsettledWords =
  'Fourfold has stopped, but the disk took too long: what nobody was told is saved may be missing.'

export const operatorLinkWords = (link: string) =>
  `To start a workshop, open this link. It is yours; do not pass it on:\n  ${link}`

export const leadLinkWords = {
  none: 'There is no workshop in this folder.',
  which: 'Which workshop? Say its id after --lead-link:',
  unknown: (id: string) => `No workshop here has the id ${id}. These are here:`,
  one: (id: string, day: string) => `  ${id}  begun ${day}`,
  noLead: 'This workshop has no lead’s grant any more.',
  link: (day: string, link: string) => `A fresh link for the lead of the workshop begun ${day}:\n  ${link}`,
} as const
