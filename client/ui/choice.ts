/** One of several equal answers. */
import type { DrawnIcon } from './icon.ts'

export interface Choice<V extends string> {
  readonly value: V
  readonly label: string
  readonly hint?: string
  readonly icon?: DrawnIcon
}
