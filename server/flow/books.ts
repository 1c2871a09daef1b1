/**
 * Booklets: what others wrote to a person, owned by that person alone. One stream per person, so that it can be erased
 * with them. The one owner of its format (version 1).
 */
import { z } from 'zod'
import {
  bookStream,
  newNoteId,
  type CohortId,
  type MemberId,
  type NoteId,
  type RandomInt,
} from '../../shared/lib/ids.ts'
import { refOf, type Names } from '../../shared/flow/people.ts'
import { shuffled } from '../../shared/lib/rng.ts'
import type { BookNote, NoteMessage } from '../../shared/wire/flow.ts'
import { jsonBody, readJson } from '../log/entry.ts'
import type { Write } from '../log/log.ts'
import type { FlowStore } from './flow-store.ts'
import type { SealedItem } from './vault-format.ts'

const noteId = z.string().length(12) as unknown as z.ZodType<NoteId>
const member = z.string().length(12) as unknown as z.ZodType<MemberId>

/** `from` null: its writer did not sign it, and nothing stored says who it was. `day` ms since the epoch, at midnight UTC. */
const note = z.strictObject({
  id: noteId,
  text: z.string(),
  from: member.nullable(),
  day: z.number(),
  hidden: z.boolean(),
})
const entryShape = z.union([
  z.strictObject({ v: z.literal(1), add: z.array(note) }),
  z.strictObject({ v: z.literal(1), hide: noteId, hidden: z.boolean() }),
  z.strictObject({ v: z.literal(1), drop: noteId }),
])
const snapshotShape = z.strictObject({ v: z.literal(1), notes: z.array(note) })

type Note = z.infer<typeof note>
type Entry = z.infer<typeof entryShape>

const dayMs = 24 * 60 * 60 * 1000

function applied(notes: readonly Note[], entry: Entry): readonly Note[] {
  if ('add' in entry) return [...notes, ...entry.add]
  if ('drop' in entry) return notes.filter(({ id }) => id !== entry.drop)
  return notes.map((one) => (one.id === entry.hide ? { ...one, hidden: entry.hidden } : one))
}

/** Notes about to be in a booklet: to be stored in the append that gives them. */
export interface Adding {
  readonly writes: readonly Write[]
  done(): void
}

export class Books {
  readonly #cohort: CohortId
  readonly #store: FlowStore
  readonly #books: Map<MemberId, readonly Note[]>
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(cohort: CohortId, store: FlowStore, books: Map<MemberId, readonly Note[]>) {
    this.#cohort = cohort
    this.#store = store
    this.#books = books
  }

  static async open(cohort: CohortId, store: FlowStore): Promise<Books> {
    const books = new Map<MemberId, readonly Note[]>()
    for (const stream of await store.log.list(`book/${cohort}/`)) {
      const { snapshot, entries } = await store.log.load(stream)
      const base = snapshot === null ? [] : snapshotShape.parse(readJson(snapshot.body)).notes
      const notes = entries.reduce<readonly Note[]>(
        (all, { body }) => applied(all, entryShape.parse(readJson(body))),
        base,
      )
      books.set(stream.split('/')[2] as MemberId, notes)
    }
    return new Books(cohort, store, books)
  }

  of(owner: MemberId, names: Names): readonly BookNote[] {
    return (this.#books.get(owner) ?? []).map(({ id, text, from, day, hidden }) => ({
      id,
      text,
      from: from === null ? null : refOf(names, from),
      day,
      hidden,
    }))
  }

  /** In an order that says nothing about who wrote when. */
  adding(given: ReadonlyMap<MemberId, readonly SealedItem[]>, now: number, random: RandomInt): Adding {
    const day = Math.floor(now / dayMs) * dayMs
    const added = [...given].flatMap(([owner, items]) => {
      const notes = shuffled(items, random).map(({ text, from }): Note => ({
        id: newNoteId(random),
        text,
        from: from ?? null,
        day,
        hidden: false,
      }))
      return notes.length === 0 ? [] : [{ owner, entry: { v: 1, add: notes } satisfies Entry }]
    })
    return {
      writes: added.map(({ owner, entry }) => ({ stream: bookStream(this.#cohort, owner), bodies: [jsonBody(entry)] })),
      done: () => {
        for (const { owner, entry } of added) this.#books.set(owner, applied(this.#books.get(owner) ?? [], entry))
      },
    }
  }

  /** One's own booklet: hide, show, or delete for good. @returns false for a note that is not there */
  async act(owner: MemberId, { id, act }: NoteMessage): Promise<boolean> {
    const mine = this.#turn.then(async () => {
      const notes = this.#books.get(owner) ?? []
      if (!notes.some((one) => one.id === id)) return false
      const note = id as NoteId
      const entry: Entry = act === 'drop' ? { v: 1, drop: note } : { v: 1, hide: note, hidden: act === 'hide' }
      const stream = bookStream(this.#cohort, owner)
      await this.#store.commit([{ stream, bodies: [jsonBody(entry)] }])
      const left = applied(this.#books.get(owner) ?? [], entry)
      this.#books.set(owner, left)
      // Deleted words are in no file afterwards.
      await this.#store.forgetEarlier({ stream, body: jsonBody({ v: 1, notes: left }) })
      return true
    })
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
