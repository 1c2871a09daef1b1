/** What the terminal says, in plain sentences: which address to open, and what that address is good for. */
import { networkInterfaces } from 'node:os'
import type { Settings } from './settings.ts'

/** This computer's address in the room's network, if it has one. */
export function roomAddress(): string | null {
  for (const addresses of Object.values(networkInterfaces())) {
    const found = addresses?.find((one) => one.family === 'IPv4' && !one.internal)
    if (found !== undefined) return found.address
  }
  return null
}

export function startWords(settings: Settings, port: number, operator: string): string {
  const scheme = settings.tls === null ? 'http' : 'https'
  const local = `${scheme}://localhost:${port}`
  const lines = ['', 'Fourfold is running.', '', `  ${local}`, '  Good for this computer: open it here to begin.']
  const room = settings.room ? roomAddress() : null
  if (settings.room && room !== null) {
    lines.push(
      '',
      `  ${scheme}://${room}:${port}`,
      '  Good for this room: phones and laptops on the same wifi can open it.',
      ...(scheme === 'http'
        ? ['  It is not encrypted: others on this wifi could read along. For remote people set PUBLIC_URL.']
        : []),
    )
  }
  if (settings.publicUrl !== null)
    lines.push('', `  ${settings.publicUrl.origin}`, '  Good for everyone: people in the room and by video.')
  if (!settings.room && settings.publicUrl === null) {
    lines.push('', '  Nobody else can reach it yet. For phones in this room: npm start -- --room')
  }
  if (settings.room || settings.publicUrl !== null) {
    const base = settings.publicUrl?.origin ?? (room === null ? local : `${scheme}://${room}:${port}`)
    lines.push(
      '',
      '  To start a workshop, open this link. It is yours; do not pass it on:',
      `  ${base}/new#${operator}`,
    )
  }
  lines.push('', `What is written is kept in ${settings.dataDir}. Stop with Ctrl-C; nothing is lost.`, '')
  return lines.join('\n')
}

export const occupiedWords = (dataDir: string) =>
  `Another Fourfold is already running on the folder ${dataDir}. Stop it first, or set DATA_DIR to another folder. Nothing was changed.`

export const portTakenWords = (port: number) =>
  `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port + 1} npm start`

export const stoppingWords = 'Fourfold is stopping. Everything that was said to be saved is saved.'
