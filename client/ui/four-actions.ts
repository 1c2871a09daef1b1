/** What every seat can do while it listens, in this order. */
export const fourActions = ['pass', 'pause', 'moment', 'hear'] as const

/** `hand` is there only in an open order, for everyone alike. */
export type FourAction = (typeof fourActions)[number] | 'hand'
