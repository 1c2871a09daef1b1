/** What closing a round of a spectrum leads to. Two waves of at most two movers lead to the same, whatever they did. */
import {
  bandsFrom,
  isAlike,
  pictureOf,
  pictureOfAlike,
  sentenceFrom,
  sumOf,
  type Counts,
  type Picture,
} from './picture.ts'
import { mayFollow, type Before } from './moved.ts'

/**
 * What a closed round has on every screen. `nothing`: too few answers, or a lead chose to talk first; why is told to
 * leads only. `little`: a second wave that must not stand beside the first.
 */
export type Shown = Picture | { readonly show: 'nothing'; readonly why: 'few' | 'alike' } | { readonly show: 'little' }

/** What can be shown at most with this many people here; said before anyone answers. */
export type Reach = 'bands' | 'sentence' | 'nothing'

export const reachOf = (people: number): Reach =>
  people >= bandsFrom ? 'bands' : people >= sentenceFrom ? 'sentence' : 'nothing'

/** `alike`: nothing is shown before a lead has decided. */
export function outcomeOf(counts: Counts, before: Before | null): Shown | 'alike' {
  if (before !== null && !mayFollow(before, counts)) return { show: 'little' }
  const picture = pictureOf(counts)
  if (picture === null) return { show: 'nothing', why: 'few' }
  return isAlike(counts) && sumOf(counts) >= bandsFrom ? 'alike' : picture
}

/** A lead has decided to show that everyone is alike. Ballots lost in a crash meanwhile show nothing. */
export const decidedToShow = (counts: Counts): Shown =>
  isAlike(counts) && sumOf(counts) >= bandsFrom ? pictureOfAlike(counts) : { show: 'nothing', why: 'few' }

/** What a later wave is held against; null when nothing was shown and nobody was asked. */
export function beforeOf(shown: Shown | undefined, earlier: Before | null): Before | null {
  if (shown === undefined) return earlier
  if (shown.show === 'nothing') return shown.why === 'alike' ? 'alike' : earlier
  return shown.show === 'little' ? earlier : shown
}
