/** Sentences that a person marked on pages of their own, read from those pages on this device, for their author's eyes. */
import type { DocId } from '../../shared/lib/ids.ts'
import type { OwnPage } from '../../shared/wire/flow.ts'
import type { PageModel } from '../steps/page/model.ts'

interface OwnPages {
  /** Reactive. */
  readonly all: readonly OwnPage[]
  open(doc: DocId): Promise<PageModel>
}

/** @param found told what is marked, and again whenever that changes; @returns lets the pages go */
export function watchMarked(pages: OwnPages, found: (sentences: readonly string[]) => void): () => void {
  return $effect.root(() => {
    let open = $state.raw<readonly PageModel[]>([])
    $effect(() => {
      let left = false
      for (const { doc } of pages.all)
        void pages.open(doc).then((page) => {
          if (left) page.close()
          else open = [...open, page]
        })
      return () => {
        left = true
        for (const page of open) page.close()
        open = []
      }
    })
    $effect(() => found(open.filter(({ gone }) => !gone).flatMap(({ marked }) => (marked === '' ? [] : [marked]))))
  })
}
