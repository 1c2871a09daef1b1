/** Whether this person was let in while an activity was going on: told once, also after a reload, until they close it. */
import type { View } from '../../shared/flow/slices.ts'
import type { Keep } from './keep.ts'

const key = 'arrival'

export class Arrival {
  readonly #keep: Keep
  #late = $state(false)

  constructor(keep: Keep) {
    this.#keep = keep
    this.#late = keep.read(key) === 'late'
  }

  get late(): boolean {
    return this.#late
  }

  see({ me, now }: View): void {
    if (me?.status === 'waiting') this.#keep.write(key, 'waiting')
    if (me?.status !== 'in' || now === undefined) return
    if (!('scene' in now)) this.close()
    else if (this.#keep.read(key) === 'waiting') {
      this.#keep.write(key, 'late')
      this.#late = true
    }
  }

  close(): void {
    this.#keep.remove(key)
    this.#late = false
  }
}
