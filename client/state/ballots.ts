/** A person's answers in an open consent step: kept on this device and sent again after every reconnect, always the same size. */
import type { BallotLine } from '../steps/props.ts'
import type { Answer, BallotMessage } from '../../shared/wire/flow.ts'
import { ballotBytes } from '../../shared/wire/flow-terms.ts'
import type { FlowLink } from '../link/flow.ts'
import { isRecord, readList } from './kept-json.ts'
import type { Keep } from './keep.ts'

const isLine = (kept: unknown): kept is BallotLine =>
  isRecord(kept) &&
  typeof kept['line'] === 'string' &&
  (kept['answer'] === null || kept['answer'] === 'yes' || kept['answer'] === 'not_yet') &&
  typeof kept['reason'] === 'string'

const keyOf = (run: string, step: number | string) => `ballot/${run}.${step}`

/** Padded so that answering and not answering look alike on the way. */
export function padded(message: Omit<BallotMessage, 'pad'>): BallotMessage {
  const bare = new TextEncoder().encode(JSON.stringify({ ...message, pad: '' })).length
  const size = Math.ceil(bare / ballotBytes) * ballotBytes
  return { ...message, pad: '.'.repeat(size - bare) }
}

export class BallotBox {
  readonly #keep: Keep
  readonly #link: FlowLink

  constructor(keep: Keep, link: FlowLink) {
    this.#keep = keep
    this.#link = link
  }

  of(run: string, step: number): readonly BallotLine[] {
    return readList(this.#keep.readJson(keyOf(run, step)), isLine)
  }

  vote(run: string, step: number, lines: readonly BallotLine[]): Promise<Answer> {
    this.#keep.write(keyOf(run, step), JSON.stringify(lines))
    return this.#send(run, step, lines)
  }

  /** After a reconnect: a server that was restarted has no ballots. */
  again(run: string, step: number): void {
    const lines = this.of(run, step)
    if (lines.length > 0) void this.#send(run, step, lines)
  }

  /** The step is closed: what was answered is nobody's any more. */
  forgetAllBut(run: string, step: number | null): void {
    const open = step === null ? null : keyOf(run, step)
    for (const key of this.#keep.keys('ballot/')) if (key !== open) this.#keep.remove(key)
  }

  #send(run: string, step: number, answers: readonly BallotLine[]): Promise<Answer> {
    const message = { run, step: String(step), answers: answers.map((line) => ({ ...line })) }
    return this.#link.ask('ballot', padded(message))
  }
}
