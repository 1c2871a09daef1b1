/** One line of a menu. */
import type { DrawnIcon } from './icon.ts'

export interface MenuItem {
  readonly label: string
  readonly icon?: DrawnIcon
  readonly onchoose: () => void
}
