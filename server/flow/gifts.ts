/** Notes that reach their people: out of a vault and into booklets, in the one append that also moves the room. */
import { isIn } from '../../shared/flow/people.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import type { RandomInt } from '../../shared/lib/ids.ts'
import type { Delivery } from '../../shared/steps/primitive.ts'
import type { Write } from '../log/log.ts'
import type { Books } from './books.ts'
import type { SealedSteps } from './sealed-steps.ts'
import type { Giving } from './vault.ts'

/** What belongs into the append, and what becomes true in memory once it is durable. */
export interface Gift {
  readonly writes: readonly Write[]
  applied(): void
}

const nothing: Gift = { writes: [], applied: () => undefined }

export class Gifts {
  readonly #sealed: SealedSteps
  readonly #books: Books
  readonly #now: () => number
  readonly #random: RandomInt

  constructor(sealed: SealedSteps, books: Books, now: () => number, random: RandomInt) {
    this.#sealed = sealed
    this.#books = books
    this.#now = now
    this.#random = random
  }

  /** @param store appends; when nothing came of it, everything stays sealed as it was */
  async given(state: FlowState, deliveries: readonly Delivery[], store: (gift: Gift) => Promise<void>): Promise<void> {
    const { run } = state
    if (run === null || deliveries.length === 0) return store(nothing)
    const givings: Giving[] = []
    let durable = false
    try {
      // One giving for each vault: it waits for its end, so a second one of the same vault would wait for ever.
      for (const [step, all] of Map.groupBy(deliveries, (one) => one.step)) {
        const receivers = all.map(({ to }) => to)
        const giving = await this.#sealed.give(run.id, step, receivers)
        if (giving !== null) givings.push(giving)
      }
      // Whoever has left has no booklet any more: what was written to them reaches nobody, and leaves the files.
      const here = ({ notes }: Giving) => new Map([...notes].filter(([member]) => isIn(state, member)))
      const addings = givings.map((giving) => this.#books.adding(here(giving), this.#now(), this.#random))
      await store({
        writes: [...givings.flatMap(({ writes }) => writes), ...addings.flatMap(({ writes }) => writes)],
        applied: () => {
          durable = true
          for (const adding of addings) adding.done()
        },
      })
    } finally {
      for (const giving of givings) await (durable ? giving.done() : giving.undone())
    }
    for (const { step, to } of deliveries) if (to === 'rest') await this.#sealed.purge(run.id, step)
  }
}
