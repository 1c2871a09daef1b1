/** The quiet line of a page that has no server at the moment: what it is that stands there. */
import type { Now } from '../../../shared/flow/slices.ts'
import { text } from '../../text/en.ts'

const words = text.parts.line

/** @param something the page shows more than this line */
export function offlineWords(
  { rememberedAt }: { readonly rememberedAt: number | null },
  something: boolean,
  writes = true,
  stone = false,
): string {
  if (!something) return words.nothing
  if (rememberedAt === null) return writes ? words.offline : stone ? words.keeps : words.stays
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(rememberedAt)
  return writes ? words.remembered(time) : words.staysAt(time)
}

/** A step with something to write or to answer; what is written on paper is not meant. */
export const writesIn = (now: Now | undefined): boolean =>
  now?.show === 'sealed' || now?.show === 'board' || now?.show === 'page' || now?.show === 'scale'
