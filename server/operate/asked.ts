/** What the operator's commands may ask a running server (control.ts), and what it says. */
import { z } from 'zod'
import { printLeadLink, type LeadLinkParts } from '../lead-link.ts'
import type { Answers } from './control.ts'

const linesShape = z.array(z.string())

/** How a running server stands, for the doctor. */
const stateShape = z.object({
  version: z.string(),
  node: z.string(),
  address: z.string(),
  durability: z.enum(['fsync', '1s', 'memory']),
  /** Most files and connections that may be open; null: as many as the system has. */
  openFiles: z.number().nullable(),
})
export type RunningState = z.infer<typeof stateShape>

export const readLines = (answer: unknown): readonly string[] | null => linesShape.safeParse(answer).data ?? null
export const readState = (answer: unknown): RunningState | null => stateShape.safeParse(answer).data ?? null

interface AnswerParts extends Omit<LeadLinkParts, 'wanted' | 'ids' | 'address' | 'say'> {
  ids(): LeadLinkParts['ids']
  address(): string
  state(): RunningState
}

export const answersOf = ({ ids, address, state, workshops, access }: AnswerParts): Answers => ({
  'lead-link': async (wanted) => {
    const lines: string[] = []
    const say = (words: string) => void lines.push(words)
    await printLeadLink({ wanted, ids: ids(), workshops, access, address: address(), say })
    return lines
  },
  state,
})
