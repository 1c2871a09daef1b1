/** Where the circle meets, the call, an ally, the guardian: whether there is any of it for this person now. */
import type { Scene } from '../../../shared/flow/seat-views.ts'
import type { Me, VideoSlice } from '../../../shared/flow/slices.ts'

interface Now {
  readonly me: Me | undefined
  readonly scene: Scene | null
  readonly video: VideoSlice | undefined
  readonly guard: boolean
  /** One's own turn, a pause, a moment, having come late: only how to be heard stands there. */
  readonly brief: boolean
}

export function hasBeside({ me, scene, video, guard, brief }: Now): boolean {
  if ((scene?.where ?? '') !== '') return true
  return brief ? me?.place === 'remote' && (video?.call ?? '') !== '' : guard || video !== undefined
}
