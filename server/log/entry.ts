/**
 * The stored form of every entry and snapshot: `[version u8][keyId varuint][payload]`.
 *
 * This header is put on and taken off by the driver of a log (crypt.ts) and nowhere above it: what the callers of a log
 * give and get are bodies without it. It stands in front of every body from the first one ever stored, so that a later
 * Fourfold can change the form and still read the rest.
 */
const version = 1
/** No key: the payload is stored as it is. */
export const noKey = 0
/** A key id is a safe integer: eight groups of seven bits. */
const mostIdBytes = 8

/** What is stored is not in a form this Fourfold reads: written by a newer one, under a key that is gone, or damaged. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

export interface StoredForm {
  readonly header: Uint8Array
  readonly keyId: number
  readonly payload: Uint8Array
}

export function headerOf(keyId: number): Uint8Array {
  const bytes = [version]
  let rest = keyId
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Uint8Array.from([...bytes, rest])
}

/**
 * @returns views into `stored`, not copies
 * @throws Unreadable for a version this Fourfold does not know, and for half a header
 */
export function readStored(stored: Uint8Array): StoredForm {
  if (stored.length > 0 && stored[0] !== version)
    throw new Unreadable(`A stored body has version ${stored[0]}; known is ${version}`)
  let keyId = 0
  for (let at = 1; at <= mostIdBytes; at++) {
    const byte = stored[at]
    if (byte === undefined) break
    keyId += (byte & 0x7f) * 0x80 ** (at - 1)
    if (byte <= 0x7f) return { header: stored.subarray(0, at + 1), keyId, payload: stored.subarray(at + 1) }
  }
  throw new Unreadable(`A stored body of ${stored.length} bytes has no whole header`)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** @param value anything JSON can say; the caller sees to that */
export const jsonBody = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value))

/**
 * @returns unchecked JSON: the reader validates it against its own schema
 * @throws TypeError or SyntaxError when the body is not JSON in UTF-8
 */
export const readJson = (body: Uint8Array): unknown => JSON.parse(decoder.decode(body))
