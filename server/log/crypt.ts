/**
 * Bodies as they are stored: under the key of their stream (AES-256-GCM), or plain where there is no key.
 *
 * `[header][nonce 12][ciphertext][tag 16]`. What is authenticated beside the body is its header and its place (kind,
 * number, stream), so that a body moved to another place, or put back from an older file, is not read as if it were there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { StreamId } from '../../shared/lib/ids.ts'
import { headerOf, noKey, readStored, Unreadable } from './entry.ts'
import type { Key } from './keys.ts'

export interface Place {
  readonly stream: StreamId
  readonly kind: 'entry' | 'snapshot'
  readonly seq: number
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

const bound = (header: Uint8Array, { kind, seq, stream }: Place) =>
  Buffer.concat([header, Buffer.from(`${kind}/${seq}/${stream}`)])

/** @param key null: the body is stored as it is */
export function lock(body: Uint8Array, place: Place, key: Key | null): Uint8Array {
  const header = headerOf(key?.id ?? noKey)
  if (key === null) return Buffer.concat([header, body])
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes })
  cipher.setAAD(bound(header, place))
  return Buffer.concat([header, nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()])
}

/** @throws Unreadable when its key is not there, or the body is not what was stored at this place */
export function unlock(stored: Uint8Array, place: Place, find: (id: number) => Key | undefined): Uint8Array {
  const { header, keyId, payload } = readStored(stored)
  if (keyId === noKey) return payload
  const key = find(keyId)
  if (key === undefined) throw new Unreadable(`The key of ${place.kind} ${place.seq} of ${place.stream} is not there`)
  try {
    const tagAt = payload.length - tagBytes
    const nonce = payload.subarray(0, nonceBytes)
    const decipher = createDecipheriv(algorithm, key.secret, nonce, { authTagLength: tagBytes })
    decipher.setAAD(bound(header, place))
    decipher.setAuthTag(payload.subarray(tagAt))
    return Buffer.concat([decipher.update(payload.subarray(nonceBytes, tagAt)), decipher.final()])
  } catch (error) {
    const what = `What is stored as ${place.kind} ${place.seq} of ${place.stream} was changed, or was not stored there`
    throw new Unreadable(what, { cause: error })
  }
}
