/** The vaults of one cohort, opened when first used, purged when released. */
import { type CohortId, type MemberId, type RunId, vaultStream } from '../../shared/lib/ids.ts'
import { cleanText, longest } from '../../shared/lib/text.ts'
import type { Delivery } from '../../shared/steps/primitive.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import { Gone, Unavailable } from '../log/log.ts'
import type { FlowStore } from './flow-store.ts'
import { Vault, type Giving, type Leaving, type Sealing } from './vault.ts'

/** A sealed step that still takes something. */
export interface OpenStep {
  readonly id: string
  readonly most: number
  readonly to: 'circles' | 'each'
}

export class SealedSteps {
  readonly #cohort: CohortId
  readonly #store: FlowStore
  readonly #vaults = new Map<string, Promise<Vault>>()

  constructor(cohort: CohortId, store: FlowStore) {
    this.#cohort = cohort
    this.#store = store
  }

  /** @param late the grace for this step is over */
  async put(run: RunId, step: OpenStep, writer: MemberId, typed: Sealing, late: boolean): Promise<Answer> {
    const text = cleanText(typed.text)
    if (text === '') return refuse('empty')
    if (text.length > (typed.to === null ? longest.proposal : longest.note)) return refuse('too_big')
    return this.#stored(
      async () =>
        (await (await this.#vault(run, step.id)).put(writer, { ...typed, text }, step.most, late)) ?? { ok: true },
    )
  }

  async take(run: RunId, step: string, writer: MemberId, token: string): Promise<Answer> {
    return this.#stored(async () => (await (await this.#vault(run, step)).take(writer, token)) ?? { ok: true })
  }

  async look(run: RunId, step: string, token: string): Promise<Answer> {
    return this.#stored(async () => (await (await this.#vault(run, step)).look(token)) ?? { ok: true })
  }

  /** The step is over: what it holds keeps no order of arrival. A failure changes nothing. */
  async settle(run: RunId, step: string): Promise<void> {
    await this.#stored(async () => {
      await (await this.#vault(run, step)).settle()
      return { ok: true }
    })
  }

  /** Everything that was sealed in a step; nothing is added or taken back from here on, unless it is reopened. */
  async release(run: RunId, step: string): Promise<readonly string[]> {
    return (await this.#vault(run, step)).release()
  }

  async reopen(run: RunId, step: string): Promise<void> {
    ;(await this.#vault(run, step)).reopen()
  }

  async receivers(run: RunId, step: string): Promise<ReadonlySet<MemberId>> {
    return (await this.#vault(run, step)).receivers()
  }

  /** @returns null when everything of this step has been given already */
  async give(run: RunId, step: string, to: readonly Delivery['to'][]): Promise<Giving | null> {
    try {
      return await (await this.#vault(run, step)).give(to)
    } catch (error) {
      if (error instanceof Gone) return null
      throw error
    }
  }

  /** One person's items, and those to them, out of every vault there is. All wait for one of the two ends. */
  async letGo(member: MemberId): Promise<Leaving> {
    const all: Leaving[] = []
    const undone = () => all.forEach((one) => one.undone())
    try {
      for (const stream of await this.#store.log.list(`vault/${this.#cohort}/`)) {
        const [run = '', step = ''] = (stream.split('/')[2] ?? '').split('.')
        all.push(await (await this.#vault(run as RunId, step)).letGo(member))
      }
    } catch (error) {
      undone()
      throw error
    }
    return {
      writes: all.flatMap(({ writes }) => writes),
      done: async () => !(await Promise.all(all.map((one) => one.done()))).includes(false),
      undone,
    }
  }

  /** After the release is durable: the vault and everything that could tell an order is gone. */
  async purge(run: RunId, step: string): Promise<void> {
    this.#vaults.delete(`${run}.${step}`)
    await this.#store.purge(vaultStream(this.#cohort, run, step))
  }

  #vault(run: RunId, step: string): Promise<Vault> {
    const key = `${run}.${step}`
    const known = this.#vaults.get(key)
    if (known !== undefined) return known
    const opening = Vault.open(this.#store, this.#cohort, run, step)
    this.#vaults.set(key, opening)
    // A store that could not be read is asked again next time.
    opening.catch(() => this.#vaults.delete(key))
    return opening
  }

  async #stored(act: () => Promise<Answer>): Promise<Answer> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof Unavailable) return refuse('not_stored')
      if (error instanceof Gone) return refuse('already_released')
      throw error
    }
  }
}
