/** Versions below which somebody has found a hole; the reasons stand in the advisories of each package. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const floors: Record<string, readonly [number, number, number]> = {
  ws: [8, 21, 0],
  'engine.io': [6, 6, 12],
  'socket.io': [4, 8, 4],
  'socket.io-parser': [4, 2, 7],
  express: [5, 3, 0],
  'body-parser': [2, 3, 0],
  svelte: [5, 53, 5],
}

test('ATK-68 no copy of a package is older than its last known hole, and each is pinned to its content', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string; link?: boolean }>
  }
  const found = new Set<string>()
  for (const [path, { version = '', integrity }] of Object.entries(packages)) {
    if (path === '') continue
    expect([path, integrity?.startsWith('sha512-')]).toEqual([path, true])
    const name = path.split('node_modules/').at(-1) ?? ''
    const floor = floors[name]
    if (floor === undefined) continue
    found.add(name)
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
    const isOlder =
      major < floor[0] || (major === floor[0] && (minor < floor[1] || (minor === floor[1] && patch < floor[2])))
    expect([path, version, isOlder]).toEqual([path, version, false])
  }
  expect([...found].sort()).toEqual(Object.keys(floors).sort())
})
