/**
 * A Yjs update as plain data: what `read-update.ts` makes of a client's bytes and `write-update.ts` makes bytes of.
 * Only what a board may hold has a form here.
 */
import type { Range } from './ranges.ts'

/** Client, and clock within that client: the name of one letter, key or container. */
export interface Id {
  readonly client: number
  readonly clock: number
}

export type Content =
  /** Deleted together with its container: nothing but its length is known any more. */
  | { readonly is: 'collected' }
  /** Deleted, in a container that may still stand. */
  | { readonly is: 'deleted' }
  | { readonly is: 'letters'; readonly text: string }
  | { readonly is: 'value'; readonly value: string }
  | { readonly is: 'map' }
  | { readonly is: 'text' }

/** One piece of an update. It occupies `length` clocks from `clock` on. */
export interface Struct {
  readonly clock: number
  readonly length: number
  /** The neighbours it was put between; with one of them, container and key are the neighbour's. */
  readonly left: Id | null
  readonly right: Id | null
  /** Without neighbours: the root or the struct whose container it stands in, and under which key. */
  readonly parent: string | Id | null
  readonly key: string | null
  readonly content: Content
}

export interface Update {
  /** Of each client, consecutive clocks in ascending order. */
  readonly structs: ReadonlyMap<number, readonly Struct[]>
  readonly deletes: ReadonlyMap<number, readonly Range[]>
}

/** The rest of a struct of which the first `known` clocks are known already. */
export function rest(client: number, struct: Struct, known: number): Struct {
  if (known === 0) return struct
  const clock = struct.clock + known
  const length = struct.length - known
  if (struct.content.is === 'collected') return { ...struct, clock, length }
  const content = struct.content.is === 'letters' ? cut(struct.content.text, known) : struct.content
  return { ...struct, clock, length, left: { client, clock: clock - 1 }, parent: null, key: null, content }
}

/** As Yjs cuts letters: both halves of a sign that is cut in two become U+FFFD. */
function cut(text: string, at: number): Content {
  const right = text.slice(at)
  const code = text.charCodeAt(at - 1)
  return { is: 'letters', text: code >= 0xd800 && code <= 0xdbff ? `\ufffd${right.slice(1)}` : right }
}
