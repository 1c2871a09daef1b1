/** This person's own pages: which there are, and their code and documents once one is opened. Pages without one stay small. */
import type { DocId } from '../../shared/lib/ids.ts'
import type { OwnPage } from '../../shared/wire/flow.ts'
import type { BoardDoor } from '../link/board.ts'
import type { PageModel } from '../steps/page/model.ts'
import type { Drafts } from './drafts.ts'
import type { Keep } from './keep.ts'
import type { OwnPages } from './own-pages.ts'
import { pageStart } from './unsaved-words.ts'

export interface ShelfParts {
  readonly keep: Keep
  readonly drafts: Drafts
  door(doc: DocId): BoardDoor
  /** Reactive. */
  offline(): boolean
}

/** Which pages there are, for opening them without a network. */
const key = 'pages'

export class PageShelf {
  readonly #parts: ShelfParts
  #all = $state.raw<readonly OwnPage[]>([])
  #open: Promise<OwnPages> | null = null

  constructor(parts: ShelfParts) {
    this.#parts = parts
  }

  /** Those that have been written on. */
  get all(): readonly OwnPage[] {
    return this.#all
  }

  /** @param keeps whether this device may remember them */
  see(pages: readonly OwnPage[], keeps: boolean): void {
    this.#all = pages
    if (keeps) this.#parts.keep.write(key, JSON.stringify(pages))
  }

  remember(): void {
    this.#all = (this.#parts.keep.readJson(key) ?? []) as readonly OwnPage[]
  }

  async open(doc: DocId): Promise<PageModel> {
    return (await this.#opened()).open(doc)
  }

  /** Sentences marked on these pages, as they come; nothing of them leaves this device. @returns ends it */
  marked(found: (sentences: readonly string[]) => void): () => void {
    let end: (() => void) | null = () => undefined
    void import('./marked.svelte.ts').then(({ watchMarked }) => {
      if (end !== null) end = watchMarked(this, found)
    })
    return () => {
      end?.()
      end = null
    }
  }

  /** The server is there: what an earlier window could not save goes to it. */
  flush(): void {
    if (this.#parts.keep.keys(pageStart).length > 0) void this.#opened().then((pages) => pages.flush())
  }

  end(): void {
    void this.#open?.then((pages) => pages.end())
  }

  #opened(): Promise<OwnPages> {
    const { keep, drafts, door, offline } = this.#parts
    this.#open ??= Promise.all([import('./own-pages.ts'), import('./board.svelte.ts')]).then(
      ([{ OwnPages }, { pageLink: link }]) =>
        new OwnPages({ keep, offline, door, link, putAside: (place, words) => drafts.putAside(place, words) }),
    )
    return this.#open
  }
}
