/** What is sealed: every item has words that exist once in the world, and these are looked for wherever bytes go. */
import { createHash } from 'node:crypto'
import type { FlowState } from '../../shared/flow/state.ts'
import type { MemberId, StreamId } from '../../shared/lib/ids.ts'
import { bookApplied, readBookEntry, readBookSnapshot, type StoredNote } from '../../server/flow/book-format.ts'
import { readVaultEntry } from '../../server/flow/vault-format.ts'
import { readEntryBody } from '../../server/doc/stored.ts'
import { readJson } from '../../server/log/entry.ts'
import type { Snapshot, Write } from '../../server/log/log.ts'
import type { Verdicts } from './verdicts.ts'

interface Item {
  readonly writer: MemberId
  readonly to: MemberId | null
  readonly signed: boolean
  /** Where it is kept, once it is. */
  vault: StreamId | null
  isAcked: boolean
  isTaken: boolean
  /** On which boards it was released, by step. */
  readonly released: Map<string, number>
  given: number
}

/** All of one length, so that none becomes another when somebody takes a sign out of it. */
const words = /sealed\d{5}z/g
const wordsIn = (text: string): readonly string[] => text.match(words) ?? []
const textOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

export class SealedChecks {
  readonly #verdicts: Verdicts
  readonly #items = new Map<string, Item>()
  /** Words of an item by the hash of its token. */
  readonly #ids = new Map<string, string>()
  readonly #books = new Map<MemberId, readonly StoredNote[]>()

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts
  }

  /** @returns words for a new item */
  written(writer: MemberId, to: MemberId | null, signed: boolean): string {
    const text = `sealed${String(this.#items.size).padStart(5, '0')}z`
    this.#items.set(text, {
      writer,
      to,
      signed,
      vault: null,
      isAcked: false,
      isTaken: false,
      released: new Map(),
      given: 0,
    })
    return text
  }

  /** Somebody wants it back, or its receiver is gone: from here on it may be nowhere. */
  letGo(text: string): void {
    const item = this.#items.get(text)
    if (item !== undefined) item.isTaken = true
  }

  letGoOf(receiver: MemberId): void {
    for (const item of this.#items.values()) if (item.to === receiver) item.isTaken = true
  }

  /** What was sealed in an activity that a lead has taken back, and that was begun anew, can never be released. */
  purged(stream: StreamId, state: FlowState): void {
    const run = stream.split('/')[2]?.split('.')[0]
    const may = [state.run, ...state.undo.map(({ before }) => before.run)].some((one) => one?.id === run)
    for (const item of this.#items.values()) if (!may && item.vault === stream) item.isTaken = true
  }

  appended({ stream, bodies }: Write): void {
    for (const body of bodies) {
      if (stream.startsWith('vault/')) this.#kept(stream, body)
      else if (stream.startsWith('book/')) this.#given(stream.split('/')[2] as MemberId, body)
      else if (stream.startsWith('doc/')) this.#released(stream, body)
    }
  }

  /** A booklet is written anew: nothing that was given may be missing in it. */
  compacted(stream: StreamId, { body }: Snapshot): void {
    const { notes } = readBookSnapshot(readJson(body))
    const is = JSON.stringify(notes)
    const should = JSON.stringify(this.#books.get(stream.split('/')[2] as MemberId) ?? [])
    this.#verdicts.hold('DUR-1', is === should, () => `a booklet is another when written anew: ${is}, not ${should}`)
  }

  acked(question: 'put' | 'take', token: string): void {
    const id = createHash('sha256').update(token).digest('base64url')
    const text = this.#ids.get(id)
    if (question === 'take') return
    this.#verdicts.hold('DUR-1', text !== undefined, () => 'an item is said to be sealed and is on no disk')
    const item = this.#items.get(text ?? '')
    if (item !== undefined) item.isAcked = true
  }

  ackedNote(owner: MemberId, { id, act }: { readonly id: string; readonly act: string }): void {
    const note = this.#books.get(owner)?.find((one) => one.id === id)
    const done = act === 'drop' ? note === undefined : note === undefined || note.hidden === (act === 'hide')
    this.#verdicts.hold('DUR-1', done, () => `${act} of a note is acknowledged and on no disk`)
  }

  /** @param member null for a wall */
  told(member: MemberId | null, bytes: string | Uint8Array): void {
    for (const text of wordsIn(typeof bytes === 'string' ? bytes : textOf(bytes))) {
      const item = this.#items.get(text)
      const open = item?.to === null ? item.released.size > 0 : item?.to === member && item.given > 0
      const may = item !== undefined && (item.writer === member || open)
      this.#verdicts.hold('PRV-4', may, () => `${member ?? 'the wall'} is sent ${text}`)
    }
  }

  /** In the end: @param kept words that are in a vault now */
  ended(kept: ReadonlySet<string>): void {
    for (const [text, { isAcked, isTaken, released, given }] of this.#items) {
      this.#verdicts.hold(
        'once',
        given <= 1 && [...released.values()].every((times) => times === 1),
        () => `${text} came twice: ${given} given, ${JSON.stringify([...released])}`,
      )
      if (!isAcked || isTaken) continue
      const places = (given > 0 ? 1 : 0) + (released.size > 0 ? 1 : 0) + (kept.has(text) ? 1 : 0)
      this.#verdicts.hold('DUR-1', places > 0, () => `${text} was acknowledged and is nowhere`)
      this.#verdicts.hold('gone', places < 2, () => `${text} has been given and is in its vault still`)
    }
  }

  #kept(stream: StreamId, body: Uint8Array): void {
    const entry = readVaultEntry(readJson(body))
    if ('take' in entry) return this.letGo(this.#ids.get(entry.take) ?? '')
    if (!('put' in entry)) return
    const { id, text, from } = entry.put
    const item = this.#items.get(text)
    this.#ids.set(id, text)
    if (item !== undefined) item.vault = stream
    const named = JSON.stringify(entry).includes(item?.writer ?? '?')
    const rightly = named === (item?.signed === true) && (from !== undefined) === (item?.signed === true)
    this.#verdicts.hold('PRV-5', rightly, () => `the vault says who wrote ${text}, or loses who signed it`)
  }

  #given(owner: MemberId, body: Uint8Array): void {
    const entry = readBookEntry(readJson(body))
    this.#books.set(owner, bookApplied(this.#books.get(owner) ?? [], entry))
    if (!('add' in entry)) return
    for (const { text, from } of entry.add) {
      const item = this.#items.get(text)
      if (item === undefined) continue
      item.given++
      this.#verdicts.hold('PRV-4', item.to === owner, () => `${text} is given to ${owner}`)
      this.#verdicts.hold(
        'PRV-5',
        item.signed || from === null,
        () => `${text} was not signed and says from whom it is`,
      )
    }
  }

  /** Only the server's own first entries: what somebody copies from a board is theirs. */
  #released(stream: string, body: Uint8Array): void {
    const { member, update } = readEntryBody(body)
    if (member !== '') return
    const step = stream.split('.').slice(0, 2).join('.')
    for (const text of wordsIn(textOf(update))) {
      const item = this.#items.get(text)
      if (item === undefined) continue
      item.released.set(step, (item.released.get(step) ?? 0) + 1)
      this.#verdicts.hold('PRV-4', item.to === null, () => `${text} was for one person and is on a board`)
    }
  }
}
