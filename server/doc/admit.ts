/**
 * Whether an update of a member may become part of a board: judged on its structs, before it is stored.
 *
 * Refused is what no honest client sends: gaps (a gap deletes without inserting, yjs#461, and what stays pending costs
 * quadratic time), structs under somebody else's clientID (silent divergence for ever), anything outside the board's
 * schema, more than a board can hold, and updates made to be slow. What is admitted is written anew with only what is
 * new in it, so that repeating everything one knows, as a returning client does, stores nothing twice and smuggles nothing.
 */
import { isRoot, untouchable, type Container, type DocLayout } from '../../shared/boards/schema.ts'
import { docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import { isOwn } from './own-lines.ts'
import type { Known } from './known.ts'
import { crowdOf, type Found, type Layer, type Place } from './layer.ts'
import { joined, type Range } from './ranges.ts'
import { readUpdate } from './read-update.ts'
import { counts, mostOf, opensAt } from './schema-check.ts'
import { rest, type Id, type Struct, type Update } from './update.ts'
import { writeUpdate } from './write-update.ts'

/** What an update adds: as bytes to store and apply, and as knowledge for the next judgement of the batch. */
export interface News {
  readonly update: Uint8Array
  readonly layer: Layer
}

export type Admission =
  /** `news` is null when everything in it was known. */
  { readonly ok: true; readonly news: News | null } | { readonly ok: false; readonly why: ResetReason }

export interface Author {
  /** As the server knows them. */
  readonly member: string
  readonly layout: DocLayout
  /** Bytes by which the board may still grow. */
  readonly room: number
}

/** Clocks of deleted content that one update may report: the letters somebody typed and took back while away. */
const deletedMost = 100_000
/** Items to be looked at to find every struct's spot: about 25 ms of Yjs. Honest updates need a few dozen. */
const workMost = 200_000

class Refused extends Error {
  readonly why: ResetReason
  constructor(why: ResetReason) {
    super(why)
    this.why = why
  }
}

/**
 * Changes nothing; the caller takes `news.layer` on top of `known` before it judges the next update of the batch.
 * Cost: microseconds for a letter, about 20 ms for the largest step 2.
 */
export function admit(known: Known, bytes: Uint8Array, author: Author): Admission {
  const read = readUpdate(bytes)
  if (!read.ok) return read
  try {
    const judgement = new Judgement(known.draft(), author)
    judgement.structs(read.update)
    judgement.deletes(read.update)
    return { ok: true, news: judgement.news() }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: error.why }
    throw error
  }
}

interface Section {
  readonly client: number
  readonly structs: readonly Struct[]
  next: number
  open: boolean
}

class Judgement {
  readonly #known: Known
  readonly #author: Author
  readonly #new = new Map<number, Struct[]>()
  #count = 0
  #deleted = 0
  #work = 0

  constructor(draft: Known, author: Author) {
    this.#known = draft
    this.#author = author
  }

