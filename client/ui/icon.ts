/** An icon of Lucide, imported one by one: `import Pause from '@lucide/svelte/icons/pause'`. */
import type { LucideIcon } from '@lucide/svelte'

export type DrawnIcon = LucideIcon
