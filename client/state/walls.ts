/** Which wall this browser was, so that a projector that crashed shows it again without being connected anew. */
import type { GrantId } from '../../shared/lib/ids.ts'
import { deviceStore, Keep, type Store } from './keep.ts'

const key = 'wall'

/** Called when the wall shows its room. What is kept goes with everything else of the grant when the wall is ended. */
export function keepWall(grant: GrantId, now: number, store: Store | null = deviceStore()): void {
  new Keep(grant, store).write(key, String(now))
}

/** The wall shown last in this browser; null when there is none. */
export function lastWall(store: Store | null = deviceStore()): GrantId | null {
  if (store === null) return null
  const walls = Keep.grants(store).flatMap((grant) => {
    const at = Number(new Keep(grant, store).read(key) ?? NaN)
    return Number.isFinite(at) ? [{ grant, at }] : []
  })
  return (walls.sort((one, other) => other.at - one.at)[0]?.grant ?? null) as GrantId | null
}
