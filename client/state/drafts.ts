/** Unsent text, kept on this device at every keystroke, before the network is asked. Reactive: who shows a draft follows it. */
import { SvelteMap } from 'svelte/reactivity'
import type { DraftBox } from '../steps/props.ts'
import type { Keep } from './keep.ts'

const begin = 'draft/'
const putAside = 'aside.'

/** What was being written in a sealed step when the room moved on. */
export interface Unfinished {
  readonly key: string
  readonly run: string
  readonly step: number
  readonly text: string
}

export class Drafts implements DraftBox {
  readonly #keep: Keep
  readonly #texts = new SvelteMap<string, string>()

  constructor(keep: Keep) {
    this.#keep = keep
    for (const place of keep.keys(begin)) this.#texts.set(place.slice(begin.length), keep.read(place) ?? '')
  }

  read(key: string): string {
    return this.#texts.get(key) ?? ''
  }

  write(key: string, text: string): void {
    if (text === '') {
      this.#texts.delete(key)
      this.#keep.remove(begin + key)
    } else {
      this.#texts.set(key, text)
      this.#keep.write(begin + key, text)
    }
  }

  /** Drafts of sealed steps other than the one the room is in. */
  unfinished(now: { readonly run: string; readonly step: number } | null): readonly Unfinished[] {
    return [...this.#texts].flatMap(([key, text]) => {
      const [kind, run = '', step = ''] = key.split('.')
      const here = now !== null && now.run === run && String(now.step) === step
      return kind !== 'sealed' || here || text.trim() === '' ? [] : [{ key, run, step: Number(step), text }]
    })
  }

  /** Kept for the person alone: no step asks about it any more. */
  aside(key: string): void {
    this.putAside(key, this.read(key).trim())
    this.write(key, '')
  }

  /** Letters follow each other, longer pieces stand apart. */
  putAside(key: string, words: string): void {
    if (words === '') return
    const before = this.read(putAside + key)
    this.write(putAside + key, before === '' || words.length === 1 ? before + words : `${before}\n\n${words}`)
  }

  /** What was put aside, by its key. */
  kept(): readonly (readonly [string, string])[] {
    return [...this.#texts].filter(([key]) => key.startsWith(putAside))
  }
}
