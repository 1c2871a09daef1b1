/**
 * Ballots of the open round: memory only, under a key that exists for one round. Nothing of them is ever
 * written; closing the round hands out the answers without their people and forgets key and map.
 */
import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { cleanText, cut, longest } from '../../shared/lib/text.ts'
import type { MemberId } from '../../shared/lib/ids.ts'
import { shuffled } from '../../shared/lib/rng.ts'
import type { Ballot } from '../../shared/steps/primitive.ts'
import type { BallotMessage } from '../../shared/wire/flow.ts'

interface Round {
  readonly key: Buffer
  readonly ballots: Map<string, Ballot>
}

const placeOf = (key: Buffer, member: MemberId) => createHmac('sha256', key).update(member).digest('base64url')

export class Ballots {
  #round: { readonly name: string; readonly round: Round } | null = null

  /** Replaces this person's earlier ballot. The answer to the sender is the same whatever was in it. */
  cast(
    round: string,
    member: MemberId,
    answers: BallotMessage['answers'],
    asks: ReadonlyMap<string, readonly string[]>,
  ): void {
    const { key, ballots } = this.#open(round)
    const ballot: Ballot = new Map(
      answers.flatMap(({ line, answer, reason }) =>
        answer !== null && asks.get(line)?.includes(answer) === true
          ? [[line, { answer, reason: cut(cleanText(reason), longest.reason) }] as const]
          : [],
      ),
    )
    ballots.set(placeOf(key, member), ballot)
  }

  /** Nobody finds one person's ballot but by their id. */
  takeOut(member: MemberId): void {
    const round = this.#round?.round
    round?.ballots.delete(placeOf(round.key, member))
  }

  /** What was cast so far, without people and in an order that says nothing of who came first. */
  read(round: string): readonly Ballot[] {
    return this.#round?.name === round
      ? shuffled([...this.#round.round.ballots.values()], (below) => randomInt(below))
      : []
  }

  forget(): void {
    this.#round = null
  }

  #open(name: string): Round {
    if (this.#round?.name !== name) this.#round = { name, round: { key: randomBytes(32), ballots: new Map() } }
    return this.#round.round
  }
}
