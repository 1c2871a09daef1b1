/**
 * What this device keeps for one grant, in the browser's local storage: survives a closed tab and a crash, and is
 * wiped when the session is ended here. Where the browser refuses to store (full, or not allowed), the tab remembers.
 */

/** The part of the browser's `Storage` that is used. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export class Keep {
  readonly #store: Store | null
  readonly #prefix: string
  readonly #remembered = new Map<string, string>()
  #ended = false

  /** Every grant of which something is kept. */
  static grants(store: Store): readonly string[] {
    const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '')
    return [...new Set(keys.flatMap((key) => /^ff\/([^/]+)\//.exec(key)?.[1] ?? []))]
  }

  constructor(grant: string, store: Store | null = deviceStore()) {
    this.#store = store
    this.#prefix = `ff/${grant}/`
  }

  read(key: string): string | null {
    return this.#remembered.get(key) ?? this.#store?.getItem(this.#prefix + key) ?? null
  }

  /** @returns null also for what is no JSON */
  readJson(key: string): unknown {
    try {
      return JSON.parse(this.read(key) ?? 'null')
    } catch {
      return null
    }
  }

  write(key: string, text: string): void {
    if (this.#ended) return
    try {
      if (this.#store === null) throw new Error('No storage')
      this.#store.setItem(this.#prefix + key, text)
      this.#remembered.delete(key)
    } catch {
      this.#remembered.set(key, text)
    }
  }

  remove(key: string): void {
    this.#remembered.delete(key)
    this.#store?.removeItem(this.#prefix + key)
  }

  /** Keys that begin with `start`. */
  keys(start = ''): readonly string[] {
    const stored = Array.from({ length: this.#store?.length ?? 0 }, (_, index) => this.#store?.key(index) ?? '')
    const own = stored.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length))
    return [...new Set([...own, ...this.#remembered.keys()])].filter((key) => key.startsWith(start))
  }

  /** Erases everything of this grant, and keeps nothing more. */
  wipe(): void {
    this.#ended = true
    for (const key of this.keys()) this.remove(key)
  }
}

/** Null where a browser forbids storage: reading the property itself throws then. */
export function deviceStore(): Store | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}
