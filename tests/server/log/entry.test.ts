import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonBody, readJson, Unreadable, unwrap, wrap } from '../../../server/log/entry.ts'
import { bytes } from './streams.ts'

test('[LG7] what is wrapped comes back as it was, behind a header of version and key', () => {
  expect([...wrap(bytes('hi'))]).toEqual([1, 0, 104, 105])
  const payloads = fc.uint8Array({ maxLength: 300 })
  fc.assert(fc.property(payloads, (payload) => void expect(unwrap(wrap(payload))).toEqual(payload)))
})

test('[LG7] JSON comes back as it was', () => {
  const values = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(fc.property(values, (value) => void expect(readJson(jsonBody(value))).toEqual(value)))
})

test.each([
  ['a newer version', [2, 0, 1], 'version 2; known is 1'],
  ['a key', [1, 7, 1], 'encrypted'],
  ['half a header', [1], 'no whole header'],
  ['nothing', [], 'no whole header'],
])('[LG7] a body with %s is refused in clear words', (_, stored, words) => {
  expect(() => unwrap(Uint8Array.from(stored))).toThrow(Unreadable)
  expect(() => unwrap(Uint8Array.from(stored))).toThrow(words)
})

test('[LG7] a payload that is not JSON in UTF-8 is not read as something else', () => {
  expect(() => readJson(wrap(bytes('{')))).toThrow(SyntaxError)
  expect(() => readJson(wrap(Uint8Array.of(34, 0xff, 34)))).toThrow(TypeError)
})
