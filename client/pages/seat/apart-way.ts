/** A way to be here without taking part, where the step has something to take part in; null: the step itself is shown. */
import type { Scene } from '../../../shared/flow/seat-views.ts'
import type { Now } from '../../../shared/flow/slices.ts'

export function apartWay(now: Now | undefined, scene: Scene | null): 'listen' | 'write' | 'walk' | null {
  const way = scene?.part ?? 'take'
  if (way === 'take' || now === undefined) return null
  if (now.show === 'step' && (now.view.mode === 'note' || now.view.mode === 'land')) return null
  if (way !== 'listen') return way
  // Listening is what the others' screens are for, except where each is asked something.
  return now.show === 'scale' && now.view.results === null ? way : null
}
