/**
 * Booklets: what others wrote to a person, owned by that person alone. One stream per person, so that it can be erased
 * with them.
 */
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
import { bookApplied, readBookEntry, readBookSnapshot, type BookEntry, type StoredNote } from './book-format.ts'
import type { FlowStore } from './flow-store.ts'
import type { SealedItem } from './vault-format.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Notes about to be in a booklet: to be stored in the append that gives them. */
export interface Adding {
  readonly writes: readonly Write[]
  done(): void
}

export class Books {
  readonly #cohort: CohortId
  readonly #store: FlowStore
  readonly #books: Map<MemberId, readonly StoredNote[]>
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(cohort: CohortId, store: FlowStore, books: Map<MemberId, readonly StoredNote[]>) {
    this.#cohort = cohort
    this.#store = store
    this.#books = books
  }

  static async open(cohort: CohortId, store: FlowStore): Promise<Books> {
    const books = new Map<MemberId, readonly StoredNote[]>()
    for (const stream of await store.log.list(`book/${cohort}/`)) {
      const { snapshot, entries } = await store.log.load(stream)
      const base = snapshot === null ? [] : readBookSnapshot(readJson(snapshot.body)).notes
      const notes = entries.reduce<readonly StoredNote[]>(
        (all, { body }) => bookApplied(all, readBookEntry(readJson(body))),
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
      const notes = shuffled(items, random).map(({ text, from }): StoredNote => ({
        id: newNoteId(random),
        text,
        from: from ?? null,
        day,
        hidden: false,
      }))
      return notes.length === 0 ? [] : [{ owner, entry: { v: 1, add: notes } satisfies BookEntry }]
    })
    return {
      writes: added.map(({ owner, entry }) => ({ stream: bookStream(this.#cohort, owner), bodies: [jsonBody(entry)] })),
      done: () => {
        for (const { owner, entry } of added) this.#books.set(owner, bookApplied(this.#books.get(owner) ?? [], entry))
      },
    }
  }

  /** One's own booklet: hide, show, or delete for good. @returns false for a note that is not there */
  async act(owner: MemberId, { id, act }: NoteMessage): Promise<boolean> {
    const mine = this.#turn.then(async () => {
      const notes = this.#books.get(owner) ?? []
      if (!notes.some((one) => one.id === id)) return false
      const note = id as NoteId
      const entry: BookEntry = act === 'drop' ? { v: 1, drop: note } : { v: 1, hide: note, hidden: act === 'hide' }
      const stream = bookStream(this.#cohort, owner)
      await this.#store.commit([{ stream, bodies: [jsonBody(entry)] }])
      const left = bookApplied(this.#books.get(owner) ?? [], entry)
      this.#books.set(owner, left)
      // Deleted words are in no file afterwards.
      await this.#store.forgetEarlier({ stream, body: jsonBody({ v: 1, notes: left }) })
      return true
    })
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
