/** "I need a moment" and "I can't hear": memory only, to the person who was chosen, gone when done. */
import type { FlowState } from '../../shared/flow/state.ts'
import { isIn, isLead, personOf, refOf, type Names } from '../../shared/flow/people.ts'
import type { MemberId } from '../../shared/lib/ids.ts'
import type { SignalKind, SignalMark, SignalMessage } from '../../shared/wire/flow.ts'

interface Signal {
  readonly id: string
  readonly at: number
  readonly from: MemberId
  readonly kind: SignalKind
  /** Null: every lead. */
  readonly to: MemberId | null
  readonly opened: Set<MemberId>
}

/** More than this many open signals at once is not a workshop any more. */
const most = 100

export class Signals {
  #open: Signal[] = []

  /** The newest of one kind from one person stands for all of them. `back` ends the person's moment. */
  give(id: string, from: MemberId, { kind, to }: SignalMessage, at: number): void {
    const other = this.#open.filter((signal) => signal.from !== from || (kind !== 'back' && signal.kind !== kind))
    const next: Signal[] =
      kind === 'back' ? other : [...other, { id, at, from, kind, to: to as MemberId | null, opened: new Set() }]
    this.#open = next.slice(-most)
  }

  open(id: string, by: MemberId, state: FlowState): boolean {
    const signal = this.#open.find((one) => one.id === id)
    if (signal === undefined || !receives(signal, by, state)) return false
    signal.opened.add(by)
    return true
  }

  done(id: string, by: MemberId, state: FlowState): boolean {
    const signal = this.#open.find((one) => one.id === id)
    if (signal === undefined || !receives(signal, by, state)) return false
    this.#open = this.#open.filter((one) => one !== signal)
    return true
  }

  marks(viewer: MemberId, state: FlowState, names: Names): readonly SignalMark[] {
    return this.#open
      .filter((signal) => receives(signal, viewer, state))
      .map((signal) => {
        const [first] = signal.opened
        const mine = signal.opened.has(viewer)
        const opened =
          first === undefined
            ? null
            : {
                by: refOf(names, mine ? viewer : first),
                from: mine ? refOf(names, signal.from) : null,
                kind: mine ? signal.kind : null,
              }
        return { id: signal.id, at: signal.at, opened }
      })
  }
}

/** The chosen person; every lead when nobody was chosen, or when the chosen one has left. */
function receives(signal: Signal, viewer: MemberId, state: FlowState): boolean {
  if (signal.to !== null && isIn(state, signal.to)) return signal.to === viewer
  return isIn(state, viewer) && isLead(personOf(state, viewer))
}
