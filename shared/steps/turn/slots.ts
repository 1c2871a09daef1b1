/**
 * Numbered places for those who want to tell. Two are always open, so that nobody is visibly left: who has no place
 * may want none. With two open places any two people can swap without asking anyone.
 */
import type { MemberId } from '../../lib/ids.ts'

export type Slots = readonly (MemberId | null)[]

const openPlaces = 2

/** Exactly two open places: more are added at the end, or taken from there. */
export function evened(slots: Slots): Slots {
  const out = [...slots]
  const open = () => out.filter((one) => one === null).length
  while (open() < openPlaces) out.push(null)
  while (open() > openPlaces && out.at(-1) === null) out.pop()
  // Open places in between go too, the later ones first, so that places already taken keep their order.
  while (open() > openPlaces) out.splice(out.lastIndexOf(null), 1)
  return out
}

export const noSlots: Slots = evened([])

export const takenSlots = (slots: Slots): { readonly member: MemberId; readonly index: number }[] =>
  slots.flatMap((member, index) => (member === null ? [] : [{ member, index }]))

/** The member in the place they chose; null gives their place up. A place that somebody has is refused with null. */
export function withSlot(slots: Slots, member: MemberId, index: number | null): Slots | null {
  const without = slots.map((one) => (one === member ? null : one))
  if (index === null) return evened(without)
  if (index < 0 || index >= slots.length || (without[index] ?? null) !== null) return null
  return evened(without.with(index, member))
}

/** What is left when the place at `index` has begun: it and the open ones before it are over. */
export const slotsAfter = (slots: Slots, index: number): Slots => evened(slots.slice(index + 1))
