/** Seeded randomness for tests and replays, and the shuffle that both tests and the server use. */
import type { RandomInt } from './ids.ts'

/** mulberry32: small, fast, good enough for tests; never for secrets. */
export function seededRandom(seed: number): RandomInt {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** Fisher-Yates, into a new array. */
export function shuffled<T>(items: readonly T[], random: RandomInt): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1)
    const held = out[i] as T
    out[i] = out[j] as T
    out[j] = held
  }
  return out
}
