import { expect, test } from 'vitest'
import { answeredBy } from '../../../client/offline/answers.ts'

const origin = 'https://fourfold.example.org'
const files = new Set(['/assets/main-1a2b3c.js'])
const asked = (path: string, more: { method?: string; mode?: string } = {}) =>
  answeredBy({ method: 'GET', mode: 'no-cors', url: new URL(path, origin), origin, ...more }, files)

test('[OF1] pages and files of the build are answered by the device; doors, live channels and other sites never', () => {
  for (const path of [
    '/',
    '/j/K7F3QM',
    '/e/2222222222-222222222222',
    '/w/2222222222-222222222222/mine',
    '/no/such/page',
  ])
    expect([path, asked(path, { mode: 'navigate' })]).toEqual([path, 'page'])
  expect(asked('/assets/main-1a2b3c.js')).toBe('file')
  const never = [
    '/api/about',
    '/api/w/2222222222-222222222222/keepsake.html',
    '/socket.io/?EIO=4',
    '/doc/x',
    '/healthz',
  ]
  for (const path of never)
    for (const mode of ['navigate', 'cors']) expect([path, asked(path, { mode })]).toEqual([path, 'network'])
  for (const path of [
    '/assets/other-4d5e6f.js',
    '/sw.js',
    '/w/2222222222-222222222222',
    'https://evil.example/assets/main-1a2b3c.js',
  ])
    expect([path, asked(path)]).toEqual([path, 'network'])
  expect(asked('/', { mode: 'navigate', method: 'POST' })).toBe('network')
})
