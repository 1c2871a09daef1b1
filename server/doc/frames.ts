/** Frames of the doc channel, one message each (shared/wire/doc.ts has the numbers). */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { z } from 'zod'
import { DocMessage, docLimits, type CursorState, type Presence, type ResetReason } from '../../shared/wire/doc.ts'

const frame = (type: number, write: (encoder: encoding.Encoder) => void) =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })

const sync = (kind: number, bytes: Uint8Array) =>
  frame(DocMessage.sync, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })

export const step1Frame = (vector: Uint8Array) => sync(0, vector)
export const step2Frame = (update: Uint8Array) => sync(1, update)
export const updateFrame = (update: Uint8Array) => sync(2, update)
export const savedFrame = (count: number) => frame(DocMessage.saved, (encoder) => encoding.writeVarUint(encoder, count))
export const roleFrame = (role: 'read' | 'write') =>
  frame(DocMessage.role, (encoder) => encoding.writeVarString(encoder, role))
export const resetFrame = (why: ResetReason) =>
  frame(DocMessage.reset, (encoder) => encoding.writeVarString(encoder, why))
export const presenceFrame = (peers: readonly Presence[]) =>
  frame(DocMessage.presence, (encoder) => encoding.writeVarString(encoder, JSON.stringify(peers)))

/** What a client may send. */
export type Received =
  | { readonly kind: 'step1'; readonly vector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'cursor'; readonly cursor: CursorState | null }
  | { readonly kind: 'query' }
  /** Understood and without meaning here. */
  | { readonly kind: 'nothing' }

const cursorShape = z.object({
  card: z.string().max(32).nullable(),
  index: z.number().int().min(0).max(100_000).nullable(),
})

/** @returns null for a frame that no client of ours sends */
export function readFrame(bytes: Uint8Array): Received | null {
  try {
    const decoder = decoding.createDecoder(bytes)
    const type = decoding.readVarUint(decoder)
    if (type === DocMessage.sync) return readSync(decoder)
    if (type === DocMessage.awareness) return readCursor(decoding.readVarUint8Array(decoder))
    return type === DocMessage.queryAwareness ? { kind: 'query' } : null
  } catch {
    return null
  }
}

function readSync(decoder: decoding.Decoder): Received | null {
  const kind = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (kind === 0) return { kind: 'step1', vector: bytes }
  if (kind === 1) return { kind: 'step2', update: bytes }
  return kind === 2 ? { kind: 'update', update: bytes } : null
}

/**
 * Only the first state of an awareness message, and of it only the cursor: whose it is, is who the connection belongs
 * to. Clock and clientID that it claims are not read.
 */
function readCursor(bytes: Uint8Array): Received {
  if (bytes.length > docLimits.awarenessBytes) return { kind: 'nothing' }
  const decoder = decoding.createDecoder(bytes)
  if (decoding.readVarUint(decoder) !== 1) return { kind: 'nothing' }
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  const state: unknown = JSON.parse(decoding.readVarString(decoder))
  if (state === null) return { kind: 'cursor', cursor: null }
  const cursor = cursorShape.safeParse(state)
  return cursor.success ? { kind: 'cursor', cursor: cursor.data } : { kind: 'nothing' }
}
