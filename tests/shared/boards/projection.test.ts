/** What the wall shows of a board: by how much there is, never smaller, never a count. */
import { expect, test } from 'vitest'
import { allOnWall, fits, projected, type Projection } from '../../../shared/boards/projection.ts'
import { longest } from '../../../shared/lib/text.ts'

const card = (id: string, text = `A line of ${id}`) => ({ id, text })
const cards = (count: number, begin = 0, text?: string) =>
  Array.from({ length: count }, (_, i) => card(`m${begin + i}`, text))
const nameOf = (id: string) => (id.startsWith('gone') ? null : id.toUpperCase())
const loose = (count: number) => [{ id: 'l0', title: 'As they came', cards: cards(count) }]
/** `each` lines in each of so many clusters, and some that nobody has placed. */
const clustered = (clusters: number, each: number, rest = 0) => [
  { id: 'l0', title: 'As they came', cards: cards(rest, 900) },
  ...Array.from({ length: clusters }, (_, i) => ({ id: `c${i}`, title: `Cluster ${i}`, cards: cards(each, i * each) })),
]
const pagesOf = (lists: Parameters<typeof projected>[0], of = 'all'): Projection[] => {
  const first = projected(lists, nameOf, { of, page: 0 })
  return Array.from({ length: first.pages }, (_, page) => projected(lists, nameOf, { of, page }))
}
const linesOn = (page: Projection) => (page.show === 'lines' ? page.lines : [])

test('[HB5] up to nine lines stand together, more in pages of at most seven, and every line is on exactly one', () => {
  for (let count = 1; count <= 24; count++) {
    const pages = pagesOf(loose(count))
    expect(pages.every(({ show }) => show === 'lines')).toBe(true)
    expect(
      pages
        .flatMap(linesOn)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      cards(count)
        .map(({ id }) => id)
        .sort(),
    )
    if (count <= 9) expect(pages).toHaveLength(1)
    else expect(Math.max(...pages.map((page) => linesOn(page).length))).toBeLessThanOrEqual(7)
    // About equally many: no page of one after pages of seven.
    if (count > 9) expect(Math.min(...pages.map((page) => linesOn(page).length))).toBeGreaterThanOrEqual(3)
  }
})

test('[HB5] thirty lines in clusters are at most six names, never a count; without clusters they are pages', () => {
  const six = pagesOf(clustered(6, 5))
  expect(six).toHaveLength(1)
  expect(six[0]).toMatchObject({ show: 'clusters' })
  expect(JSON.stringify(six)).not.toMatch(/A line|"cards"|"lines"|: ?[25]0?,/)
  const many = pagesOf(clustered(10, 3))
  expect(many.map((page) => (page.show === 'clusters' ? page.clusters.length : 0))).toEqual([6, 4])
  expect(pagesOf(loose(30)).every(({ show }) => show === 'lines')).toBe(true)
  // One opened: its own pages, under its name.
  const one = pagesOf(clustered(3, 10), 'c1')
  expect(one.map((page) => [page.show === 'lines' ? page.title : '', linesOn(page).length])).toEqual([
    ['Cluster 1', 5],
    ['Cluster 1', 5],
  ])
})

test('[HB5] between ten and twenty-four, a page is of one cluster and under its name; what is not placed comes last', () => {
  const pages = pagesOf(clustered(3, 4, 2))
  expect(pages.map((page) => [page.show === 'lines' ? page.title : '', linesOn(page).length])).toEqual([
    ['Cluster 0', 4],
    ['Cluster 1', 4],
    ['Cluster 2', 4],
    ['As they came', 2],
  ])
})

test('[HB5] above sixty there is one mark for each and one line at full size', () => {
  const field = projected(loose(61), nameOf, { of: 'all', page: 3 })
  expect(field).toMatchObject({ show: 'field', pages: 61, page: 3, lifted: { id: 'm3' } })
  expect(field.show === 'field' && field.marks).toHaveLength(61)
  expect(projected(loose(60), nameOf, allOnWall).show).toBe('lines')
})

test('[HB5] long lines and long names take more room, so that fewer stand on a page and none is cut', () => {
  const long = 'm'.repeat(longest.line)
  for (const count of [5, 9, 24]) {
    const pages = pagesOf([{ id: 'l0', title: 'As they came', cards: cards(count, 0, long) }])
    expect(Math.max(...pages.map((page) => linesOn(page).length))).toBeLessThanOrEqual(4)
    for (const page of pages) expect(linesOn(page).every(({ text }) => text === long)).toBe(true)
  }
  const named = projected(loose(5), () => 'N'.repeat(40), allOnWall)
  expect(linesOn(named).every(({ wide }) => wide)).toBe(true)
  const wide = { id: 'w', text: '', name: '', wide: true }
  const slim = { ...wide, wide: false }
  expect(fits([wide, wide, wide, slim, slim, slim])).toBe(true)
  expect(fits([wide, wide, wide, wide, slim])).toBe(false)
  expect(fits(Array.from({ length: 9 }, () => slim))).toBe(true)
  expect(fits([wide, ...Array.from({ length: 8 }, () => slim)])).toBe(false)
  // Any mixture: what is on a page fits on it.
  for (let seed = 1; seed < 200; seed++) {
    const mixed = Array.from({ length: 24 }, (_, i) => card(`m${i}`, (seed * (i + 7)) % 5 < 2 ? long : 'short'))
    const pages = pagesOf([{ id: 'l0', title: 'As they came', cards: mixed }])
    expect(pages.every((page) => fits(linesOn(page)))).toBe(true)
    expect(pages.flatMap(linesOn)).toHaveLength(24)
  }
})

test('[HB5][HB4] a page or a cluster that is gone is no empty wall; nobody who is gone stands on it', () => {
  expect(projected(loose(24), nameOf, { of: 'all', page: 99 })).toMatchObject({ page: 3, pages: 4 })
  expect(projected(loose(3), nameOf, { of: 'c9', page: 0 })).toMatchObject({ show: 'lines' })
  expect(projected(loose(3), nameOf, { of: 'names', page: 0 })).toMatchObject({ show: 'lines' })
  expect(projected([], nameOf, allOnWall).show).toBe('nothing')
  const gone = projected([{ id: 'l0', title: '', cards: [card('gone'), card('m1')] }], nameOf, allOnWall)
  expect(linesOn(gone).map(({ id }) => id)).toEqual(['m1'])
})
