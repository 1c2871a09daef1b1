/** Looks into a live Yjs document as admission needs it: by struct id, by the board's schema. Reads only. */
import * as Y from 'yjs'
import { isRoot, roots, type Root } from '../../shared/boards/schema.ts'
import type { Found, Opened, Place } from './layer.ts'
import type { Range } from './ranges.ts'
import { kindUnder } from './schema-check.ts'
import type { Id } from './update.ts'

/** What is read of a shared type; its class differs by event. */
interface Type {
  readonly _item: Y.Item | null
  readonly _start: Y.Item | null
  readonly _map: ReadonlyMap<string, Y.Item>
  readonly _length: number
}

type Struct = Y.Item | Y.GC

/** A part of a range that is not deleted. */
export interface Standing extends Range {
  readonly place: Place
  readonly isLetters: boolean
  readonly opens: Found['opens']
}

/** @param id of a struct that the document holds */
export function structAt(doc: Y.Doc, { client, clock }: Id): Struct {
  const structs = doc.store.clients.get(client) ?? []
  const struct = structs[Y.findIndexSS(structs, clock)]
  if (struct === undefined) throw new Error(`No struct ${client}:${clock}`)
  return struct
}

export function findIn(doc: Y.Doc, id: Id): Found {
  const struct = structAt(doc, id)
  if (!(struct instanceof Y.Item)) return { place: null, opens: 'gone' }
  return { place: placeOf(doc, struct), opens: opensOf(doc, struct) }
}

function opensOf(doc: Y.Doc, { content }: Y.Item): Found['opens'] {
  if (content instanceof Y.ContentType) return containerOf(doc, content.type) ?? 'gone'
  return content instanceof Y.ContentDeleted ? 'gone' : null
}

function placeOf(doc: Y.Doc, item: Y.Item): Place | null {
  const container = item.parent instanceof Y.AbstractType ? containerOf(doc, item.parent) : null
  return container === null ? null : { ...container, key: item.parentSub }
}

/** What a map or text is by the schema; null for one that no schema knows or whose own item was collected. */
function containerOf(doc: Y.Doc, type: Type): Opened | null {
  const item = type._item
  if (item === null) {
    for (const [name, root] of doc.share) if (root === type && isRoot(name)) return { kind: name, at: name }
    return null
  }
  const place = placeOf(doc, item)
  const kind = place === null ? null : kindUnder(place.kind, place.key)
  return kind === null ? null : { kind, at: `${item.id.client}:${item.id.clock}` }
}

/** A root as what it is. */
export const rootOf = (doc: Y.Doc, name: Root): Y.Map<unknown> | Y.Text =>
  roots[name] === 'text' ? doc.getText(name) : doc.getMap(name)

/** The live type with this name, as `Opened.at` gives it; null when it is not (any more) in the document. */
function typeAt(doc: Y.Doc, at: string): Type | null {
  if (isRoot(at)) return rootOf(doc, at)
  const [client = 0, clock = 0] = at.split(':').map(Number)
  if (clock >= Y.getState(doc.store, client)) return null
  const struct = structAt(doc, { client, clock })
  return struct instanceof Y.Item && struct.content instanceof Y.ContentType ? struct.content.type : null
}

/** Letters of a text, or entries of a root. */
export function sizeOf(doc: Y.Doc, at: string): number {
  const type = typeAt(doc, at)
  return type instanceof Y.Map ? type.size : (type?._length ?? 0)
}

/** The parts of a client's range that stand; ascending. */
export function* standingIn(doc: Y.Doc, client: number, { clock, end }: Range): Generator<Standing> {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || clock >= Y.getState(doc.store, client)) return
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= end) return
    if (!(struct instanceof Y.Item) || struct.deleted) continue
    const place = placeOf(doc, struct)
    if (place === null) continue
    yield {
      clock: Math.max(clock, struct.id.clock),
      end: Math.min(end, struct.id.clock + struct.length),
      place,
      isLetters: struct.content instanceof Y.ContentString,
      opens: opensOf(doc, struct),
    }
  }
}

/**
 * How many items Yjs looks at to find the spot between two neighbours (null: the edge), counted to `most`. Honest people
 * have a handful between them: what others put there meanwhile. Crafted neighbours can have the whole board.
 */
export function distance(doc: Y.Doc, left: Id | null, right: Id | null, place: Place, most: number): number {
  let steps = 0
  let item: Y.Item | null
  if (left === null) {
    const type = typeAt(doc, place.at)
    item = place.key === null ? (type?._start ?? null) : (type?._map.get(place.key) ?? null)
    for (; place.key !== null && item?.left && steps < most; steps++) item = item.left
  } else {
    const struct = structAt(doc, left)
    if (!(struct instanceof Y.Item) || holds(struct, right)) return 1
    item = struct.right
  }
  for (; item !== null && !holds(item, right) && steps < most; steps++) item = item.right
  return steps
}

const holds = (item: Y.Item, id: Id | null) =>
  id !== null && item.id.client === id.client && item.id.clock <= id.clock && id.clock < item.id.clock + item.length
