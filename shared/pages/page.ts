/** An own page: what one person writes for themselves, and nobody else's connection ever gets a byte of. */
import type { RunId } from '../lib/ids.ts'

/** A page that everyone has of their own, since its step began. It says nothing about who wrote on theirs. */
export interface Sheet {
  readonly run: RunId
  /** Id of the step. */
  readonly step: string
  readonly prompt: string
  /** When it was opened, ms since the epoch. */
  readonly at: number
}

export interface PageWords {
  readonly text: string
  /** The sentence marked for later, as it stood when it was marked; empty for none. */
  readonly marked: string
}
