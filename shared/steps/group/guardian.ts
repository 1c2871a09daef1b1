/** Who looks after a circle. */
import type { MemberId } from '../../lib/ids.ts'
import { timesGuarded, type Met } from './met.ts'

/**
 * Somebody in the room if there is one, since a guardian feels the room's energy; of those, who has done it least; of
 * those, the first in the order of the chairs. A lead can choose another.
 */
export function guardianOf(
  members: readonly MemberId[],
  isRemote: (member: MemberId) => boolean,
  met: Met,
): MemberId | null {
  const room = members.filter((id) => !isRemote(id))
  const able = room.length > 0 ? room : members
  return able.reduce<MemberId | null>(
    (least, id) => (least === null || timesGuarded(met, id) < timesGuarded(met, least) ? id : least),
    null,
  )
}
