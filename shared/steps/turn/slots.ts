/**
 * Numbered places for those who want to tell. Two are open, so that nobody is visibly left: who has no place may want
 * none. With two open places any two people can swap without asking anyone. There are never more places than people.
 */
import type { Circle } from '../../flow/state.ts'
import type { MemberId } from '../../lib/ids.ts'

export type Slots = readonly (MemberId | null)[]

const openPlaces = 2

/**
 * Two open places, fewer where the circle has no people for them: more are added at the end, or taken from there.
 * @param most how many people are in the circle
 */
export function evened(slots: Slots, most = Infinity): Slots {
  const out = [...slots]
  const open = () => out.filter((one) => one === null).length
  const wanted = Math.max(0, Math.min(openPlaces, most - (out.length - open())))
  while (open() < wanted) out.push(null)
  while (open() > wanted && out.at(-1) === null) out.pop()
  // Open places in between go too, the later ones first, so that places already taken keep their order.
  while (open() > wanted) out.splice(out.lastIndexOf(null), 1)
  return out
}

/** The places as the people of a circle see them; whoever comes or leaves changes how many there are. */
export const placesFor = (slots: Slots, { members }: Circle): Slots => evened(slots, members.length)

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
