/** Updates of one board that are not durable at the server yet: in the device's database until they are. */
import { unsavedStore, type UnsavedStore } from './unsaved.ts'

export class UnsavedUpdates {
  readonly #store: UnsavedStore
  #count = 0

  constructor(name: string) {
    this.#store = unsavedStore(name)
  }

  add(update: Uint8Array): void {
    this.#store.put(`${performance.timeOrigin}.${this.#count++}`, update)
  }

  async all(): Promise<readonly Uint8Array[]> {
    return [...(await this.#store.load().catch(() => new Map<string, Uint8Array>())).values()]
  }

  clear(): void {
    this.#store.wipe()
  }

  close(): void {
    this.#store.close()
  }
}
