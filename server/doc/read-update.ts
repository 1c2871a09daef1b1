/**
 * Reads the bytes of a client's Yjs update (V1) into plain data, and refuses at the first thing no board holds.
 *
 * Yjs has a decoder of its own, and this is not it, for three reasons: that one builds whatever the bytes say (nested
 * values of any depth, subdocuments, unknown types) before anyone can object; it ignores what stands behind the end; and
 * for the second encoding it hangs on 21 bytes (yjs#687). Those bytes never meet a decoder that understands them.
 */
import * as decoding from 'lib0/decoding'
import { docLimits, type ResetReason } from '../../shared/wire/doc.ts'
import type { Range } from './ranges.ts'
import type { Content, Id, Struct, Update } from './update.ts'

export type ReadUpdate =
  { readonly ok: true; readonly update: Update } | { readonly ok: false; readonly why: ResetReason }

/** Client ids are 32 bits; clocks stay far below this in any life of a board. */
const clientMost = 0xffff_ffff
const clockMost = 0x7fff_ffff
/** Known and new together; a piece takes two bytes at least, so bytes alone do not bound what reading costs. */
const structsMost = 4 * docLimits.structs

const hasLeft = 0x80
const hasRight = 0x40
const hasKey = 0x20
const kindBits = 0x1f
const skip = 10
const stringValue = 119

class Refused extends Error {
  readonly why: ResetReason
  constructor(why: ResetReason) {
    super(why)
    this.why = why
  }
}

/** Cost: linear in the bytes, about 10 ms for 256 kB. */
export function readUpdate(bytes: Uint8Array): ReadUpdate {
  try {
    const decoder = decoding.createDecoder(bytes)
    const update = { structs: readStructs(decoder), deletes: readDeletes(decoder) }
    return decoding.hasContent(decoder) ? { ok: false, why: 'malformed' } : { ok: true, update }
  } catch (error) {
    // lib0 throws at the end of the bytes, for wrong UTF-8, and for numbers beyond 2^53.
    return { ok: false, why: error instanceof Refused ? error.why : 'malformed' }
  }
}

function readStructs(decoder: decoding.Decoder): Map<number, Struct[]> {
  const all = new Map<number, Struct[]>()
  let total = 0
  const clients = decoding.readVarUint(decoder)
  for (let i = 0; i < clients; i++) {
    const count = decoding.readVarUint(decoder)
    const client = readClient(decoder)
    // Yjs would keep only the second of two sections of one client.
    if (all.has(client)) throw new Refused('malformed')
    const structs: Struct[] = []
    let clock = decoding.readVarUint(decoder)
    for (let n = 0; n < count; n++) {
      const struct = readStruct(decoder, clock)
      clock += struct.length
      if (struct.length === 0 || clock > clockMost) throw new Refused('malformed')
      if (++total > structsMost) throw new Refused('too_big')
      structs.push(struct)
    }
    all.set(client, structs)
  }
  return all
}

function readStruct(decoder: decoding.Decoder, clock: number): Struct {
  const info = decoding.readUint8(decoder)
  const kind = info & kindBits
  if (kind === skip) throw new Refused('gap')
  if (kind === 0) {
    const length = decoding.readVarUint(decoder)
    return { clock, length, left: null, right: null, parent: null, key: null, content: { is: 'collected' } }
  }
  const left = info & hasLeft ? readId(decoder) : null
  const right = info & hasRight ? readId(decoder) : null
  const alone = left === null && right === null
  const parent = alone ? readParent(decoder) : null
  const key = alone && info & hasKey ? decoding.readVarString(decoder) : null
  return { clock, left, right, parent, key, ...readContent(decoder, kind) }
}

const readParent = (decoder: decoding.Decoder): string | Id =>
  decoding.readVarUint(decoder) === 1 ? decoding.readVarString(decoder) : readId(decoder)

/** By Yjs's numbers: 1 deleted, 4 string, 7 a shared type (1 map, 2 text), 8 plain values. */
function readContent(decoder: decoding.Decoder, kind: number): { readonly length: number; readonly content: Content } {
  if (kind === 1) return { length: decoding.readVarUint(decoder), content: { is: 'deleted' } }
  if (kind === 4) {
    const text = decoding.readVarString(decoder)
    return { length: text.length, content: { is: 'letters', text } }
  }
  if (kind === 7) {
    const type = decoding.readVarUint(decoder)
    if (type !== 1 && type !== 2) throw new Refused('schema')
    return { length: 1, content: { is: type === 1 ? 'map' : 'text' } }
  }
  if (kind !== 8 || decoding.readVarUint(decoder) !== 1 || decoding.readUint8(decoder) !== stringValue)
    throw new Refused('schema')
  return { length: 1, content: { is: 'value', value: decoding.readVarString(decoder) } }
}

function readDeletes(decoder: decoding.Decoder): Map<number, Range[]> {
  const all = new Map<number, Range[]>()
  const clients = decoding.readVarUint(decoder)
  for (let i = 0; i < clients; i++) {
    const client = readClient(decoder)
    const ranges = all.get(client) ?? []
    const count = decoding.readVarUint(decoder)
    for (let n = 0; n < count; n++) {
      const clock = decoding.readVarUint(decoder)
      const end = clock + decoding.readVarUint(decoder)
      if (end > clockMost) throw new Refused('gap')
      ranges.push({ clock, end })
    }
    all.set(client, ranges)
  }
  return all
}

function readClient(decoder: decoding.Decoder): number {
  const client = decoding.readVarUint(decoder)
  if (client > clientMost) throw new Refused('malformed')
  return client
}

const readId = (decoder: decoding.Decoder): Id => ({
  client: readClient(decoder),
  clock: decoding.readVarUint(decoder),
})
