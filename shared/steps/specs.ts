/**
 * What an activity may say about its steps: the data of a script, one shape per primitive.
 * Words in a script are prompts and sentences in Fourfold's own wording; methods are credited by name in CREDITS.
 */

import type { TurnOrder } from '../flow/state.ts'

/** The four functions of the work; decides colour and shape. */
export type Fn = 'culture' | 'reflection' | 'relationship' | 'future'

interface Common {
  /** Unique within the activity, part of board names: a-z, 0-9 and dash, at most 24. */
  readonly id: string
  /** Two to four words for agenda and console. */
  readonly title: string
  /** A sentence the lead might say. */
  readonly say: string
  /** Planned length. The step never ends by itself. */
  readonly minutes: number
  /** What remote people do that differs, or that it is the same screen. Every step has a plan. */
  readonly remote: string
}

/** A timed part with one instruction. `look` listen or read, `write` alone on paper or in the head, `land` calm ending. */
export interface StepSpec extends Common {
  readonly kind: 'step'
  readonly mode: 'look' | 'write' | 'land'
  readonly prompt: string
  /** Ring the bell when the step begins. */
  readonly bell?: boolean
}

/**
 * One part of an exchange around one person. `tell` they have the stone, `receive` what was written reaches them,
 * `silence` nobody has it, `witness` the others have it one after the other.
 */
export interface PartSpec {
  readonly kind: 'tell' | 'receive' | 'silence' | 'witness'
  /** Two to four words for the console. */
  readonly title: string
  readonly prompt: string
  /** Soft limit; in `witness` of each turn. */
  readonly seconds: number
}

/** One holder per circle: speak, hold silence, pass, come back. */
export interface TurnSpec extends Common {
  readonly kind: 'turn'
  readonly prompt: string
  /** Soft limit of one turn; only the speaker sees that it nears its end. */
  readonly seconds: number
  /** The order to begin with; a lead may change it in a plain round. */
  readonly order: TurnOrder
  readonly of: 'plenary' | 'circles'
  /** An exchange: these parts around each person, in place of one turn each. */
  readonly parts?: readonly PartSpec[]
  /** The sealed step whose notes reach each person as their exchange begins. */
  readonly delivers?: string
  /** The wall shows a calm sign and no circle's state: in tender activities. */
  readonly quietWall?: boolean
}

/** Forms circles of about `size`, places mixed, and shows each person with whom and where. */
export interface GroupSpec extends Common {
  readonly kind: 'group'
  readonly size: number
}

/**
 * Each writes alone. `circles`: up to `most` items, released together, unnamed, shuffled, dealt among the circles.
 * `each`: a note to each of the others in one's circle, signed or not, for that person alone when theirs begins.
 */
export interface SealedSpec extends Common {
  readonly kind: 'sealed'
  readonly prompt: string
  /** In `each`: to one person. */
  readonly most: number
  readonly to: 'circles' | 'each'
  /** Ways to begin, offered beside an empty page. */
  readonly starters?: readonly string[]
}

/** A board that several people write on at once. */
export interface BoardSpec extends Common {
  readonly kind: 'board'
  readonly prompt: string
  readonly layout: 'columns' | 'wall'
  /** Headings of the lists, in order. The first receives what arrives. */
  readonly lists: readonly string[]
  /** Headings of lists that want at least one line: told to everyone, enforced on nobody. */
  readonly required?: readonly string[]
  readonly of: 'plenary' | 'circles'
  /** Where its first cards come from: a sealed step, the circles' boards of an earlier step, or an earlier board opened again. */
  readonly from: { readonly sealed: string } | { readonly boards: string } | { readonly again: string } | null
}

/** Consent on the lines of a board: everyone can live with it, or not yet. Ballots exist in memory only. */
export interface ScaleSpec extends Common {
  readonly kind: 'scale'
  readonly prompt: string
  /** The board step whose lines are asked about; arriving cards in the first list are not lines. */
  readonly board: string
  /** `open` asks only about lines that have no agreement yet. */
  readonly ask: 'all' | 'open'
  /** Whether leaving this step makes the agreed lines the workshop's agreements. */
  readonly adopts: boolean
}

/** A page from a template. `keepsake` shows what is kept, and until when. */
export interface PageSpec extends Common {
  readonly kind: 'page'
  readonly template: 'keepsake'
}

export interface Specs {
  readonly step: StepSpec
  readonly turn: TurnSpec
  readonly group: GroupSpec
  readonly sealed: SealedSpec
  readonly board: BoardSpec
  readonly scale: ScaleSpec
  readonly page: PageSpec
}

export type StepKind = keyof Specs
export type AnySpec = Specs[StepKind]

export interface Activity {
  readonly slug: string
  readonly title: string
  readonly fn: Fn
  /** One sentence: what it is for. */
  readonly purpose: string
  readonly tender: boolean
  readonly steps: readonly AnySpec[]
}
