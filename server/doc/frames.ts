/** Frames of the doc channel, one message each (shared/wire/doc.ts has the numbers). */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { boardLimits } from '../../shared/boards/limits.ts'
import { isBoardId } from '../../shared/boards/schema.ts'
import { longest } from '../../shared/lib/text.ts'
import { DocMessage, docLimits, type CursorState, type Presence, type ResetReason } from '../../shared/wire/doc.ts'

const frame = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })

const syncFrame = (kind: number, bytes: Uint8Array) =>
  frame(DocMessage.sync, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, bytes)
  })

export const step1Frame = (vector: Uint8Array) => syncFrame(0, vector)
export const step2Frame = (update: Uint8Array) => syncFrame(1, update)
export const updateFrame = (update: Uint8Array) => syncFrame(2, update)
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
  /** `cursor` is null when the person is no longer there; `client` is only compared with what this connection said before. */
  | { readonly kind: 'cursor'; readonly client: number; readonly cursor: CursorState | null }
  | { readonly kind: 'query' }
  /** Understood and without meaning here. */
  | { readonly kind: 'nothing' }

/** @returns null for a frame that no client of ours sends */
export function readFrame(bytes: Uint8Array): Received | null {
  try {
    const decoder = decoding.createDecoder(bytes)
    const received = readMessage(decoder)
    // One message per frame, and nothing behind it.
    return decoding.hasContent(decoder) ? null : received
  } catch {
    return null
  }
}

function readMessage(decoder: decoding.Decoder): Received | null {
  const type = decoding.readVarUint(decoder)
  if (type === DocMessage.sync) return readSync(decoder)
  if (type === DocMessage.awareness) return readAwareness(decoding.readVarUint8Array(decoder))
  return type === DocMessage.queryAwareness ? { kind: 'query' } : null
}

function readSync(decoder: decoding.Decoder): Received | null {
  const kind = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (kind === 0) return { kind: 'step1', vector: bytes }
  if (kind === 1) return { kind: 'step2', update: bytes }
  return kind === 2 ? { kind: 'update', update: bytes } : null
}

/** Exactly one state, small, and of it only the cursor: names, colours and clocks that a client claims are not read. */
function readAwareness(bytes: Uint8Array): Received {
  const decoder = decoding.createDecoder(bytes)
  if (bytes.length > docLimits.awarenessBytes || decoding.readVarUint(decoder) !== 1) return { kind: 'nothing' }
  const client = decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  const state: unknown = JSON.parse(decoding.readVarString(decoder))
  return { kind: 'cursor', client, cursor: state === null ? null : cursorOf(state) }
}

/** What does not look like a cursor points nowhere. */
function cursorOf(state: unknown): CursorState {
  const card = own(state, 'card')
  const index = own(state, 'index')
  if (typeof card !== 'string' || !isBoardId(card)) return { card: null, index: null }
  const inText = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= indexMost
  return { card, index: inText ? index : null }
}

const indexMost = longest.card * boardLimits.slack

const own = (state: unknown, key: string): unknown =>
  typeof state === 'object' && state !== null && Object.hasOwn(state, key) ? Reflect.get(state, key) : undefined
