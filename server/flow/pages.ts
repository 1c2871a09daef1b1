/**
 * Own pages: which of them have been written on, told to their author alone, and their end. Their words are in a stream
 * each, so that a page can be erased by itself and with its author.
 */
import { authorOfPage, docStream, pageId, type CohortId, type DocId, type MemberId } from '../../shared/lib/ids.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import type { OwnPage } from '../../shared/wire/flow.ts'
import type { FlowStore } from './flow-store.ts'
import type { Boards } from './ports.ts'

export class Pages {
  readonly #store: FlowStore
  readonly #boards: Boards
  readonly #written: Set<DocId>

  private constructor(store: FlowStore, boards: Boards, written: Set<DocId>) {
    this.#store = store
    this.#boards = boards
    this.#written = written
  }

  static async open(cohort: CohortId, store: FlowStore, boards: Boards): Promise<Pages> {
    const streams = await store.log.list(`page/${cohort}/`)
    return new Pages(store, boards, new Set(streams.map((stream) => stream.slice('page/'.length) as DocId)))
  }

  /** In the order in which they were opened. */
  of(author: MemberId, { cohort, pages = [] }: FlowState): readonly OwnPage[] {
    return pages.flatMap(({ run, step, prompt, at }) => {
      const doc = pageId(cohort, author, run, step)
      return this.#written.has(doc) ? [{ doc, prompt, at }] : []
    })
  }

  /** Something of it is durable. @returns whether it is the first */
  wrote(doc: DocId): boolean {
    const first = !this.#written.has(doc)
    this.#written.add(doc)
    return first
  }

  /** Closed on all devices of its author, and in no file afterwards. @returns false while it cannot be erased; it will be */
  async drop(doc: DocId): Promise<boolean> {
    await this.#boards.drop(doc)
    const isGone = await this.#store.purge(docStream(doc))
    // Last: what was on its way meanwhile has made it written once more.
    this.#written.delete(doc)
    return isGone
  }

  /** All pages of one person; of everyone without a name. @returns false while some cannot be erased; they will be */
  async dropOf(author?: MemberId): Promise<boolean> {
    let all = true
    for (const doc of [...this.#written])
      if (author === undefined || authorOfPage(doc) === author) all = (await this.drop(doc)) && all
    return all
  }

  /** Closes all, without erasing them: the workshop they belong to is being destroyed. */
  async close(): Promise<void> {
    for (const doc of this.#written) await this.#boards.drop(doc)
  }
}
