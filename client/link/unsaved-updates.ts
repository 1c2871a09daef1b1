/** Updates of one document that are not durable at the server yet: in the device's database until they are. */
import { unsavedStore, type UnsavedStore } from './unsaved.ts'

export class UnsavedUpdates {
  readonly #store: UnsavedStore
  #count = 0
  #keys: string[] = []

  constructor(name: string) {
    this.#store = unsavedStore(name)
  }

  add(update: Uint8Array): void {
    const key = `${performance.timeOrigin}.${this.#count++}`
    this.#keys.push(key)
    this.#store.put(key, update)
  }

  async all(): Promise<readonly Uint8Array[]> {
    const kept = await this.#store.load().catch(() => new Map<string, Uint8Array>())
    this.#keys.push(...kept.keys())
    return [...kept.values()]
  }

  get count(): number {
    return this.#keys.length
  }

  /** One update that holds all of them takes their place; at no moment are there none. */
  become(whole: Uint8Array): void {
    const earlier = this.#keys
    this.#keys = []
    this.add(whole)
    this.#store.remove(earlier)
  }

  clear(): void {
    this.#keys = []
    this.#store.wipe()
  }

  close(): void {
    this.#store.close()
  }
}