  news(): News | null {
    const layer = this.#known.top
    if (this.#new.size === 0 && layer.deletes.size === 0) return null
    for (const [at, { kind, by }] of layer.grown) {
      if (by > 0 && this.#known.size(at) > mostOf(kind)) throw new Refused('too_big')
    }
    const update = writeUpdate({ structs: this.#new, deletes: layer.deletes })
    // On a full board deleting still works.
    if (this.#new.size > 0 && update.length > this.#author.room) throw new Refused('too_big')
    return { update, layer }
  }

  /** Each struct after everything it refers to: within one update clients may refer to each other in any order. */
  structs(update: Update): void {
    const sections = new Map<number, Section>()
    for (const [client, structs] of update.structs) {
      const known = this.#known.next(client)
      if ((structs[0]?.clock ?? 0) > known) throw new Refused('gap')
      const next = structs.findIndex(({ clock, length }) => clock + length > known)
      if (next !== -1) sections.set(client, { client, structs, next, open: false })
    }
    for (const section of sections.values()) this.#section(section, sections)
  }

  #section(first: Section, sections: ReadonlyMap<number, Section>): void {
    const stack = [{ section: first, until: Infinity }]
    first.open = true
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { section, until } = top
      const struct = section.structs[section.next]
      if (struct === undefined || this.#known.next(section.client) > until) {
        section.open = false
        stack.pop()
        continue
      }
      const missing = references(struct).find((id) => !this.#known.has(id))
      if (missing === undefined) {
        this.#struct(section.client, struct)
        section.next++
        continue
      }
      const other = sections.get(missing.client)
      // Not in this update either, or waiting for this very struct: it would stay pending for ever.
      if (other === undefined || other.open || other.next === other.structs.length) throw new Refused('gap')
      other.open = true
      stack.push({ section: other, until: missing.clock })
    }
  }

  #struct(client: number, whole: Struct): void {
    const from = this.#known.next(client)
    this.#claim(client, from)
    const struct = rest(client, whole, from - whole.clock)
    const { clock, length, content } = struct
    const stands = content.is !== 'collected' && content.is !== 'deleted'
    if (++this.#count > docLimits.structs || (!stands && (this.#deleted += length) > deletedMost))
      throw new Refused('too_big')
    const isLetters = content.is === 'letters'
    const place = content.is === 'collected' ? null : this.#placeOf(struct)
    const opens = place === null ? 'gone' : opensAt(place, content, `${client}:${clock}`)
    if (opens === 'wrong') throw new Refused('schema')
    if (place !== null) this.#open(place)
    const spot = this.#spot(client, struct, place)
    this.#known.top.add(client, {
      clock,
      end: clock + length,
      right: struct.right,
      stands,
      isLetters,
      place,
      opens,
      ...spot,
    })
    // What was written into something deleted is nothing, for everyone: it is not stored either.
    const kept = place === null ? ({ ...struct, content: { is: 'collected' } } as const) : struct
    const own = this.#new.get(client)
    if (own === undefined) this.#new.set(client, [kept])
    else own.push(kept)
    if (place === null) return
    this.#touch(place, content.is === 'letters' ? content.text : '')
    if (stands) this.#grow(place, isLetters, opens, length)
  }

  /** First claimant owns; what exists without an owner is nobody's to continue. */
  #claim(client: number, from: number): void {
    const owner = this.#known.owner(client)
    if (owner === undefined && from === 0) this.#known.top.claims.set(client, this.#author.member)
    else if (owner !== this.#author.member) throw new Refused('not_owner')
  }

  /** @returns null for a struct in something deleted: Yjs makes nothing of it, everywhere */
  #placeOf({ left, right, parent, key }: Struct): Place | null {
    if (left === null && right === null) return this.#placeUnder(parent, key)
    const [first, second] = [left, right].flatMap((id) => (id === null ? [] : [this.#known.find(id).place]))
    if (first === undefined || first === null || second === null) return null
    if (second !== undefined && (second.at !== first.at || second.key !== first.key)) throw new Refused('schema')
    return first
  }

  #placeUnder(parent: string | Id | null, key: string | null): Place | null {
    if (typeof parent === 'string' && isRoot(parent)) return { kind: parent, at: parent, key }
    if (parent === null || typeof parent === 'string') throw new Refused('schema')
    const { opens } = this.#known.find(parent)
    if (opens === null) throw new Refused('schema')
    return opens === 'gone' ? null : { ...opens, key }
  }

  /** In columns the lists are the activity's; a page has no cards, a board no page: nobody writes or deletes there. */
  #open({ kind }: Place): void {
    const closed: ReadonlySet<Container> = untouchable[this.#author.layout]
    if (closed.has(kind)) throw new Refused('schema')
  }

  #touch(place: Place, letters = ''): void {
    this.#open(place)
    const { layout, member } = this.#author
    // The server takes down the line of somebody who is gone.
    if (layout === 'own' && member !== '' && !isOwn(place, letters, member, this.#known)) throw new Refused('schema')
  }

  /** Counts the items to be looked at: a crafted kilobyte can make them millions, on everyone's device. */
  #spot(client: number, { clock, left, right }: Struct, place: Place | null) {
    const before = left === null ? undefined : this.#known.fresh(left)
    const behind = right === null ? undefined : this.#known.fresh(right)
    const chained =
      left?.client === client && left.clock === clock - 1 && before !== undefined && isSame(before.right, right)
    const liveLeft = before === undefined ? left : before.liveLeft
    const liveRight = behind === undefined ? right : behind.liveRight
    if (place !== null) {
      this.#work += this.#known.distance(liveLeft, liveRight, place, workMost - this.#work)
      this.#work += this.#known.crowd(crowdOf(place), chained)
      if (this.#work >= workMost) throw new Refused('too_big')
    }
    return { chained, liveLeft, liveRight }
  }

  #grow(place: Place, isLetters: boolean, opens: Found['opens'], by: number): void {
    if (counts(place, isLetters, opens)) this.#known.top.grow(place, by)
  }

  /** Only what still stands counts: a returning client repeats every deletion there ever was. */
  deletes(update: Update): void {
    for (const [client, named] of update.deletes) {
      const ranges = joined(named)
      if ((ranges.at(-1)?.end ?? 0) > this.#known.next(client)) throw new Refused('gap')
      const gone: Range[] = []
      for (const { clock, end, place, isLetters, opens } of this.#known.standing(client, ranges)) {
        this.#touch(place)
        if (++this.#count > docLimits.structs) throw new Refused('too_big')
        gone.push({ clock, end })
        this.#grow(place, isLetters, opens, clock - end)
      }
      if (gone.length > 0) this.#known.top.delete(client, gone)
    }
  }
}

function references({ left, right, parent }: Struct): readonly Id[] {
  const ids = [left, right, typeof parent === 'string' ? null : parent]
  return ids.filter((id) => id !== null)
}

const isSame = (a: Id | null, b: Id | null) => a?.client === b?.client && a?.clock === b?.clock
