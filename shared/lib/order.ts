/** The order of seats: room and video interleaved, kept as stable as possible. */

/**
 * Spreads the remote seats evenly among those in the room, each kind in its given order.
 * The last seat is one in the room whenever there is one, so that a remote seat is never last.
 */
export function interleaved<T>(seats: readonly T[], isRemote: (seat: T) => boolean): T[] {
  const room = seats.filter((seat) => !isRemote(seat))
  const remote = seats.filter(isRemote)
  if (room.length === 0 || remote.length === 0) return [...seats]
  const out: T[] = []
  let placed = 0
  room.forEach((seat, index) => {
    // Before the k-th room seat stand as many remote seats as its share of the circle, rounded down.
    const due = Math.round(((index + 0.5) / room.length) * remote.length)
    while (placed < due) out.push(remote[placed++] as T)
    out.push(seat)
  })
  // Rounding can leave some over; they go before the last seat.
  const last = out.pop() as T
  while (placed < remote.length) out.push(remote[placed++] as T)
  out.push(last)
  return out
}

/** The same ring, beginning elsewhere. */
export function rotated<T>(ring: readonly T[], by: number): T[] {
  if (ring.length === 0) return []
  const start = ((by % ring.length) + ring.length) % ring.length
  return [...ring.slice(start), ...ring.slice(0, start)]
}
