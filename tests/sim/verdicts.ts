/** What a run has found: how often each promise was looked at, and each time it did not hold. */
export type Promised =
  | 'DUR-1'
  | 'DUR-2'
  | 'DUR-3'
  | 'DUR-4'
  | 'ORD-1'
  | 'ORD-2'
  | 'ORD-3'
  | 'CNV-1'
  | 'CNV-2'
  | 'CNV-3'
  | 'CNV-4'
  | 'CNV-5'
  | 'CNV-6'
  | 'PRV-1'
  | 'PRV-2'
  | 'PRV-3'
  | 'PRV-4'
  | 'PRV-5'
  | 'PRV-6'
  | 'PRV-8'
  | 'BND-4'
  /** Nothing that anybody wrote is there twice. */
  | 'once'
  /** What is over is on the disk no more. */
  | 'gone'
  /** Nothing is thrown that is no failure of the disk. */
  | 'calm'

export interface Broken {
  readonly promise: Promised
  readonly what: string
}

const most = 20

export class Verdicts {
  readonly checked = new Map<Promised, number>()
  readonly broken: Broken[] = []
  readonly #at: () => string

  /** @param at when it was, for whoever reads it */
  constructor(at: () => string) {
    this.#at = at
  }

  hold(promise: Promised, holds: boolean, what: () => string): void {
    this.checked.set(promise, (this.checked.get(promise) ?? 0) + 1)
    if (!holds && this.broken.length < most) this.broken.push({ promise, what: `${this.#at()} ${what()}` })
  }
}
