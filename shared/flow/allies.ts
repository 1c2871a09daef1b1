/**
 * Each person by video has an ally in the room: somebody of their own circle to turn to. Proposed, not appointed: it follows
 * from who sits where, so it is stored nowhere, and whoever comes or leaves changes it only for their neighbours.
 */
import type { MemberId } from '../lib/ids.ts'
import { rotated } from '../lib/order.ts'
import type { FlowState } from './state.ts'

/** The circle of a run once there is one, in its steps with everyone too; else everyone in the order of the chairs. */
const ringOf = ({ run, seats }: FlowState, member: MemberId): readonly MemberId[] =>
  run?.circles.find(({ members }) => members.includes(member))?.members ?? seats

/** Going round: the next person in the room who is nobody's ally yet, else the next one in the room. */
function alliesIn(state: FlowState, ring: readonly MemberId[]): ReadonlyMap<MemberId, MemberId> {
  const isRemote = (id: MemberId) => state.people[id]?.place === 'remote'
  const allies = new Map<MemberId, MemberId>()
  const taken = new Set<MemberId>()
  for (const remote of ring.filter(isRemote)) {
    const room = rotated(ring, ring.indexOf(remote)).filter((id) => !isRemote(id))
    const ally = room.find((id) => !taken.has(id)) ?? room[0]
    if (ally === undefined) continue
    taken.add(ally)
    allies.set(remote, ally)
  }
  return allies
}

/** Null for whoever is in the room, and where nobody is. */
export const allyOf = (state: FlowState, remote: MemberId): MemberId | null =>
  alliesIn(state, ringOf(state, remote)).get(remote) ?? null

/** The people by video whose ally somebody is. */
export const alliedWith = (state: FlowState, ally: MemberId): readonly MemberId[] =>
  [...alliesIn(state, ringOf(state, ally))].filter(([, one]) => one === ally).map(([remote]) => remote)
