/**
 * Ballots of the open consent step: memory only, under a key that exists for one round. Nothing of them is ever
 * written; closing the round hands out the answers without their people and forgets key and map.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { cleanText, cut, longest } from '../../shared/lib/text.ts'
import type { LineId, MemberId } from '../../shared/lib/ids.ts'
import type { Ballot } from '../../shared/steps/primitive.ts'
import type { BallotMessage } from '../../shared/wire/flow.ts'

interface Round {
  readonly key: Buffer
  readonly ballots: Map<string, Ballot>
}

export class Ballots {
  #round: { readonly name: string; readonly round: Round } | null = null

  /** Replaces this person's earlier ballot. The answer to the sender is the same whatever was in it. */
  cast(round: string, member: MemberId, answers: BallotMessage['answers'], lines: ReadonlySet<string>): void {
    const { key, ballots } = this.#open(round)
    const ballot: Ballot = new Map(
      answers.flatMap(({ line, answer, reason }) =>
        answer === null || !lines.has(line)
          ? []
          : [[line as LineId, { answer, reason: cut(cleanText(reason), longest.reason) }] as const],
      ),
    )
    ballots.set(createHmac('sha256', key).update(member).digest('base64url'), ballot)
  }

  /** What was cast so far, without people. */
  read(round: string): readonly Ballot[] {
    return this.#round?.name === round ? [...this.#round.round.ballots.values()] : []
  }

  forget(): void {
    this.#round = null
  }

  #open(name: string): Round {
    if (this.#round?.name !== name) this.#round = { name, round: { key: randomBytes(32), ballots: new Map() } }
    return this.#round.round
  }
}
