/** What of a scale is seen: on a person's screen, on all screens after closing, and on the console. */
import type { Fn } from '../specs.ts'
import type { Consent, Line } from '../../flow/state.ts'
import type { LineId } from '../../lib/ids.ts'
import type { Reach } from './outcome.ts'
import type { Picture } from './picture.ts'

export interface LinesNow {
  readonly kind: 'scale'
  readonly about: 'lines'
  /** For `step` of a ballot. */
  readonly round: string
  readonly prompt: string
  readonly lines: readonly Line[]
  /** Null while open: nothing live is sent. */
  readonly results: Readonly<Record<LineId, Consent>> | null
  readonly reasons: Readonly<Record<LineId, readonly string[]>>
}

/** What a closed spectrum shows, the same to everyone and on every screen. */
export type SpectrumShown =
  | Picture
  | { readonly show: 'nothing' }
  /** With what the first wave has shown, once more. */
  | { readonly show: 'little'; readonly first: Picture | null }

export interface PolesNow {
  readonly kind: 'scale'
  readonly about: 'poles'
  /** For `step` of a ballot. */
  readonly round: string
  readonly prompt: string
  readonly poles: readonly [string, string]
  readonly answers: readonly string[]
  /** Asked a second time. */
  readonly again: boolean
  /** What can be shown at most with the people who are here. */
  readonly reach: Reach
  /** Null while open: nothing live is sent. */
  readonly results: SpectrumShown | null
}

/**
 * In a spectrum: what it can show, and where it is. `asking` everyone gave the same answer, which one is not said;
 * `few` too few answers to show; `talk` a lead chose to talk first.
 */
export interface DeskSpectrum {
  readonly reach: Reach
  readonly state: 'open' | 'asking' | 'few' | 'talk' | 'shown'
  readonly again: boolean
}

/** The wall's picture of a spectrum, open and closed. */
export interface WallSpectrum {
  readonly show: 'spectrum'
  readonly fn: Fn
  readonly title: string
  readonly prompt: string
  readonly poles: readonly [string, string]
  readonly answers: readonly string[]
  readonly reach: Reach
  readonly results: SpectrumShown | null
}
