/**
 * How many connections one key may hold at once. The newest stays and the oldest goes: after a network that comes and
 * goes, the old ones are dead and nobody has noticed yet.
 */
export class Places<Connection> {
  readonly #most: number
  readonly #end: (connection: Connection) => void
  readonly #held = new Map<string, Connection[]>()

  constructor(most: number, end: (connection: Connection) => void) {
    this.#most = most
    this.#end = end
  }

  /** @returns to be called when the connection is gone */
  take(key: string, connection: Connection): () => void {
    const held = [...(this.#held.get(key) ?? []), connection]
    const over = held.length > this.#most ? held.shift() : undefined
    this.#held.set(key, held)
    if (over !== undefined) this.#end(over)
    return () => {
      const left = (this.#held.get(key) ?? []).filter((one) => one !== connection)
      if (left.length === 0) this.#held.delete(key)
      else this.#held.set(key, left)
    }
  }
}
