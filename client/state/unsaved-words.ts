/**
 * The words a person wrote on a board while it could not be reached, as plain text. The updates themselves are in the
 * device's database (link/unsaved.ts), but without the board they belong to they cannot be read; these can.
 */
import type { DocId } from '../../shared/lib/ids.ts'
import { eraseUnsaved, unsavedName } from '../link/unsaved.ts'
import { isRecord } from './kept-json.ts'
import type { Keep } from './keep.ts'

const start = 'board/'

export class UnsavedWords {
  readonly #keep: Keep
  readonly #key: string

  constructor(keep: Keep, doc: DocId) {
    this.#keep = keep
    this.#key = `${start}${doc}`
    // Says that this board has a database on this device, for erasing it.
    if (keep.read(this.#key) === null) keep.write(this.#key, '{}')
  }

  /** By card or list. */
  all(): ReadonlyMap<string, string> {
    const kept = this.#keep.readJson(this.#key)
    const words = isRecord(kept) ? Object.entries(kept) : []
    return new Map(words.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  }

  put(words: ReadonlyMap<string, string>): void {
    this.#keep.write(this.#key, JSON.stringify(Object.fromEntries(words)))
  }
}

const docOf = (key: string) => key.slice(start.length) as DocId

/** Words for boards that are not open: the room went on before they came there. */
export function wordsElsewhere(keep: Keep, open: DocId | null): readonly string[] {
  const docs = keep.keys(start).map(docOf)
  return docs
    .filter((doc) => doc !== open)
    .flatMap((doc) => [...new UnsavedWords(keep, doc).all().values()])
    .filter((words) => words.trim() !== '')
}

/** Also their updates: whoever says so has the words, or does not need them. */
export function forgetElsewhere(grant: string, keep: Keep, open: DocId | null): void {
  for (const doc of keep.keys(start).map(docOf)) {
    if (doc === open) continue
    eraseUnsaved(unsavedName(grant, doc))
    keep.remove(`${start}${doc}`)
  }
}

/** Where a page's words are until they are saved; says also that this page has a database on this device. */
export const pageStart = 'page/'

/** Everything of a grant on this device, databases of boards and pages included. */
export function eraseAll(grant: string, keep: Keep): void {
  forgetElsewhere(grant, keep, null)
  for (const key of keep.keys(pageStart)) eraseUnsaved(unsavedName(grant, key.slice(pageStart.length) as DocId))
  keep.wipe()
}
