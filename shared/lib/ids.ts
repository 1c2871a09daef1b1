/**
 * Every identifier of Fourfold: its grammar, its parser, and how ids nest into stream names.
 *
 * Ids are random, never sequential: an order of ids would tell an order of people (trust rule of sealed steps).
 * Randomness comes in as an argument, so that shared/ runs anywhere and tests can replay.
 */
import type { Brand } from './brand.ts'

/** The people of a year, with everything they keep. */
export type CohortId = Brand<string, 'CohortId'>
export type MemberId = Brand<string, 'MemberId'>
/** One capability: a lead, a seat, a wall. Not a secret. Begins with its cohort: `<cohort>-<rest>`. */
export type GrantId = Brand<string, 'GrantId'>
export type BlockId = Brand<string, 'BlockId'>
export type RunId = Brand<string, 'RunId'>
/** `a`, `b`, … within one run, or `all` for the plenary circle. */
export type CircleId = Brand<string, 'CircleId'>
/**
 * One document with one audience, and the path after `/doc/`. A board: `<cohort>/<run>.<step>.<circle>`. A page, which is
 * one person's own: `<cohort>/<author>/<run>.<step>`.
 */
export type DocId = Brand<string, 'DocId'>
export type LineId = Brand<string, 'LineId'>
/** One note in somebody's booklet. */
export type NoteId = Brand<string, 'NoteId'>

/** No vowels and nothing that looks like a digit or another letter: ids can be read aloud and never spell a word. */
export const alphabet = '23456789cdfhjkmnpqrtvwx'

/** Uniform random integer in [0, below). The server passes a cryptographic one, tests a seeded one. */
export type RandomInt = (below: number) => number

/** @param length 10 gives 45 bits, 16 gives 72, 28 gives 126 */
export function randomId(random: RandomInt, length: number): string {
  let id = ''
  for (let i = 0; i < length; i++) id += alphabet[random(alphabet.length)]
  return id
}

export const newCohortId = (random: RandomInt) => randomId(random, 10) as CohortId
export const newMemberId = (random: RandomInt) => randomId(random, 12) as MemberId
export const newBlockId = (random: RandomInt) => randomId(random, 8) as BlockId
export const newRunId = (random: RandomInt) => randomId(random, 10) as RunId
export const newLineId = (random: RandomInt) => randomId(random, 12) as LineId
export const newNoteId = (random: RandomInt) => randomId(random, 12) as NoteId
export const newGrantId = (cohort: CohortId, random: RandomInt) => `${cohort}-${randomId(random, 12)}` as GrantId

const idOf = (length: number) => new RegExp(`^[${alphabet}]{${length}}$`)
const cohortShape = idOf(10)
const grantShape = new RegExp(`^[${alphabet}]{10}-[${alphabet}]{12}$`)
const docShape = new RegExp(`^[${alphabet}]{10}/[${alphabet}]{10}\\.[a-z0-9-]{1,24}\\.(all|[a-z])$`)
const pageShape = new RegExp(`^[${alphabet}]{10}/[${alphabet}]{12}/[${alphabet}]{10}\\.[a-z0-9-]{1,24}$`)

export const isCohortId = (text: string): text is CohortId => cohortShape.test(text)
export const isGrantId = (text: string): text is GrantId => grantShape.test(text)
export const isPageId = (text: string): text is DocId => pageShape.test(text)
export const isDocId = (text: string): text is DocId => docShape.test(text) || isPageId(text)

export const cohortOfGrant = (grant: GrantId) => grant.slice(0, 10) as CohortId
export const cohortOfDoc = (doc: DocId) => doc.slice(0, 10) as CohortId

export const plenary = 'all' as CircleId

/** Circles are lettered in order of forming: a, b, c, … */
export const circleId = (index: number) => String.fromCharCode(97 + index) as CircleId

export function docId(cohort: CohortId, run: RunId, step: string, circle: CircleId): DocId {
  return `${cohort}/${run}.${step}.${circle}` as DocId
}

export const pageId = (cohort: CohortId, author: MemberId, run: RunId, step: string) =>
  `${cohort}/${author}/${run}.${step}` as DocId

/** Whose page it is; null for a board. */
export const authorOfPage = (doc: DocId) => (isPageId(doc) ? (doc.split('/')[1] as MemberId) : null)

/**
 * A stream of the log. The second part is always the cohort, so that one prefix finds everything of a cohort.
 * `flow` one for the whole cohort · `access` grants and devices · `doc` one per board · `vault` one per sealed step
 * (entries carry no author and no time) · `box` one per person: name and pronouns · `book` one per person: what others
 * wrote to them · `page` one per page, its author in the third part: what they wrote for themselves.
 */
export type StreamId =
  | `flow/${CohortId}`
  | `access/${CohortId}`
  | `doc/${DocId}`
  | `page/${DocId}`
  | `vault/${CohortId}/${string}`
  | `box/${CohortId}/${MemberId}`
  | `book/${CohortId}/${MemberId}`

export const flowStream = (cohort: CohortId): StreamId => `flow/${cohort}`
export const accessStream = (cohort: CohortId): StreamId => `access/${cohort}`
export const docStream = (doc: DocId): StreamId => (isPageId(doc) ? `page/${doc}` : `doc/${doc}`)
export const vaultStream = (cohort: CohortId, run: RunId, step: string): StreamId => `vault/${cohort}/${run}.${step}`
export const boxStream = (cohort: CohortId, member: MemberId): StreamId => `box/${cohort}/${member}`

export const bookStream = (cohort: CohortId, member: MemberId): StreamId => `book/${cohort}/${member}`

export const cohortOfStream = (stream: StreamId) => stream.split('/')[1] as CohortId
