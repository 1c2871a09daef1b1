/**
 * A board of own lines: a card stands under the id of the person who opened it, so there is one for each and none in
 * anybody else's name. Where it lies is everyone's to change; its words and its being are its author's alone.
 */
import { everyonesFields } from '../../shared/boards/schema.ts'
import { hasUnseen } from '../../shared/lib/text.ts'
import type { Known } from './known.ts'
import type { Place } from './layer.ts'

/** Whether this member may write or delete at the place. */
export function isOwn({ kind, at, key }: Place, letters: string, member: string, known: Known): boolean {
  if (kind === 'cards') return key === member
  if (kind === 'card') return (key !== null && everyonesFields.has(key)) || opener(at, known) === member
  if (kind === 'card_text') return opener(at, known) === member && !hasUnseen(letters)
  return true
}

/** Whose container it is: nobody writes under somebody else's clientID. */
const opener = (at: string, known: Known) => known.owner(Number(at.slice(0, at.indexOf(':'))))
