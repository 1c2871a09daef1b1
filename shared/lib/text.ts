/** What people type, made safe to show: composed letters, no control or direction-changing signs, bounded length. */

// Controls, bidi overrides and isolates, zero-width and other format signs; ZWJ stays because emoji need it.
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/gu
const unseenButNewline =
  /(?!\n)[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/gu

// Spaces, marks without a letter, and signs that look like nothing: a text of these alone is an empty one.
const nothing = /^[\s\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]*$/u
const seen = (text: string) => (nothing.test(text) ? '' : text)

/** One line: names, pronouns, titles. */
export const cleanLine = (text: string) => seen(text.normalize('NFC').replace(unseen, ' ').replace(/\s+/g, ' ').trim())

/** Several lines: proposals, reasons, cards. */
export const cleanText = (text: string) =>
  seen(
    text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replace(unseenButNewline, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  )

/** Whether a text has signs that nobody sees, or that turn the direction of reading: no line of ours holds any. */
export const hasUnseen = (text: string) => text.search(unseen) !== -1

/** Whether there is anything to see: a text of joiners and fillers alone is none. */
export const isVisible = (text: string) =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''))

/** A piece as it is typed or pasted into a longer text: what nobody sees is left out, and no space is touched. */
export const cleanPiece = (text: string) =>
  text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(unseenButNewline, '')

/** The beginning of a text, at most so many UTF-16 units; a letter made of two units stays whole or goes whole. */
export function cut(text: string, most: number): string {
  const last = text.charCodeAt(most - 1)
  const halves = text.length > most && last >= 0xd800 && last <= 0xdbff
  return text.slice(0, halves ? most - 1 : most)
}

/** Longest texts, in UTF-16 units, after cleaning. One table: the fields, the schemas and the tests read it. */
export const longest = {
  name: 40,
  pronouns: 30,
  workshop: 80,
  proposal: 180,
  note: 1200,
  reason: 300,
  card: 500,
  /** One's own line on a board: what the wall can show whole. */
  line: 120,
  heading: 60,
  /** An own page: about twenty printed ones. */
  page: 50_000,
  /** Long enough for the link of a video call with its password. */
  where: 300,
} as const
