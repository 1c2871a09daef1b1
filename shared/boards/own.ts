/** One's own line on a board: cleaned where it is written, and again wherever it is shown or kept. */
import { cleanLine, cut, isVisible, longest } from '../lib/text.ts'

/** Marks over one letter that no writing needs: they would cover the lines around it. */
const heaped = /(\p{M}{4})\p{M}+/gu

/** The line as everyone sees it; empty when there is nothing to see. */
export function ownLine(text: string): string {
  const line = cut(cleanLine(text).replace(heaped, '$1'), longest.line).trim()
  return isVisible(line) ? line : ''
}
