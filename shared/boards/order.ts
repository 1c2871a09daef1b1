/** Places between places: fractional indices that never run out and never throw. */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import { boardLimits } from './limits.ts'

/**
 * A place after `after` and before `before`; `null` is the edge.
 *
 * Neighbours may be equal (two people dropped a card at the same spot) or in the wrong order (one of them has moved
 * since): then the place is the nearest one after `after`. A place that is no fractional index counts as the edge.
 */
export function between(after: string | null, before: string | null): string {
  const low = sound(after)
  const high = sound(before)
  const place = low !== null && high !== null && low >= high ? `${low}1` : generateKeyBetween(low, high)
  // The rare board where one spot was chosen a thousand times: share the neighbour's place, the id decides.
  return place.length <= boardLimits.posLength ? place : (low ?? high ?? place)
}

/** `count` places in order, from the beginning of an empty list. */
export const places = (count: number): readonly string[] => generateNKeysBetween(null, null, count)

const placeShape = new RegExp(`^[0-9A-Za-z]{1,${boardLimits.posLength}}$`)

/** By its letters only: whether it is also a sound index matters to nobody but `between`. */
export const isPlace = (text: string) => placeShape.test(text)

function sound(place: string | null): string | null {
  if (place === null || !isPlace(place)) return null
  try {
    generateKeyBetween(place, null)
    generateKeyBetween(null, place)
    return place
  } catch {
    return null
  }
}
