/**
 * The Yjs document of a board, as data: the server admits nothing else, the client writes nothing else.
 *
 * ```
 * cards: Y.Map  id → Y.Map { text: Y.Text, list: string, pos: string, from?: string }
 * lists: Y.Map  id → Y.Map { title: Y.Text, pos: string }
 * ```
 */
import { longest } from '../lib/text.ts'
import type { BoardLayout } from './board.ts'
import { boardLimits } from './limits.ts'
import { isPlace } from './order.ts'

/** Every container of the document, by what it is; `cards` and `lists` are the two roots. */
export type Container = 'cards' | 'lists' | 'card' | 'list' | 'card_text' | 'list_title'

/** What stands under a key: another container (and the Y type that makes it), or a plain string. */
export type Field =
  { readonly opens: Container; readonly as: 'map' | 'text' } | { readonly allows: (value: string) => boolean }

export type Shape =
  /** Any id → the same kind of entry. `most` counts entries. */
  | { readonly of: 'entries'; readonly entry: Field; readonly most: number }
  | { readonly of: 'fields'; readonly fields: ReadonlyMap<string, Field> }
  /** Plain letters, no formats. `longest` in UTF-16 units. */
  | { readonly of: 'letters'; readonly longest: number }

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])
const idShape = new RegExp(`^[a-z0-9-]{1,${boardLimits.idLength}}$`)

/** The id of a card or a list: short, lower case, and none of the words an object would trip over. */
export const isBoardId = (text: string) => idShape.test(text) && !forbidden.has(text)

const pos: Field = { allows: isPlace }

export const boardSchema = {
  cards: { of: 'entries', entry: { opens: 'card', as: 'map' }, most: boardLimits.cards },
  lists: { of: 'entries', entry: { opens: 'list', as: 'map' }, most: boardLimits.lists },
  card: {
    of: 'fields',
    fields: new Map<string, Field>([
      ['text', { opens: 'card_text', as: 'text' }],
      ['list', { allows: (value) => value === '' || isBoardId(value) }],
      ['pos', pos],
      ['from', { allows: (value) => value.length <= longest.heading }],
    ]),
  },
  list: {
    of: 'fields',
    fields: new Map<string, Field>([
      ['title', { opens: 'list_title', as: 'text' }],
      ['pos', pos],
    ]),
  },
  card_text: { of: 'letters', longest: longest.card },
  list_title: { of: 'letters', longest: longest.heading },
} as const satisfies Record<Container, Shape>

/** What people cannot touch in a layout: neither write into nor delete from. */
export const untouchable = {
  columns: new Set<Container>(['lists', 'list', 'list_title']),
  wall: new Set<Container>(),
} as const satisfies Record<BoardLayout, ReadonlySet<Container>>

export const isRoot = (name: string): name is 'cards' | 'lists' => name === 'cards' || name === 'lists'
