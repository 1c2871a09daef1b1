/** Questions to the server that wait for their answer: asked again on every new connection until they have one. */

/** A question that is meant for its moment: after this time it is answered here, and never asked again. */
export interface Brief<T> {
  readonly forMs: number
  /** @param asked it went out on some connection, so that the server may have it */
  answer(asked: boolean): T
}

export class Outbox {
  readonly #waiting = new Set<() => void>()
  #open = false

  /**
   * @param send emits the question on the present connection; the same question, with the same id, each time
   * @returns the first answer that comes; without `brief` it never settles when none does
   */
  ask<T>(send: (answer: (reply: T) => void) => void, brief?: Brief<T>): Promise<T> {
    return new Promise((resolve) => {
      let asked = false
      let timer: ReturnType<typeof setTimeout> | undefined
      const settle = (reply: T) => {
        clearTimeout(timer)
        if (this.#waiting.delete(question)) resolve(reply)
      }
      const question = () => {
        asked = true
        send(settle)
      }
      this.#waiting.add(question)
      if (brief !== undefined) timer = setTimeout(() => settle(brief.answer(asked)), brief.forMs)
      if (this.#open) question()
    })
  }

  /** A connection is there: everything unanswered is asked, in the order it was first asked. */
  opened(): void {
    this.#open = true
    for (const question of [...this.#waiting]) question()
  }

  lost(): void {
    this.#open = false
  }

  /** Nothing more is asked or answered. */
  drop(): void {
    this.#open = false
    this.#waiting.clear()
  }
}
