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
import type { Loaded, Write } from '../log/log.ts'
import { bookApplied, readBookEntry, readBookSnapshot, type BookEntry, type StoredNote } from './book-format.ts'
import type { FlowStore } from './flow-store.ts'
import type { SealedItem } from './vault-format.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Notes about to be in a booklet: to be stored in the append that gives them. */
export interface Adding {
  readonly writes: readonly Write[]
  done(): void
}

/** A name about to leave every booklet, and the booklet of its bearer: to be stored in the append that erases them. */
export interface Unsigning extends Adding {
  /** After that: what they signed is in no file as theirs, and what others wrote to them in none at all. @returns whether it is so */
  cleared(): Promise<boolean>
}

function notesIn({ snapshot, entries }: Loaded): readonly StoredNote[] {
  const base = snapshot === null ? [] : readBookSnapshot(readJson(snapshot.body)).notes
  return entries.reduce<readonly StoredNote[]>((all, { body }) => bookApplied(all, readBookEntry(readJson(body))), base)
}

/** A booklet's stream as its notes alone: deleted words are not kept. */
export const presentBook = (loaded: Loaded) => jsonBody({ v: 1, notes: notesIn(loaded) })

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
      books.set(stream.split('/')[2] as MemberId, notesIn(await store.log.load(stream)))
    }
    return new Books(cohort, store, books)
  }

  of(owner: MemberId, names: Names): readonly BookNote[] {
    return (this.#books.get(owner) ?? []).map(({ id, text, from, erased, day, hidden }) => ({
      id,
      text,
      from: from === null ? null : refOf(names, from),
      ...(erased === true ? { erased } : {}),
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

  /** The words of others stay with whom they were given to; who signed them does not. */
  unsigning(member: MemberId): Unsigning {
    const signed = [...this.#books].flatMap(([owner, notes]) =>
      owner !== member && notes.some(({ from }) => from === member) ? [owner] : [],
    )
    const entry: BookEntry = { v: 1, erased: member }
    return {
      writes: signed.map((owner) => ({ stream: bookStream(this.#cohort, owner), bodies: [jsonBody(entry)] })),
      done: () => {
        for (const owner of signed) this.#books.set(owner, bookApplied(this.#books.get(owner) ?? [], entry))
        this.#books.delete(member)
      },
      cleared: async () => {
        const streams = signed.map((owner) => bookStream(this.#cohort, owner))
        const all = await Promise.all(streams.map((stream) => this.#store.forgetEarlier(stream, presentBook)))
        return (await this.#store.purge(bookStream(this.#cohort, member))) && !all.includes(false)
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
      this.#books.set(owner, bookApplied(this.#books.get(owner) ?? [], entry))
      // Deleted words are in no file afterwards.
      await this.#store.forgetEarlier(stream, presentBook)
      return true
    })
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
