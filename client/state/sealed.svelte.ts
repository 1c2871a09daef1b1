/** Items a person sealed on this device: their tokens live only here. What is not durable yet goes out by itself. */
import { SvelteMap } from 'svelte/reactivity'
import type { SealedItem } from '../steps/props.ts'
import type { Answer } from '../../shared/wire/flow.ts'
import { refuse } from '../../shared/wire/refusals.ts'
import type { FlowLink } from '../link/flow.ts'
import { isRecord, readList } from './kept-json.ts'
import type { Keep } from './keep.ts'
import { newToken } from './random.ts'

/** `to` is missing in what was kept before there were notes to one person. */
const isTo = (to: unknown): to is SealedItem['to'] | undefined =>
  to === undefined ||
  to === null ||
  (isRecord(to) &&
    typeof to['member'] === 'string' &&
    typeof to['name'] === 'string' &&
    typeof to['signed'] === 'boolean')
const states: readonly unknown[] = ['kept', 'sealed', 'given', 'taking', 'refused'] satisfies SealedItem['state'][]
const isItem = (kept: unknown): kept is SealedItem =>
  isRecord(kept) &&
  typeof kept['token'] === 'string' &&
  typeof kept['text'] === 'string' &&
  states.includes(kept['state']) &&
  isTo(kept['to'])

const againMs = 4_000

const start = 'sealed/'
const keyOf = (run: string, step: number) => `${start}${run}.${step}`

export class SealedItems {
  readonly #keep: Keep
  readonly #link: Pick<FlowLink, 'ask'>
  readonly #items = new SvelteMap<string, readonly SealedItem[]>()
  /** Items on their way: taking one back waits, or it would overtake and find nothing. */
  readonly #going = new Map<string, Promise<Answer>>()

  constructor(keep: Keep, link: Pick<FlowLink, 'ask'>) {
    this.#keep = keep
    this.#link = link
    for (const key of keep.keys(start)) {
      const items = readList(keep.readJson(key), isItem)
      this.#items.set(
        key,
        items.map((item) => ({ ...item, to: item.to ?? null })),
      )
    }
    // What a closed tab had begun is finished now.
    for (const [key, items] of this.#items) {
      for (const item of items) {
        if (item.state === 'kept') void this.#put(key, item)
        if (item.state === 'taking') void this.#take(key, item.token, 'refused')
      }
    }
  }

  of(run: string, step: number): readonly SealedItem[] {
    return this.#items.get(keyOf(run, step)) ?? []
  }

  /** Notes to one person, of every run that this device remembers. */
  get notes(): readonly { readonly run: string; readonly step: number; readonly item: SealedItem }[] {
    return [...this.#items].flatMap(([key, items]) => {
      const [run = '', step = ''] = key.slice(start.length).split('.')
      return items.flatMap((item) => (item.to === null ? [] : [{ run, step: Number(step), item }]))
    })
  }

  /**
   * Kept on this device first; the answer says whether it is durable at the server. Refused words stay here as such. Those
   * that the server cannot save go out later by themselves, unless they stand where they were written meanwhile (`shown`).
   */
  async seal(run: string, step: number, text: string, to: SealedItem['to'] = null, shown = false): Promise<Answer> {
    const key = keyOf(run, step)
    const item: SealedItem = { token: newToken(), text, state: 'kept', to }
    this.#set(key, [...this.of(run, step), item])
    const answer = await this.#put(key, item)
    // Else a second copy would go out behind their writer's back.
    if (shown && !answer.ok) this.#without(key, item.token)
    return answer
  }

  /** Asks the server which notes could still be taken back; with the others that is over. */
  lookAtNotes(): void {
    for (const { run, step, item } of this.notes) {
      if (item.state !== 'sealed') continue
      const key = keyOf(run, step)
      void this.#asked('take', key, { token: item.token, look: true }).then((answer) => {
        if (this.#isGiven(key, item.token, answer)) this.#mark(key, item.token, 'given')
      })
    }
  }

  async takeBack(run: string, step: number, token: string): Promise<Answer> {
    const key = keyOf(run, step)
    if (this.of(run, step).find((one) => one.token === token)?.state === 'refused') {
      this.#without(key, token)
      return { ok: true }
    }
    return this.#take(key, token, null)
  }

  /**
   * Everything that nobody has seen yet: of what is not signed the server need not know whose it is, and this device does.
   * What was released meanwhile stays released.
   */
  async takeAllBack(): Promise<void> {
    const all = [...this.#items].flatMap(([key, items]) => items.map(({ token }) => this.#take(key, token, null)))
    await Promise.all(all)
  }

  /** Words that a step did not take, of every step but the given one. */
  refusedElsewhere(run: string, step: number): readonly string[] {
    const others = [...this.#items].filter(([key]) => key !== keyOf(run, step))
    return others.flatMap(([, items]) => items.filter(({ state }) => state === 'refused').map(({ text }) => text))
  }

  forgetRefusedElsewhere(run: string, step: number): void {
    for (const [key, items] of [...this.#items]) {
      if (key === keyOf(run, step)) continue
      for (const { token, state } of items) if (state === 'refused') this.#without(key, token)
    }
  }

  #put(key: string, { token, text, to }: SealedItem): Promise<Answer> {
    const note = to === null ? {} : { to: to.member, signed: to.signed }
    const going = this.#asked('put', key, { token, text, ...note }).then((answer) => {
      this.#going.delete(token)
      const before = this.#state(key, token)
      // Taken back meanwhile: that answer decides.
      if (before !== 'kept') return answer
      if (!answer.ok && answer.code === 'not_stored') this.#putSoon(key, token)
      else this.#mark(key, token, answer.ok ? 'sealed' : 'refused')
      return answer
    })
    this.#going.set(token, going)
    return going
  }

  /** The server cannot save: the words stay kept here, and go out by themselves once it can. */
  #putSoon(key: string, token: string): void {
    setTimeout(() => {
      const item = this.#items.get(key)?.find((one) => one.token === token)
      if (item?.state === 'kept') void this.#put(key, item)
    }, againMs)
  }

  /** @param after what becomes of the words once they are back: null when the caller takes them */
  async #take(key: string, token: string, after: 'refused' | null): Promise<Answer> {
    this.#mark(key, token, 'taking')
    const going = await this.#going.get(token)
    // What the server never took is back already.
    const answer = going?.ok === false ? ({ ok: true } as const) : await this.#asked('take', key, { token })
    if (!answer.ok) this.#mark(key, token, this.#isGiven(key, token, answer) ? 'given' : 'sealed')
    else if (after !== null) this.#mark(key, token, after)
    else this.#without(key, token)
    return answer
  }

  async #asked(
    question: 'put' | 'take',
    key: string,
    item: { token: string; text?: string; look?: boolean },
  ): Promise<Answer> {
    const [run = '', step = ''] = key.slice(start.length).split('.')
    if (run === '') return refuse('not_understood')
    return this.#link.ask(question, { run, step, ...item } as never)
  }

  /** A note, that is; of cards for all together it is seen that they are shown. */
  #isGiven(key: string, token: string, answer: Answer): boolean {
    const item = this.#items.get(key)?.find((one) => one.token === token)
    return !answer.ok && answer.code === 'already_released' && item !== undefined && item.to !== null
  }

  #state = (key: string, token: string) => this.#items.get(key)?.find((one) => one.token === token)?.state

  #mark(key: string, token: string, state: SealedItem['state']): void {
    const items = this.#items.get(key) ?? []
    this.#set(
      key,
      items.map((one) => (one.token === token ? { ...one, state } : one)),
    )
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
