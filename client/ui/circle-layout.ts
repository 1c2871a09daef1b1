/**
 * Where seats stand on a drawn circle. A position is (x, y) on a ring of radius 1, x to the end of the line, y down.
 * The first seat is the one at the upper right, the others follow clockwise: the same seat on every surface.
 */
export interface Spot {
  readonly x: number
  readonly y: number
  /** Where the name goes: outside the ring. */
  readonly name: 'start' | 'end' | 'below'
}

/** Up to this many, seats stand at equal angles: the size of a circle within a group. */
export const smallCircle = 7

/**
 * Equal vertical steps, not equal angles: each name has a line of its own, so none collide, up to thirty people.
 */
export function steps(count: number): readonly Spot[] {
  const right = Math.ceil(count / 2)
  const side = (seats: number, name: 'start' | 'end') =>
    Array.from({ length: seats }, (_, i): Spot => {
      const y = -1 + (2 * i + 1) / seats
      const x = Math.sqrt(1 - y * y)
      return { x: name === 'end' ? x : -x, y, name }
    })
  return [...side(right, 'end'), ...side(count - right, 'start').reverse()]
}

/** Equal angles; an odd one out stands at the bottom. */
export function angles(count: number): readonly Spot[] {
  return Array.from({ length: count }, (_, i): Spot => {
    const clockwise = ((2 * i + 1) * Math.PI) / count
    const x = Math.sin(clockwise)
    return { x, y: -Math.cos(clockwise), name: Math.abs(x) < 0.01 ? 'below' : x > 0 ? 'end' : 'start' }
  })
}

export const spotsFor = (count: number) => (count <= smallCircle ? angles(count) : steps(count))

/** Lines of names that stand under one another on the fuller side. */
export const linesOf = (count: number) => Math.ceil(count / 2)
