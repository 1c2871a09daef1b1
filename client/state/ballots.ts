/**
 * A person's answers in an open consent step: kept on this device as they choose, and, once voted, sent again after every
 * reconnect, always the same size.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { BallotLine, BallotState } from '../steps/props.ts'
import type { Answer, BallotMessage } from '../../shared/wire/flow.ts'
import { ballotBytes } from '../../shared/wire/flow-terms.ts'
import type { FlowLink } from '../link/flow.ts'
import { isRecord } from './kept-json.ts'
import type { Keep } from './keep.ts'

const isLine = (kept: unknown): kept is BallotLine =>
  isRecord(kept) &&
  typeof kept['line'] === 'string' &&
  (kept['answer'] === null || kept['answer'] === 'yes' || kept['answer'] === 'not_yet') &&
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
const keyOf = (run: string, step: number | string) => `${start}${run}.${step}`

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

  of(run: string, step: number): readonly BallotLine[] {
    const { voted, chosen } = this.#of(keyOf(run, step))
    return chosen ?? voted
  }

  state(run: string, step: number): BallotState {
    const { voted, chosen, arrived } = this.#of(keyOf(run, step))
    return chosen !== null || voted.length === 0 ? 'open' : arrived ? 'sent' : 'kept'
  }

  /** At every choice and every letter: a reload loses none. Nothing is sent. */
  choose(run: string, step: number, lines: readonly BallotLine[]): void {
    const key = keyOf(run, step)
    this.#set(key, { ...this.#of(key), chosen: lines })
  }

  vote(run: string, step: number, lines: readonly BallotLine[]): Promise<Answer> {
    this.#set(keyOf(run, step), { voted: lines, arrived: false, chosen: null })
    return this.#send(run, step, lines)
  }

  /** After a reconnect: a server that was restarted has no ballots. */
  again(run: string, step: number): void {
    const { voted } = this.#of(keyOf(run, step))
    if (voted.length > 0) void this.#send(run, step, voted)
  }

  /** The step is closed: what was answered is nobody's any more. */
  forgetAllBut(run: string, step: number | null): void {
    const open = step === null ? null : keyOf(run, step)
    for (const key of this.#keep.keys(start)) {
      if (key === open) continue
      this.#kept.delete(key)
      this.#keep.remove(key)
    }
  }

  #of = (key: string): Kept => this.#kept.get(key) ?? nothing

  #set(key: string, kept: Kept): void {
    this.#kept.set(key, kept)
    this.#keep.write(key, JSON.stringify(kept))
  }

  async #send(run: string, step: number, voted: readonly BallotLine[]): Promise<Answer> {
    const key = keyOf(run, step)
    const answers = voted.map((line) => ({ ...line }))
    const answer = await this.#link.ask('ballot', padded({ run, step: String(step), answers }))
    const kept = this.#of(key)
    // An answer to an older ballot says nothing about the newest.
    if (answer.ok && kept.voted === voted) this.#set(key, { ...kept, arrived: true })
    return answer
  }
}
