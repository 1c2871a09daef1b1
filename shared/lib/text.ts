/** What people type, made safe to show: composed letters, no control or direction-changing signs, bounded length. */

// Controls, bidi overrides and isolates, zero-width and other format signs; ZWJ stays because emoji need it.
const unseen = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/gu
const unseenButNewline = /(?!\n)[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/gu

/** One line: names, pronouns, titles. */
export const cleanLine = (text: string) => text.normalize('NFC').replace(unseen, ' ').replace(/\s+/g, ' ').trim()

/** Several lines: proposals, reasons, cards. */
export const cleanText = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(unseenButNewline, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

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
  heading: 60,
  /** Long enough for the link of a video call with its password. */
  where: 300,
} as const
