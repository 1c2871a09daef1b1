/** The join code (6 signs) and the wall's pairing code (4 signs): one alphabet, and forgiving reading of what people type. */
import { randomId, type RandomInt } from './ids.ts'

export const joinCodeLength = 6
export const pairCodeLength = 4

const signs = '23456789CDFHJKMNPQRTVWX'
const misread: Readonly<Record<string, string>> = { B: '8', Z: '2', S: '5', G: '6' }

export const newCode = (random: RandomInt, length: number) => randomId(random, length).toUpperCase()

/**
 * Finds a code in what somebody typed or pasted: lower case, spaces and dashes, or the whole address.
 * @returns the code in capitals, or null when there is none in it
 */
export function readCode(typed: string, length: number): string | null {
  const inAddress = /\/j\/([^/?#\s]+)/i.exec(typed)
  const bare = (inAddress?.[1] ?? typed).toUpperCase().replace(/[\s\-–—_.·]/g, '')
  const read = [...bare].map((sign) => misread[sign] ?? sign).join('')
  return read.length === length && [...read].every((sign) => signs.includes(sign)) ? read : null
}

/** As it is shown and read aloud: `K7F 3QM`. */
export const spacedCode = (code: string) =>
  code.length === joinCodeLength ? `${code.slice(0, 3)} ${code.slice(3)}` : code
