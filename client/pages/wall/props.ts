/** What a view of the wall receives. The board of everyone is the only thing it may open itself. */
import type { WallView } from '../../../shared/flow/slices.ts'
import type { DocId } from '../../../shared/lib/ids.ts'
import type { BoardModel } from '../../boards/model.ts'

export interface WallProps<S extends WallView['show']> {
  readonly view: Extract<WallView, { show: S }>
  /** How to join, for the lobby; null where the wall does not know yet. */
  readonly join: { readonly code: string; readonly address: string } | null
  openBoard(doc: DocId): BoardModel
  /** ms since the epoch, by the server's clock. */
  serverNow(): number
}
