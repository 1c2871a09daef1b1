import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerOf, jsonBody, readJson, readStored, Unreadable } from '../../../server/log/entry.ts'
import { bytes } from './streams.ts'

test('[LG7] every key id comes back from its header, and what follows it is the payload', () => {
  expect([...headerOf(0)]).toEqual([1, 0])
  const ids = fc.oneof(
    fc.nat({ max: 300 }),
    fc.maxSafeInteger().filter((id) => id >= 0),
  )
  const payloads = fc.uint8Array({ maxLength: 300 })
  const property = fc.property(ids, payloads, (id, payload) => {
    const header = headerOf(id)
    expect(readStored(Uint8Array.from([...header, ...payload]))).toEqual({ header, keyId: id, payload })
  })
  fc.assert(property)
})

test('[LG7] JSON comes back as it was', () => {
  const values = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(fc.property(values, (value) => void expect(readJson(jsonBody(value))).toEqual(value)))
})

test.each([
  ['a newer version', [2, 0, 1], 'version 2; known is 1'],
  ['half a header', [1], 'no whole header'],
  ['half a key id', [1, 0x87], 'no whole header'],
  ['a key id that does not end', [1, ...Array.from({ length: 9 }, () => 0xff), 1], 'no whole header'],
  ['nothing', [], 'no whole header'],
])('[LG7] a body with %s is refused in clear words', (_, stored, words) => {
  expect(() => readStored(Uint8Array.from(stored))).toThrow(Unreadable)
  expect(() => readStored(Uint8Array.from(stored))).toThrow(words)
})

test('[LG7] a payload that is not JSON in UTF-8 is not read as something else', () => {
  expect(() => readJson(bytes('{'))).toThrow(SyntaxError)
  expect(() => readJson(Uint8Array.of(34, 0xff, 34))).toThrow(TypeError)
})
