/** What a booklet stores, version 1: the one owner of its entries and snapshots, and what they mean. */
import { z } from 'zod'
import type { MemberId, NoteId } from '../../shared/lib/ids.ts'

const noteId = z.string().length(12) as unknown as z.ZodType<NoteId>
const member = z.string().length(12) as unknown as z.ZodType<MemberId>

/**
 * `from` null: its writer did not sign it, and nothing stored says who it was; with `erased` they did, and nothing says it
 * any more. `day` ms since the epoch, at midnight UTC.
 */
const note = z.strictObject({
  id: noteId,
  text: z.string(),
  from: member.nullable(),
  erased: z.literal(true).optional(),
  day: z.number(),
  hidden: z.boolean(),
})
const entryShape = z.union([
  z.strictObject({ v: z.literal(1), add: z.array(note) }),
  z.strictObject({ v: z.literal(1), hide: noteId, hidden: z.boolean() }),
  z.strictObject({ v: z.literal(1), drop: noteId }),
  /** Whoever this was is erased: what they signed keeps its words, and not their name. */
  z.strictObject({ v: z.literal(1), erased: member }),
])
const snapshotShape = z.strictObject({ v: z.literal(1), notes: z.array(note) })

export type StoredNote = z.infer<typeof note>
export type BookEntry = z.infer<typeof entryShape>

/** The booklet after one entry. */
export function bookApplied(notes: readonly StoredNote[], entry: BookEntry): readonly StoredNote[] {
  if ('add' in entry) return [...notes, ...entry.add]
  if ('drop' in entry) return notes.filter(({ id }) => id !== entry.drop)
  if ('erased' in entry)
    return notes.map((one) => (one.from === entry.erased ? { ...one, from: null, erased: true } : one))
  return notes.map((one) => (one.id === entry.hide ? { ...one, hidden: entry.hidden } : one))
}

export const readBookEntry = (json: unknown): BookEntry => entryShape.parse(json)
export const readBookSnapshot = (json: unknown) => snapshotShape.parse(json)
