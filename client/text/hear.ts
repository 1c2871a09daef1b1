/** Who knows that somebody can't hear: said to them once they have told. The rules of en.ts hold here too. */
import type { Scene, TurnNow } from '../../shared/flow/seat-views.ts'
import type { VideoSlice } from '../../shared/flow/slices.ts'

/** Their guardian, and by video their ally; whoever speaks now learns only that somebody can't. */
export function hearWords(scene: Scene | null, turn: TurnNow | null, video: VideoSlice | undefined): string {
  const guardian = scene === null || scene.guarding ? null : scene.guardian
  const ally = video?.ally ?? null
  const known = ['The people who lead']
  if (guardian !== null) known.push(`${guardian.name}, the guardian`)
  if (ally !== null && ally.id !== guardian?.id && ally.id !== turn?.holder?.id) known.push(`${ally.name}, your ally`)
  const last = known.pop() ?? ''
  const who = known.length === 0 ? last : `${known.join(', ')} and ${last},`
  return `${who} know that you can’t hear. Whoever speaks is told that someone can’t, not who.`
}
