/** Items a person sealed on this device: their tokens live only here. Put again after every reconnect until durable. */
import { SvelteMap } from 'svelte/reactivity'
import type { SealedItem } from '../steps/props.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import type { FlowLink } from '../link/flow.ts'
import { isRecord, readList } from './kept-json.ts'
import type { Keep } from './keep.ts'
import { newToken } from './random.ts'

const isItem = (kept: unknown): kept is SealedItem =>
  isRecord(kept) &&
  typeof kept['token'] === 'string' &&
  typeof kept['text'] === 'string' &&
  (kept['state'] === 'kept' || kept['state'] === 'sealed' || kept['state'] === 'refused')

const keyOf = (run: string, step: number) => `sealed/${run}.${step}`

export class SealedItems {
  readonly #keep: Keep
  readonly #link: FlowLink
  readonly #items = new SvelteMap<string, readonly SealedItem[]>()

  constructor(keep: Keep, link: FlowLink) {
    this.#keep = keep
    this.#link = link
    for (const key of keep.keys('sealed/')) {
      this.#items.set(key, readList(keep.readJson(key), isItem))
    }
    // What a closed tab had not sent is sent now.
    for (const [key, items] of this.#items) {
      for (const item of items) if (item.state === 'kept') void this.#put(key, item)
    }
  }

  of(run: string, step: number): readonly SealedItem[] {
    return this.#items.get(keyOf(run, step)) ?? []
  }

  /** Kept on this device first; the answer says whether it is durable at the server. */
  async seal(run: string, step: number, text: string): Promise<Answer> {
    const key = keyOf(run, step)
    const item: SealedItem = { token: newToken(), text, state: 'kept' }
    this.#set(key, [...this.of(run, step), item])
    const answer = await this.#put(key, item)
    // Refused words go back into the field they came from, so they need no place here.
    if (!answer.ok) this.#without(key, item.token)
    return answer
  }

  async takeBack(run: string, step: number, token: string): Promise<Answer> {
    const answer = await this.#link.ask('take', { run, step: String(step), token })
    if (answer.ok) this.#without(keyOf(run, step), token)
    return answer
  }

  async #put(key: string, item: SealedItem): Promise<Answer> {
    const [run = '', step = ''] = key.slice('sealed/'.length).split('.')
    if (run === '') return refuse('not_understood')
    const answer = await this.#link.ask('put', { run, step, token: item.token, text: item.text })
    if (answer.ok) {
      const items = this.#items.get(key) ?? []
      this.#set(
        key,
        items.map((one) => (one.token === item.token ? { ...one, state: 'sealed' } : one)),
      )
    }
    return answer
  }

  #without(key: string, token: string): void {
    this.#set(
      key,
      (this.#items.get(key) ?? []).filter((one) => one.token !== token),
    )
  }

  #set(key: string, items: readonly SealedItem[]): void {
    this.#items.set(key, items)
    this.#keep.write(key, JSON.stringify(items))
  }
}
