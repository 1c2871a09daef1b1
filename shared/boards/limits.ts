/** How much fits on a board. The client keeps to these; the server refuses only what is `slack` times beyond. */
export const boardLimits = {
  cards: 300,
  lists: 24,
  /** Signs of a card's or list's id. */
  idLength: 32,
  /** Signs of a fractional index. */
  posLength: 200,
  /** People who write at the same moment, each within the limits, may together go over; four times is no accident. */
  slack: 4,
} as const
