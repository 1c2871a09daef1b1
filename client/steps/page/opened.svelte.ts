/** A page that is open as long as the view that asked for it; reactive. */
import type { DocId } from '../../../shared/lib/ids.ts'
import type { PageModel } from './model.ts'

export class OpenedPage {
  /** null until it is there. */
  now = $state.raw<PageModel | null>(null)

  /** To be made while a component is. */
  constructor(doc: () => DocId, open: (doc: DocId) => Promise<PageModel>) {
    $effect(() => {
      let opened: PageModel | null = null
      let left = false
      void open(doc()).then((page) => {
        if (left) return page.close()
        opened = page
        this.now = page
      })
      return () => {
        left = true
        this.now = null
        opened?.close()
      }
    })
  }
}
