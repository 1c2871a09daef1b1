/** The board's schema (shared/boards/schema.ts) asked of one struct at a time. */
import { boardLimits } from '../../shared/boards/limits.ts'
import { boardSchema, isBoardId, isRoot, type Container, type Field, type Shape } from '../../shared/boards/schema.ts'
import type { Found, Place } from './layer.ts'
import type { Content } from './update.ts'

/**
 * What `content` makes of its place: the container it opens, `gone` for one that is deleted already, null for plain
 * content; `wrong` when nothing of the kind may stand there.
 * @param at the name of the container it would open
 */
export function opensAt(place: Place, content: Content, at: string): Found['opens'] | 'wrong' {
  const shape: Shape = boardSchema[place.kind]
  if (shape.of === 'letters') {
    return place.key === null && (content.is === 'letters' || content.is === 'deleted') ? null : 'wrong'
  }
  const field = fieldUnder(shape, place.key)
  if (field === undefined) return 'wrong'
  if (content.is === 'deleted') return 'gone'
  if ('opens' in field) return content.is === field.as ? { kind: field.opens, at } : 'wrong'
  return content.is === 'value' && field.allows(content.value) ? null : 'wrong'
}

/** What a container under this key of another is; null when the schema has none there. */
export function kindUnder(kind: Container, key: string | null): Container | null {
  const field = fieldUnder(boardSchema[kind], key)
  return field !== undefined && 'opens' in field ? field.opens : null
}

function fieldUnder(shape: Shape, key: string | null): Field | undefined {
  if (key === null || shape.of === 'letters') return undefined
  if (shape.of === 'fields') return shape.fields.get(key)
  return isBoardId(key) ? shape.entry : undefined
}

/** Whether a struct counts in the size of its container: letters in a text, entries in a root. */
export const counts = (place: Place, isLetters: boolean, opens: Found['opens']) =>
  isLetters || (isRoot(place.kind) && opens !== null)

/** The size beyond which no accident explains it: letters of a text, entries of a root. */
export function mostOf(kind: Container): number {
  const shape: Shape = boardSchema[kind]
  if (shape.of === 'fields') return Infinity
  return (shape.of === 'entries' ? shape.most : shape.longest) * boardLimits.slack
}
