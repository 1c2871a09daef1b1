import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const numbers = [...readFileSync('shared/RULES.md', 'utf8').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(
  (match) => match[1] ?? '',
)
const rules = new Set(numbers)
const cited = new Set(
  readdirSync('tests', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(`tests/${file}`, 'utf8').matchAll(/['"`]((?:\[[A-Z]+\d+\])+)/g)])
    .flatMap((match) => [...(match[1] ?? '').matchAll(/[A-Z]+\d+/g)].map((id) => id[0])),
)

test('every rule has a test that cites it, and every citation has a rule', () => {
  expect([...rules].filter((rule) => !cited.has(rule))).toEqual([])
  expect([...cited].filter((id) => !rules.has(id))).toEqual([])
})

test('no two rules have the same number', () => {
  expect(numbers.filter((id, index) => numbers.indexOf(id) !== index)).toEqual([])
})

test('every rule that SECURITY.md names is there', () => {
  const named = [...readFileSync('SECURITY.md', 'utf8').matchAll(/\b([A-Z]{2,3}\d+)\b/g)].map(([, id]) => id ?? '')
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter((id) => !rules.has(id))).toEqual([])
})
