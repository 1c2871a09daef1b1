/** The pages that are open on this device, and those that still have something to bring to the server. */
import type { DocId } from '../../shared/lib/ids.ts'
import type { PageModel } from '../steps/page/model.ts'
import { Page, type PageParts } from './page.svelte.ts'
import { pageStart } from './unsaved-words.ts'

export type OwnPagesParts = Omit<PageParts, 'door' | 'ended'> & {
  door(doc: DocId): PageParts['door']
}

export class OwnPages {
  readonly #parts: OwnPagesParts
  readonly #open = new Map<DocId, Page>()
  #ended = false

  constructor(parts: OwnPagesParts) {
    this.#parts = parts
  }

  open(doc: DocId): PageModel {
    const known = this.#open.get(doc)
    if (known !== undefined) return known.shared()
    const page = new Page(doc, {
      ...this.#parts,
      door: this.#parts.door(doc),
      ended: () => this.#open.delete(doc),
    })
    this.#open.set(doc, page)
    if (this.#ended) page.end()
    return page
  }

  /** What an earlier window could not save goes to the server, whether or not its page is looked at. */
  flush(): void {
    for (const key of this.#parts.keep.keys(pageStart)) {
      const doc = key.slice(pageStart.length) as DocId
      if (!this.#open.has(doc)) this.open(doc).close()
    }
  }

  end(): void {
    this.#ended = true
    for (const page of [...this.#open.values()]) page.end()
  }
}
