/**
 * A person's answers in an open round: kept on this device as they choose, and, once voted, sent again after every
 * reconnect, always the same size.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { BallotLine, BallotState } from '../steps/props.ts'
import type { Now } from '../../shared/flow/slices.ts'
import type { Answer, BallotMessage } from '../../shared/wire/flow.ts'
import { ballotAnswers, ballotBytes } from '../../shared/wire/flow-terms.ts'
import type { FlowLink } from '../link/flow.ts'
import { isRecord } from './kept-json.ts'
import type { Keep } from './keep.ts'

const isLine = (kept: unknown): kept is BallotLine =>
  isRecord(kept) &&
  typeof kept['line'] === 'string' &&
  (kept['answer'] === null || ballotAnswers.some((answer) => answer === kept['answer'])) &&
  typeof kept['reason'] === 'string'
const areLines = (kept: unknown): kept is readonly BallotLine[] => Array.isArray(kept) && kept.every(isLine)

/** `voted`: what the person has sent, or wants to be sent. `chosen`: what they see, when it is newer. */
interface Kept {
  readonly voted: readonly BallotLine[]
  readonly arrived: boolean
  readonly chosen: readonly BallotLine[] | null
}
const isKept = (kept: unknown): kept is Kept =>
  isRecord(kept) &&
  areLines(kept['voted']) &&
  typeof kept['arrived'] === 'boolean' &&
  (kept['chosen'] === null || areLines(kept['chosen']))
const nothing: Kept = { voted: [], arrived: false, chosen: null }

const start = 'ballot/'
const keyOf = (run: string, round: string) => `${start}${run}.${round}`

/** Padded so that answering and not answering look alike on the way. */
export function padded(message: Omit<BallotMessage, 'pad'>): BallotMessage {
  const bare = new TextEncoder().encode(JSON.stringify({ ...message, pad: '' })).length
  const size = Math.ceil(bare / ballotBytes) * ballotBytes
  return { ...message, pad: '.'.repeat(size - bare) }
}

export class BallotBox {
  readonly #keep: Keep
  readonly #link: Pick<FlowLink, 'ask'>
  readonly #kept = new SvelteMap<string, Kept>()

  constructor(keep: Keep, link: Pick<FlowLink, 'ask'>) {
    this.#keep = keep
    this.#link = link
    for (const key of keep.keys(start)) {
      const kept = keep.readJson(key)
      if (isKept(kept)) this.#kept.set(key, kept)
    }
  }

  /** @param round its name, as the view gives it */
  of(run: string, round: string): readonly BallotLine[] {
    const { voted, chosen } = this.#of(keyOf(run, round))
    return chosen ?? voted
  }

  state(run: string, round: string): BallotState {
    const { voted, chosen, arrived } = this.#of(keyOf(run, round))
    return chosen !== null || voted.length === 0 ? 'open' : arrived ? 'sent' : 'kept'
  }

  /** At every choice and every letter: a reload loses none. Nothing is sent. */
  choose(run: string, round: string, lines: readonly BallotLine[]): void {
    const key = keyOf(run, round)
    this.#set(key, { ...this.#of(key), chosen: lines })
  }

  vote(run: string, round: string, lines: readonly BallotLine[]): Promise<Answer> {
    this.#set(keyOf(run, round), { voted: lines, arrived: false, chosen: null })
    return this.#send(run, round, lines)
  }

  /**
   * Where the room is now. What was answered in a round that is closed is nobody's any more.
   * @param anew after a reconnect: a server that was restarted has no ballots
   */
  see(now: Now | undefined, anew: boolean): void {
    const open = now?.show === 'scale' && now.view.results === null ? now : null
    const here = open === null ? null : keyOf(open.scene.run, open.view.round)
    for (const key of this.#keep.keys(start)) {
      if (key === here) continue
      this.#kept.delete(key)
      this.#keep.remove(key)
    }
    if (!anew || open === null || here === null) return
    const { voted } = this.#of(here)
    if (voted.length > 0) void this.#send(open.scene.run, open.view.round, voted)
  }

  #of = (key: string): Kept => this.#kept.get(key) ?? nothing

  #set(key: string, kept: Kept): void {
    this.#kept.set(key, kept)
    this.#keep.write(key, JSON.stringify(kept))
  }

  async #send(run: string, round: string, voted: readonly BallotLine[]): Promise<Answer> {
    const key = keyOf(run, round)
    const answers = voted.map((line) => ({ ...line }))
    const answer = await this.#link.ask('ballot', padded({ run, step: round, answers }))
    const kept = this.#of(key)
    // An answer to an older ballot says nothing about the newest.
    if (answer.ok && kept.voted === voted) this.#set(key, { ...kept, arrived: true })
    return answer
  }
}
