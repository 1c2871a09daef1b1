/** What every seat can do while it listens. `hand` is there only in an open order, for everyone alike. */
export type FourAction = 'pass' | 'pause' | 'moment' | 'hear' | 'hand'
