/** How frames of slices become the view of this device. */
import type { Changed, View } from '../../shared/flow/slices.ts'

export interface SlicesFrame {
  readonly rev: number
  /** Holds every slice of the viewer: what is not in it is gone. */
  readonly whole: boolean
  readonly changed: Changed
}

/** Slices that did not change stay the very same objects, so that nothing drawn from them is drawn again. */
export function merged(view: View, frame: SlicesFrame): View {
  const together = frame.whole ? frame.changed : { ...view, ...frame.changed }
  return Object.fromEntries(Object.entries(together).filter(([, slice]) => slice !== null)) as View
}
