/**
 * What a step's view receives, and all it may do. Views never see the wire, yjs or the session: props in, acts out.
 * Each primitive has up to three views: Seat (a person), Desk (the console's middle), Wall (the projector).
 */
import type { Command } from '../../shared/flow/commands.ts'
import type { DeskCircle, DeskSlice } from '../../shared/flow/desk-slice.ts'
import type { Scene, SeatViews } from '../../shared/flow/seat-views.ts'
import type { Me, RoomSlice, WallView } from '../../shared/flow/slices.ts'
import type { DocId } from '../../shared/lib/ids.ts'
import type { BallotAnswer } from '../../shared/wire/flow-terms.ts'
import type { Answer, BookNote } from '../../shared/wire/flow.ts'
import type { BoardModel } from '../boards/model.ts'
import type { PageModel } from './page/model.ts'

/** What a person has sealed on this device: the token that takes it back lives only here. */
export interface SealedItem {
  readonly token: string
  readonly text: string
  /**
   * `kept` on this device, not yet at the server · `sealed` durable there · `given` shown to its people, so that it can't be
   * taken back · `taking` asked back, not answered yet · `refused` not at the server, only its text is here
   */
  readonly state: 'kept' | 'sealed' | 'given' | 'taking' | 'refused'
  /** For this person alone, with one's name or without; null: to all together. */
  readonly to: { readonly member: string; readonly name: string; readonly signed: boolean } | null
}

/** One answer in a round; null: not answered, or skipped. */
export interface BallotLine {
  readonly line: string
  readonly answer: BallotAnswer | null
  readonly reason: string
}

/** `open` chosen but not sent · `kept` sent off, not yet at the server · `sent` there */
export type BallotState = 'open' | 'kept' | 'sent'

/** Text kept on this device at every keystroke, before the network is asked. */
export interface DraftBox {
  read(key: string): string
  write(key: string, text: string): void
}

export interface SeatActions {
  /** Adds where the room is (`at`) by itself. */
  send(command: Command): Promise<Answer>
  readonly drafts: DraftBox
  /** Sealed items of this step on this device, newest last; reactive. */
  sealed(run: string, step: number): readonly SealedItem[]
  seal(run: string, step: number, text: string, to?: SealedItem['to']): Promise<Answer>
  takeBack(run: string, step: number, token: string): Promise<Answer>
  /** The ballot as this device holds it; re-sent by itself after a reconnect. */
  /** @param round its name, as the view gives it */
  ballot(run: string, round: string): readonly BallotLine[]
  ballotState(run: string, round: string): BallotState
  /** Keeps what is chosen, without sending it. */
  choose(run: string, round: string, lines: readonly BallotLine[]): void
  vote(run: string, round: string, lines: readonly BallotLine[]): Promise<Answer>
  /** Opens a board while the view is mounted; call in an $effect and return its close. */
  openBoard(doc: DocId): BoardModel
  /** Opens this person's own page; close it when the view goes. */
  openPage(doc: DocId): Promise<PageModel>
  /** Sentences this person marked on their own pages, for their eyes, as they come. @returns ends it */
  marked(found: (sentences: readonly string[]) => void): () => void
  /** What others wrote to this person; reactive. */
  book(): readonly BookNote[]
  /** Server time now, ms; monotonic on this device. */
  serverNow(): number
}

/** What every seat can ask for at any time; the page shows the dialogs. */
export interface SeatAsks {
  pass(): void
  pause(): void
  moment(): void
  hear(): void
  /** What became of a turn by this person's own wish, in this step: for their own screen, and nowhere kept. */
  readonly chose: TurnChoice | null
  choose(what: TurnChoice | null): void
}

/** Passed before the stone came, or asked to be come back to. */
export type TurnChoice = 'passed' | 'later'

export interface SeatProps<K extends keyof SeatViews> {
  readonly scene: Scene
  readonly view: SeatViews[K]
  readonly me: Me
  readonly room: RoomSlice
  readonly actions: SeatActions
  readonly asks: SeatAsks
  /** Where one’s own page is, for who was given something that stands there. */
  readonly own: string | null
  /** The server cannot be reached: what is written stays on this device for now. */
  readonly offline: boolean
  /** The connection is encrypted on its way. */
  readonly secure: boolean
  /** Who runs the server; empty when nobody said. */
  readonly host: string
  /** Who leads, by name; empty when nobody said. */
  readonly lead: string
  /** Address of the keepsake file. */
  readonly keepsake: string
  /** Day until which things are kept, ms. */
  readonly keptUntil: number
}

export interface DeskProps {
  readonly desk: DeskSlice
  readonly circle: DeskCircle
  send(command: Command): Promise<Answer>
}

export interface WallProps<S extends WallView['show']> {
  readonly view: Extract<WallView, { show: S }>
}
