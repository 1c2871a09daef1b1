/** Writes plain data as a Yjs update (V1): what is stored and sent is always what the server wrote, never a client's bytes. */
import * as encoding from 'lib0/encoding'
import type { Content, Id, Struct, Update } from './update.ts'

const hasLeft = 0x80
const hasRight = 0x40
const hasKey = 0x20
const stringValue = 119

export function writeUpdate({ structs, deletes }: Update): Uint8Array {
  return encoding.encode((encoder) => {
    const sections = sorted(structs)
    encoding.writeVarUint(encoder, sections.length)
    for (const [client, own] of sections) {
      encoding.writeVarUint(encoder, own.length)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, own[0]?.clock ?? 0)
      for (const struct of own) writeStruct(encoder, struct)
    }
    const gone = sorted(deletes)
    encoding.writeVarUint(encoder, gone.length)
    for (const [client, ranges] of gone) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, ranges.length)
      for (const { clock, end } of ranges) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, end - clock)
      }
    }
  })
}

/** Higher client ids first, as Yjs writes them: its conflict rule then has the least to move. */
const sorted = <T>(byClient: ReadonlyMap<number, readonly T[]>) =>
  [...byClient].filter(([, list]) => list.length > 0).sort(([a], [b]) => b - a)

function writeStruct(encoder: encoding.Encoder, { length, left, right, parent, key, content }: Struct): void {
  const flags = (left === null ? 0 : hasLeft) | (right === null ? 0 : hasRight) | (key === null ? 0 : hasKey)
  encoding.writeUint8(encoder, kindOf(content) | flags)
  if (content.is === 'collected') return encoding.writeVarUint(encoder, length)
  if (left !== null) writeId(encoder, left)
  if (right !== null) writeId(encoder, right)
  if (left === null && right === null && parent !== null) {
    encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
    else writeId(encoder, parent)
    if (key !== null) encoding.writeVarString(encoder, key)
  }
  if (content.is === 'deleted') encoding.writeVarUint(encoder, length)
  else if (content.is === 'letters') encoding.writeVarString(encoder, content.text)
  else if (content.is === 'value') {
    encoding.writeVarUint(encoder, 1)
    encoding.writeUint8(encoder, stringValue)
    encoding.writeVarString(encoder, content.value)
  } else encoding.writeVarUint(encoder, content.is === 'map' ? 1 : 2)
}

const kinds = { collected: 0, deleted: 1, letters: 4, value: 8, map: 7, text: 7 } as const
const kindOf = (content: Content): number => kinds[content.is]

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}
