/**
 * What the server knows of a board at the moment of admission: the live document, and over it the updates of the batch
 * that are already admitted but not yet applied.
 */
import * as Y from 'yjs'
import { boardSchema, isRoot, type Container } from '../../shared/boards/schema.ts'

/** Where an item lives: in a container of the schema, or in something already deleted, where it becomes nothing. */
export type Home = Container | 'deleted'

interface Span {
  readonly clock: number
  readonly end: number
  readonly home: Home
  /** What the item itself opens, for a map or a text. */
  readonly opens: Container | null
  deleted: boolean
}

export class Known {
  readonly doc: Y.Doc
  readonly #owners: ReadonlyMap<number, string>
  readonly #claims = new Map<number, string>()
  readonly #spans = new Map<number, Span[]>()

  constructor(doc: Y.Doc, owners: ReadonlyMap<number, string>) {
    this.doc = doc
    this.#owners = owners
  }

  /** The next clock of a client: everything before it is known. */
  clock(client: number): number {
    return this.#spans.get(client)?.at(-1)?.end ?? Y.getState(this.doc.store, client)
  }

  has(id: Y.ID): boolean {
    return id.clock < this.clock(id.client)
  }

  owner(client: number): string | undefined {
    return this.#owners.get(client) ?? this.#claims.get(client)
  }

  claim(client: number, member: string): void {
    this.#claims.set(client, member)
  }

  get claims(): ReadonlyMap<number, string> {
    return this.#claims
  }

  add(id: Y.ID, length: number, home: Home, opens: Container | null): void {
    const spans = this.#spans.get(id.client) ?? []
    spans.push({ clock: id.clock, end: id.clock + length, home, opens, deleted: home === 'deleted' })
    this.#spans.set(id.client, spans)
  }

  /** Where the item with this id lives. */
  homeOf(id: Y.ID): Home {
    const span = this.#span(id)
    if (span !== undefined) return span.home
    const struct = this.#struct(id)
    return struct instanceof Y.Item ? homeOfItem(struct) : 'deleted'
  }

  /** What the map or text made by the item with this id is; null when it made none. */
  openedBy(id: Y.ID): Home | null {
    const span = this.#span(id)
    if (span !== undefined) return span.opens
    const struct = this.#struct(id)
    if (!(struct instanceof Y.Item)) return 'deleted'
    return struct.content instanceof Y.ContentType ? containerOf(struct.content.type) : null
  }

  /** The parts of a range that still stand, with where they live; for the rules of deletion. */
  standing(client: number, clock: number, length: number): readonly { readonly home: Home; readonly length: number }[] {
    const end = clock + length
    const found: { home: Home; length: number }[] = []
    for (const span of this.#spans.get(client) ?? []) {
      if (!span.deleted && span.clock < end && span.end > clock)
        found.push({ home: span.home, length: span.end - span.clock })
    }
    const structs = this.doc.store.clients.get(client) ?? []
    const [first] = structs
    if (first === undefined || clock >= Y.getState(this.doc.store, client)) return found
    for (let i = Y.findIndexSS(structs, Math.max(clock, first.id.clock)); i < structs.length; i++) {
      const struct = structs[i]
      if (struct === undefined || struct.id.clock >= end) break
      if (struct instanceof Y.Item && !struct.deleted) found.push({ home: homeOfItem(struct), length: struct.length })
    }
    return found
  }

  /** Entries of a root that stand, and letters of a text, for the limits; what the batch adds is counted by the caller. */
  entries(root: 'cards' | 'lists'): number {
    return this.doc.getMap(root).size
  }

  #span(id: Y.ID): Span | undefined {
    return this.#spans.get(id.client)?.find((span) => id.clock >= span.clock && id.clock < span.end)
  }

  #struct(id: Y.ID): Y.Item | Y.GC | undefined {
    const structs = this.doc.store.clients.get(id.client)
    return structs === undefined || !this.has(id) ? undefined : structs[Y.findIndexSS(structs, id.clock)]
  }
}

function homeOfItem(item: Y.Item): Home {
  return item.parent instanceof Y.AbstractType ? containerOf(item.parent) : 'deleted'
}

/** Walks up to the root: what a map or text of the document is by the board's schema. */
export function containerOf(type: Y.AbstractType<unknown>): Home {
  const item = type._item
  if (item === null) {
    const name = [...(type.doc?.share.entries() ?? [])].find(([, shared]) => shared === type)?.[0]
    return name !== undefined && isRoot(name) ? name : 'deleted'
  }
  if (!(item.parent instanceof Y.AbstractType)) return 'deleted'
  return opensIn(containerOf(item.parent), item.parentSub) ?? 'deleted'
}

/** What the entry under `key` of a container opens. */
export function opensIn(home: Home, key: string | null): Container | null {
  if (home === 'deleted') return null
  const shape = boardSchema[home]
  if (shape.of === 'entries') return 'opens' in shape.entry ? shape.entry.opens : null
  if (shape.of === 'letters' || key === null) return null
  const field = shape.fields.get(key)
  return field !== undefined && 'opens' in field ? field.opens : null
}
