/**
 * What an activity may say about its steps: the data of a script, one shape per primitive.
 * Words in a script are prompts and sentences in Fourfold's own wording; methods are credited by name in CREDITS.
 */

import type { BoardLayout } from '../boards/board.ts'
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
export interface PlainStepSpec extends Common {
  readonly kind: 'step'
  readonly mode: 'look' | 'write' | 'land'
  readonly prompt: string
  /** Ring the bell when the step begins. */
  readonly bell?: boolean
  /** A few short lines that lead into silence, one after the other, beside a shape that breathes. */
  readonly guide?: readonly string[]
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

/** What everyone reads before a tender activity, and then says for themselves how near they come. */
export interface NoteSpec extends Common {
  readonly kind: 'step'
  readonly mode: 'note'
  /** Its heading, which is all that the wall shows. */
  readonly prompt: string
  /** What may come up, and how it ends. */
  readonly comes: string
  /** What is read aloud or shown, and by whose choice. */
  readonly aloud: string
  /** What taking part means here, in a few words. */
  readonly part: string
}

export type StepSpec = PlainStepSpec | NoteSpec

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
  /** `own`: each may place one line of their own; it is kept, with its author, when the activity ends. */
  readonly layout: BoardLayout
  /** Headings of the lists, in order. The first receives what arrives. */
  readonly lists: readonly string[]
  /** Headings of lists that want at least one line: told to everyone, enforced on nobody. */
  readonly required?: readonly string[]
  readonly of: 'plenary' | 'circles'
  /** Where its first cards come from: a sealed step, the circles' boards of an earlier step, or an earlier board opened again. */
  readonly from: { readonly sealed: string } | { readonly boards: string } | { readonly again: string } | null
}

/** Consent on the lines of a board: everyone can live with it, or not yet. Ballots exist in memory only. */
export interface LinesSpec extends Common {
  readonly kind: 'scale'
  readonly about: 'lines'
  readonly prompt: string
  /** The board step whose lines are asked about; arriving cards in the first list are not lines. */
  readonly board: string
  /** `open` asks only about lines that have no agreement yet. */
  readonly ask: 'all' | 'open'
  /** Whether leaving this step makes the agreed lines the workshop's agreements. */
  readonly adopts: boolean
}

/** Where one stands between two poles that can both be defended. Ballots exist in memory only, and belong to nobody. */
export interface PolesSpec extends Common {
  readonly kind: 'scale'
  readonly about: 'poles'
  /** The statement or question. */
  readonly prompt: string
  /** What stands at either end, as its defenders would say it. */
  readonly poles: readonly [string, string]
  /** The five answers from the first pole to the second, short enough for a wall. */
  readonly answers: readonly [string, string, string, string, string]
  /** The earlier step that asked the same; this one is its second wave. */
  readonly again: string | null
}

export type ScaleSpec = LinesSpec | PolesSpec

/**
 * What each person has before them alone. `keepsake` shows what is kept, and until when. `free` is a page of one's own,
 * written on during the step and for as long as it is kept. `mark` asks whether one sentence of such a page is for later.
 */
export type PageSpec = Common & { readonly kind: 'page' } & (
    | { readonly template: 'keepsake' }
    | { readonly template: 'free'; readonly prompt: string }
    | { readonly template: 'mark'; readonly prompt: string; /** Id of the `free` step. */ readonly page: string }
  )

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
  /** May follow any other: a lead can add it while the day goes on. */
  readonly anywhere?: boolean
  readonly steps: readonly AnySpec[]
}
