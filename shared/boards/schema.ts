/**
 * The Yjs document of a board, as data: the server admits nothing else, the client writes nothing else.
 *
 * ```
 * cards: Y.Map  id → Y.Map { text: Y.Text, list: string, pos: string, from?: string }
 * lists: Y.Map  id → Y.Map { title: Y.Text, pos: string }
 * ```
 *
 * And that of an own page. Its text is a root, so that two devices of one person can both begin without a network:
 *
 * ```
 * words: Y.Text          mark: Y.Map { line: string }   the sentence marked for later, as it stood then; '' for none
 * ```
 */
import { longest } from '../lib/text.ts'
import type { BoardLayout } from './board.ts'
import { boardLimits } from './limits.ts'
import { isPlace } from './order.ts'

/** What a document is: a board in one of its layouts, or a page. */
export type DocLayout = BoardLayout | 'page'

/** Every container of the documents, by what it is; the first four are roots. */
export type Container = 'cards' | 'lists' | 'words' | 'mark' | 'card' | 'list' | 'card_text' | 'list_title'

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
  words: { of: 'letters', longest: longest.page },
  mark: {
    of: 'fields',
    fields: new Map<string, Field>([['line', { allows: (value) => value.length <= longest.card }]]),
  },
  card_text: { of: 'letters', longest: longest.card },
  list_title: { of: 'letters', longest: longest.heading },
} as const satisfies Record<Container, Shape>

/** What people cannot touch in a layout: neither write into nor delete from. */
export const untouchable = {
  columns: new Set<Container>(['lists', 'list', 'list_title', 'words', 'mark']),
  wall: new Set<Container>(['words', 'mark']),
  own: new Set<Container>(['words', 'mark']),
  page: new Set<Container>(['cards', 'lists', 'card', 'list', 'card_text', 'list_title']),
} as const satisfies Record<DocLayout, ReadonlySet<Container>>

/** Of somebody's own line, what everyone may set: which cluster it is in, and where. */
export const everyonesFields: ReadonlySet<string> = new Set(['list', 'pos'])

/** The roots, by the Y type that each is. */
export const roots = { cards: 'map', lists: 'map', words: 'text', mark: 'map' } as const

export type Root = keyof typeof roots

/** Those that a document has from the first moment: an update could otherwise decide what they are. */
export const rootsOf = (layout: DocLayout): readonly Root[] =>
  layout === 'page' ? ['words', 'mark'] : ['cards', 'lists']

export const isRoot = (name: string): name is Root => Object.hasOwn(roots, name)
