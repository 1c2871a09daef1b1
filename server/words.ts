/** What the terminal says, in plain sentences: which address to open, and what that address is good for. */
import type { Addresses } from './addresses.ts'
import type { Settings } from './settings.ts'

const wifiWarning = '  It is not encrypted: others on this wifi could read along. For remote people set PUBLIC_URL.'

/** @param operatorLink null where anybody who can open the address may start a workshop */
export function startWords(
  { dataDir, publicOrigin, room, tls }: Settings,
  { reach, local, inRoom, main }: Addresses,
  operatorLink: string | null,
): string {
  const lines = ['', 'Fourfold is running.', '']
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
  if (operatorLink !== null) {
    const where = reach === 'room' ? ' on another device' : ''
    lines.push(
      '',
      `  To start a workshop${where}, open this link. It is yours; do not pass it on:`,
      `  ${operatorLink}`,
    )
  }
  lines.push('', `What is written is kept in ${dataDir}. Stop with Ctrl-C; nothing is lost.`, '')
  return lines.join('\n')
}

export const occupiedWords = (dataDir: string) =>
  `Another Fourfold is already running on the folder ${dataDir}. Stop it first, or set DATA_DIR to another folder. Nothing was changed.`

export const storeWords = (dataDir: string) =>
  `Fourfold cannot open its file in the folder ${dataDir}. Look whether the folder may be written to, and whether the disk is full.`

export const brokenDiskWords = 'The disk failed while saving. Fourfold stops, so that nothing looks saved that is not.'

export const portWords = (port: number, code: string | undefined) =>
  code === 'EACCES'
    ? `Port ${port} is not open to you on this computer. Choose another: PORT=4400 npm start`
    : `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port + 1} npm start`

export const certificateWords = (file: string) =>
  `The certificate or key cannot be read: ${file}. Look at TLS_CERT and TLS_KEY.`

export const stoppingWords = 'Fourfold has stopped. Everything that was said to be saved is saved.'
export const unsettledWords =
  'Fourfold has stopped, but the disk took too long: what nobody was told is saved may be missing.'

export const leadLinkWords = {
  none: 'There is no workshop in this folder.',
  which: 'Which workshop? Say its id after --lead-link:',
  unknown: (id: string) => `No workshop here has the id ${id}. These are here:`,
  one: (id: string, day: string) => `  ${id}  begun ${day}`,
  noLead: 'This workshop has no lead’s grant any more.',
  link: (day: string, link: string) => `A fresh link for the lead of the workshop begun ${day}:\n  ${link}`,
} as const
