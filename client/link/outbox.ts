/** Questions to the server that wait for their answer: asked again on every new connection until they have one. */
export class Outbox {
  readonly #waiting = new Set<() => void>()
  #open = false

  /**
   * @param send emits the question on the present connection; the same question, with the same id, each time
   * @returns the first answer that comes; never settles when none does
   */
  ask<T>(send: (answer: (reply: T) => void) => void): Promise<T> {
    return new Promise((resolve) => {
      const question = () =>
        send((reply) => {
          if (this.#waiting.delete(question)) resolve(reply)
        })
      this.#waiting.add(question)
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
