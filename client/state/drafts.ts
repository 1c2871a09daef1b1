/** Unsent text, kept on this device at every keystroke, before the network is asked. */
import type { DraftBox } from '../steps/props.ts'
import type { Keep } from './keep.ts'

const place = (key: string) => `draft/${key}`

export class Drafts implements DraftBox {
  readonly #keep: Keep

  constructor(keep: Keep) {
    this.#keep = keep
  }

  read(key: string): string {
    return this.#keep.read(place(key)) ?? ''
  }

  write(key: string, text: string): void {
    if (text === '') this.#keep.remove(place(key))
    else this.#keep.write(place(key), text)
  }
}
