/** A board as views know it: content to read, verbs to write. The Yjs document stays behind it (client/link, client/state). */
import type { BoardAim } from '../../shared/boards/aim.ts'

export interface CardView {
  readonly id: string
  readonly text: string
  readonly list: string
  /** The cluster it came from, when it was carried here. */
  readonly from: string
}

export interface ListView {
  readonly id: string
  readonly title: string
  readonly cards: readonly CardView[]
}

/** A line as its author places it: it stands under their id, so that there is one of each. */
export interface OwnLine {
  readonly id: string
  readonly text: string
}

/** What a board of own lines has to know of the person in front of it. */
export interface OwnPlace {
  readonly me: string
  /** Everyone whose line may stand there. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** Lines that this person has on their device already, to choose from. */
  readonly offered: readonly string[]
  /** What is not placed yet, kept on this device. Reactive. */
  readonly draft: { read(): string; write(text: string): void }
  readonly offline: boolean
  readonly secure: boolean
  /** Day until which lines are kept, ms. */
  readonly keptUntil: number
}

export interface LayoutProps {
  readonly board: BoardModel
  readonly aim: BoardAim
  /** On boards of own lines. */
  readonly own?: OwnPlace
}

/** What can be done with one line, by hand, by keys and by menu. */
export interface LineActs {
  readonly dragging: boolean
  grab(event: PointerEvent): void
  move(): void
  nudge(by: 'up' | 'down' | 'left' | 'right'): void
}

/** Someone else who has the board open right now. */
export interface Peer {
  readonly id: string
  readonly name: string
  readonly card: string | null
  readonly index: number | null
}

/** `loading` first content not here yet · `away` neither, nor can it come: the server cannot be reached · `saved` all is durable at the server · `saving` under way · `device` kept on this device only, for now */
export type BoardSaving = 'loading' | 'away' | 'saved' | 'saving' | 'device'

/**
 * All getters are reactive (runes) and derived from the document.
 * Every write is local first; writes on a read-only board do nothing.
 */
export interface BoardModel {
  readonly lists: readonly ListView[]
  readonly peers: readonly Peer[]
  readonly saving: BoardSaving
  readonly mayWrite: boolean
  /** Text of this person that a RESET could not keep on the board, for copying; empty in honest use. */
  readonly rescued: readonly string[]
  /** What this person wrote before the page was loaded again, while the board that it belongs to is not here. */
  readonly waiting: readonly string[]
  readonly canUndo: boolean
  readonly canRedo: boolean
  /**
   * @param own one's own line, whole, under its author's id; without it an empty card
   * @returns the new card's id
   */
  addCard(list: string, own?: OwnLine): string
  /** Letter by letter: the smallest edit between the old and the new text, so that several people can type in one card. */
  editCard(card: string, text: string): void
  /** Puts the card before `before` in `list`, or at its end. */
  moveCard(card: string, list: string, before: string | null): void
  /** @returns puts it back, whatever this person has done since */
  removeCard(card: string): () => void
  addList(title: string): string
  renameList(list: string, title: string): void
  /** Its cards go to the first list. */
  removeList(list: string): void
  undo(): void
  redo(): void
  /** Tells the others where this person writes; null when nowhere. */
  pointAt(card: string | null, index: number | null): void
  close(): void
}
