/** Randomness of this device, good enough for tokens; works without https, unlike `crypto.randomUUID`. */
import { randomId, type RandomInt } from '../../shared/lib/ids.ts'

export const deviceRandom: RandomInt = (below) => {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  // Draws above the last whole multiple would make small numbers likelier.
  const fair = Math.floor(2 ** 32 / below) * below
  return drawn < fair ? drawn % below : deviceRandom(below)
}

export const newCommandId = () => randomId(deviceRandom, 16)
/** Whoever has it can take a sealed item back: 126 bits, never sent anywhere but with its item. */
export const newToken = () => randomId(deviceRandom, 28)
