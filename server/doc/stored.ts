/**
 * What a board's stream holds; the one owner of both formats (version 1).
 *
 * Entry: `[version][member][update]` — whose update it is, so that a restart knows who owns which clientID.
 * Snapshot: `[version][count]([clientID][member])*[update]`. The server's own seeds have an empty member.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { Unreadable } from '../log/entry.ts'

const version = 1

export interface StoredUpdate {
  readonly member: string
  readonly update: Uint8Array
}

export interface StoredBoard {
  /** Which member writes under which clientID. */
  readonly owners: ReadonlyMap<number, string>
  readonly update: Uint8Array
}

export function entryBody({ member, update }: StoredUpdate): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, version)
    encoding.writeVarString(encoder, member)
    encoding.writeVarUint8Array(encoder, update)
  })
}

function opened(body: Uint8Array): decoding.Decoder {
  const decoder = decoding.createDecoder(body)
  const found = decoding.readVarUint(decoder)
  if (found !== version) throw new Unreadable(`A board's stored form has version ${found}; known is ${version}`)
  return decoder
}

export function readEntryBody(body: Uint8Array): StoredUpdate {
  const decoder = opened(body)
  return { member: decoding.readVarString(decoder), update: decoding.readVarUint8Array(decoder) }
}

export function snapshotBody({ owners, update }: StoredBoard): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, version)
    encoding.writeVarUint(encoder, owners.size)
    for (const [client, member] of owners) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarString(encoder, member)
    }
    encoding.writeVarUint8Array(encoder, update)
  })
}

export function readSnapshotBody(body: Uint8Array): StoredBoard {
  const decoder = opened(body)
  const owners = new Map<number, string>()
  const count = decoding.readVarUint(decoder)
  for (let i = 0; i < count; i++) owners.set(decoding.readVarUint(decoder), decoding.readVarString(decoder))
  return { owners, update: decoding.readVarUint8Array(decoder) }
}
