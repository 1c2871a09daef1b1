/**
 * "I need a moment" and "I can't hear": memory only, gone when done. A moment is for the person who was chosen. Who can't
 * hear tells the leads, the guardian of their circle and their ally in the room, and whoever speaks learns that somebody
 * can't: not who.
 */
import { hearersOf, type Hearers } from '../../shared/flow/hearing.ts'
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
  /** Of who can't hear: the guardian and the ally who learn it too, and who spoke then. */
  readonly hearers: Hearers | null
  readonly opened: Set<MemberId>
}

/** More than this many open signals at once is not a workshop any more. */
const most = 100

export class Signals {
  #open: Signal[] = []

  /** The newest of one kind from one person stands for all of them. `back` ends the person's moment. */
  give(id: string, from: MemberId, { kind, to }: SignalMessage, at: number, state: FlowState): void {
    const other = this.#open.filter((signal) => signal.from !== from || (kind !== 'back' && signal.kind !== kind))
    if (kind === 'back') this.#open = other
    else {
      const hearers = kind === 'hear' ? hearersOf(state, from) : null
      this.#open = [...other, { id, at, from, kind, to: to as MemberId | null, hearers, opened: new Set<MemberId>() }]
      this.#open = this.#open.slice(-most)
    }
  }

  /** Nothing is heard any more of who is erased. */
  withoutErased({ people }: FlowState): void {
    const left = this.#open.filter(({ from }) => people[from]?.erased !== true)
    if (left.length < this.#open.length) this.#open = left
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

  /** Somebody can't hear this person, who speaks now. It says no more than that, and is over with their turn. */
  unheard(viewer: MemberId, state: FlowState): boolean {
    return this.#open.some(
      ({ hearers, from }) => hearers?.speaker === viewer && hearersOf(state, from).turn === hearers.turn,
    )
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

/** The chosen person; every lead when nobody was chosen, or when the chosen one has left; guardian and ally of who can't hear. */
function receives(signal: Signal, viewer: MemberId, state: FlowState): boolean {
  if (viewer === signal.hearers?.guardian || viewer === signal.hearers?.ally) return isIn(state, viewer)
  if (signal.to !== null && isIn(state, signal.to)) return signal.to === viewer
  return isIn(state, viewer) && isLead(personOf(state, viewer))
}
