/** The quiet line of a page that has no server at the moment: what it is that stands there. */
import { text } from '../../text/en.ts'

const words = text.parts.line

/** @param something the page shows more than this line */
export function offlineWords({ rememberedAt }: { readonly rememberedAt: number | null }, something: boolean): string {
  if (!something) return words.nothing
  if (rememberedAt === null) return words.offline
  return words.remembered(new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(rememberedAt))
}
