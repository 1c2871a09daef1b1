/** What a consent round has left open: for the board on which it is looked at again, and for whoever leads that. */
import type { OpenLine } from '../boards/aim.ts'
import type { Consented } from '../flow/state.ts'

export const openLines = (consented: readonly Consented[]): OpenLine[] =>
  consented
    .filter(({ result }) => result === 'not_yet')
    .map(({ line, reasons = [] }) => ({ id: line.id, text: line.text, reasons }))
