/**
 * The stored form of every entry and snapshot: `[version u8][keyId varuint][payload]`.
 *
 * This header is put on and taken off here and nowhere else. It stands in front of every body from the first one
 * ever stored, so that a later Fourfold can change the form, or encrypt under erasable keys, and still read the rest.
 */
const version = 1
/** No key: the payload is stored as it is. As a varuint it is one byte, so the header is two bytes long. */
const noKey = 0
const headerBytes = 2

/** What is stored is not in a form this Fourfold reads: written by a newer one, or damaged. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

export function wrap(payload: Uint8Array): Uint8Array {
  const stored = new Uint8Array(headerBytes + payload.length)
  stored[0] = version
  stored[1] = noKey
  stored.set(payload, headerBytes)
  return stored
}

/**
 * @returns a view into `stored`, not a copy
 * @throws Unreadable for a version or a key this Fourfold does not know
 */
export function unwrap(stored: Uint8Array): Uint8Array {
  if (stored.length < headerBytes) throw new Unreadable(`A stored body of ${stored.length} bytes has no whole header`)
  if (stored[0] !== version) throw new Unreadable(`A stored body has version ${stored[0]}; known is ${version}`)
  if (stored[1] !== noKey) throw new Unreadable('A stored body is encrypted; this Fourfold knows no keys')
  return stored.subarray(headerBytes)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** @param value anything JSON can say; the caller sees to that */
export const jsonBody = (value: unknown): Uint8Array => wrap(encoder.encode(JSON.stringify(value)))

/**
 * @returns unchecked JSON: the reader validates it against its own schema
 * @throws Unreadable as unwrap does; TypeError or SyntaxError when the payload is not JSON in UTF-8
 */
export const readJson = (stored: Uint8Array): unknown => JSON.parse(decoder.decode(unwrap(stored)))
