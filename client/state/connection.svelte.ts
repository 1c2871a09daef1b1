/** Whether the server is there. Short breaks are over before anybody should read about them. */

/** ms of nothing after which a device is said to be offline. */
const quietMs = 3_000

export class Connection {
  #offlineSince = $state<number | null>(null)
  #quiet: ReturnType<typeof setTimeout> | undefined

  /** ms of the device's own clock; null while connected, and at first while it is not. */
  get offlineSince(): number | null {
    return this.#offlineSince
  }

  up(): void {
    clearTimeout(this.#quiet)
    this.#offlineSince = null
  }

  down(): void {
    clearTimeout(this.#quiet)
    const since = performance.now()
    this.#quiet = setTimeout(() => (this.#offlineSince = since), quietMs)
  }

  close(): void {
    clearTimeout(this.#quiet)
  }
}
