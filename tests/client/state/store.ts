/** A browser's storage, without the browser. */
import type { Store } from '../../../client/state/keep.ts'

export function emptyStore(): Store & { keys(): readonly string[] } {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size
    },
    keys: () => [...kept.keys()],
  }
}
