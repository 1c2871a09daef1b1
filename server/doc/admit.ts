/**
 * Whether an update of a member may become part of a board: a check on its decoded structs, before it is stored.
 *
 * Refuses what no honest client sends: gaps (a gap deletes without inserting, yjs#461), structs under somebody else's
 * clientID (silent divergence for ever), references to what is not known (pending structs cost quadratic time),
 * anything outside the board's schema, and more than a board can hold.
 */
import * as Y from 'yjs'
import { boardLimits } from '../../shared/boards/limits.ts'
import type { BoardLayout } from '../../shared/boards/board.ts'
import { boardSchema, isBoardId, isRoot, untouchable, type Container, type Field } from '../../shared/boards/schema.ts'
import { docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import type { Home, Known } from './known.ts'

export type Admission =
  { readonly ok: true; readonly news: boolean } | { readonly ok: false; readonly why: ResetReason }

const refused = (why: ResetReason): Admission => ({ ok: false, why })

/** Longest run of deleted content a client may report as one collected piece. */
const longestGc = 100_000

class Refused extends Error {
  readonly why: ResetReason
  constructor(why: ResetReason) {
    super(why)
    this.why = why
  }
}

/**
 * @param known is told what was admitted, so that the next update of the batch is judged after it; on refusal it must be
 * thrown away if `news` began (the caller makes one per update when it cannot be sure)
 * @param member the writer, as the server knows them
 */
export function admit(known: Known, update: Uint8Array, member: string, layout: BoardLayout): Admission {
  let decoded: ReturnType<typeof Y.decodeUpdate>
  try {
    decoded = Y.decodeUpdate(update)
  } catch {
    return refused('malformed')
  }
  const { structs, ds } = decoded
  if (structs.length > docLimits.structs) return refused('too_big')
  try {
    const written = admitStructs(known, structs, member, layout)
    const deleted = admitDeletes(known, ds, layout)
    return { ok: true, news: written || deleted }
  } catch (error) {
    if (error instanceof Refused) return refused(error.why)
    throw error
  }
}

type Struct = Y.Item | Y.GC | Y.Skip

/** New structs in an order in which each only refers to what is known: the update's own order may differ between clients. */
function admitStructs(known: Known, structs: readonly Struct[], member: string, layout: BoardLayout): boolean {
  let waiting = structs.filter((struct) => struct.id.clock + struct.length > known.clock(struct.id.client))
  const any = waiting.length > 0
  while (waiting.length > 0) {
    const later: Struct[] = []
    for (const struct of waiting) {
      if (isReady(known, struct)) admitStruct(known, struct, member, layout)
      else later.push(struct)
    }
    if (later.length === waiting.length) throw new Refused('gap')
    waiting = later
  }
  return any
}

/** Its clock is next, and everything it refers to is known. */
function isReady(known: Known, struct: Struct): boolean {
  if (struct instanceof Y.Skip || struct.id.clock > known.clock(struct.id.client)) return false
  if (!(struct instanceof Y.Item)) return true
  const parent: unknown = struct.parent
  const references = [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null]
  return references.every((id) => id === null || known.has(id))
}

function admitStruct(known: Known, struct: Struct, member: string, layout: BoardLayout): void {
  const { client } = struct.id
  const owner = known.owner(client)
  if (owner === undefined && known.clock(client) === 0) known.claim(client, member)
  else if (owner !== member) throw new Refused('not_owner')
  const length = struct.id.clock + struct.length - known.clock(client)
  const id = Y.createID(client, known.clock(client))
  if (!(struct instanceof Y.Item)) {
    if (struct.length > longestGc) throw new Refused('too_big')
    known.add(id, length, 'deleted', null)
    return
  }
  const home = homeFor(known, struct)
  known.add(id, length, home, admitContent(known, struct, home, layout))
}

function homeFor(known: Known, item: Y.Item): Home {
  const parent: unknown = item.parent
  if (typeof parent === 'string') {
    if (!isRoot(parent)) throw new Refused('schema')
    return parent
  }
  if (parent instanceof Y.ID) {
    const opened = known.openedBy(parent)
    if (opened === null) throw new Refused('schema')
    return opened
  }
  // Without a parent of its own an item stands beside a neighbour.
  const beside = item.origin ?? item.rightOrigin
  if (beside === null) throw new Refused('schema')
  return known.homeOf(beside)
}

/** @returns what the item opens, if it opens something */
function admitContent(known: Known, item: Y.Item, home: Home, layout: BoardLayout): Container | null {
  const { content } = item
  if (home === 'deleted' || content instanceof Y.ContentDeleted) return null
  if ((untouchable[layout] as ReadonlySet<Container>).has(home)) throw new Refused('schema')
  const shape = boardSchema[home]
  // A key is copied from the neighbour when the item has one; the neighbour was checked when it came.
  const beside = item.parentSub === null && (item.origin ?? item.rightOrigin) !== null
  if (shape.of === 'letters') {
    if (!(content instanceof Y.ContentString) || content.str.length > shape.longest * boardLimits.slack)
      throw new Refused('schema')
    return null
  }
  if (beside) return admitBeside(known, item, home)
  const key = item.parentSub
  if (key === null) throw new Refused('schema')
  if (shape.of === 'entries') {
    if (!isBoardId(key)) throw new Refused('schema')
    if (known.entries(home === 'lists' ? 'lists' : 'cards') > shape.most * boardLimits.slack)
      throw new Refused('too_big')
    return fits(shape.entry, content)
  }
  const field = shape.fields.get(key)
  if (field === undefined) throw new Refused('schema')
  return fits(field, content)
}

/** A later value of the same key: its key is the neighbour's, looked up in the live document. */
function admitBeside(known: Known, item: Y.Item, home: Container): Container | null {
  const neighbour = item.origin ?? item.rightOrigin
  const key = neighbour === null ? null : keyOf(known, neighbour)
  const shape = boardSchema[home]
  if (shape.of === 'entries') return fits(shape.entry, item.content)
  // A neighbour of the same batch: its key is not known yet, so the value must be a plain one of any field.
  const field =
    shape.of === 'fields' && key !== null ? shape.fields.get(key) : { allows: (value: string) => value.length <= 200 }
  if (field === undefined) throw new Refused('schema')
  return fits(field, item.content)
}

function keyOf(known: Known, id: Y.ID): string | null {
  const structs = known.doc.store.clients.get(id.client)
  if (structs === undefined || id.clock >= Y.getState(known.doc.store, id.client)) return null
  const struct = structs[Y.findIndexSS(structs, id.clock)]
  return struct instanceof Y.Item ? struct.parentSub : null
}

function fits(field: Field, content: Y.Item['content']): Container | null {
  if ('opens' in field) {
    const type = content instanceof Y.ContentType ? content.type : null
    const right = field.as === 'map' ? type instanceof Y.Map : type instanceof Y.Text
    if (!right) throw new Refused('schema')
    return field.opens
  }
  const values: readonly unknown[] = content instanceof Y.ContentAny ? content.arr : []
  const [value] = values
  if (values.length !== 1 || typeof value !== 'string' || !field.allows(value)) throw new Refused('schema')
  return null
}

/** @returns whether anything that stands would be deleted */
function admitDeletes(known: Known, ds: ReturnType<typeof Y.decodeUpdate>['ds'], layout: BoardLayout): boolean {
  let count = 0
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      if (clock + len > known.clock(client)) throw new Refused('gap')
      for (const { home } of known.standing(client, clock, len)) {
        if (home !== 'deleted' && (untouchable[layout] as ReadonlySet<Container>).has(home)) throw new Refused('schema')
        if (++count > docLimits.structs) throw new Refused('too_big')
      }
    }
  }
  return count > 0
}
