/** Who has to do with a person's hearing: the guardian of their circle, their ally in the room, and whoever speaks now. */
import type { CircleId, MemberId } from '../lib/ids.ts'
import { allyOf } from './allies.ts'
import { sceneOf } from './decide/moving.ts'
import { circleOf } from './people.ts'
import type { Circle, FlowState, Run, Turn } from './state.ts'

/** The circle that a person works in now; null between activities. */
function circleNow(state: FlowState, member: MemberId): { readonly run: Run; readonly circle: Circle } | null {
  const { run } = state
  if (run === null) return null
  const { primitive, scope } = sceneOf(state, run)
  return { run, circle: circleOf(state, run, member, primitive.of(scope.spec)) }
}

const turnOf = (run: Run, circle: CircleId): Turn | undefined =>
  run.state.kind === 'turn' ? run.state.turns[circle] : undefined

const but = (member: MemberId, other: MemberId | null) => (other === member ? null : other)

export interface Hearers {
  /** None of them is the person themselves. */
  readonly guardian: MemberId | null
  /** Of who is by video; null while the ally speaks: a speaker does not learn who. */
  readonly ally: MemberId | null
  readonly speaker: MemberId | null
  /** Names the turn that the speaker has: another is over. */
  readonly turn: string
}

export function hearersOf(state: FlowState, member: MemberId): Hearers {
  const now = circleNow(state, member)
  const ally = allyOf(state, member)
  if (now === null) return { guardian: null, ally, speaker: null, turn: '' }
  const { run, circle } = now
  const turn = turnOf(run, circle.id)
  return {
    guardian: but(member, circle.guardian),
    ally: ally === turn?.holder ? null : ally,
    speaker: but(member, turn?.holder ?? null),
    turn: `${run.id}.${run.step}.${circle.id}.${turn?.count ?? 0}`,
  }
}

/** Whoever has the stone where this person is the guardian, or in a silence whom it is around. */
export function guardedBy(state: FlowState, guardian: MemberId): MemberId | null {
  const now = circleNow(state, guardian)
  if (now === null || now.circle.guardian !== guardian) return null
  const turn = turnOf(now.run, now.circle.id)
  return but(guardian, turn?.holder ?? turn?.around?.focus ?? null)
}
