/**
 * What the wall shows of a board of own lines: fewer things when there is much, never smaller ones (ux: 56 px for what is
 * read, at most nine things). Pure, so that the console counts the pages that the wall shows.
 */
import { ownLine } from './own.ts'

/** What a lead has chosen. `of`: everything, the names of the clusters, or the id of one list. Pages begin at 0. */
export interface OnWall {
  readonly of: 'all' | 'names' | (string & {})
  readonly page: number
}

export const allOnWall: OnWall = { of: 'all', page: 0 }

interface Named {
  readonly id: string
  readonly title: string
  readonly cards: readonly { readonly id: string; readonly text: string }[]
}

export interface ProjectedLine {
  readonly id: string
  readonly text: string
  readonly name: string
  /** Takes two of the three places of a row, so that it stays whole. */
  readonly wide: boolean
}

export type Projection = {
  readonly page: number
  readonly pages: number
} & (
  | { readonly show: 'nothing' }
  /** `title`: of the one cluster they are from; empty when they are from several, or from none that people made. */
  | { readonly show: 'lines'; readonly title: string; readonly lines: readonly ProjectedLine[] }
  | { readonly show: 'clusters'; readonly clusters: readonly { readonly id: string; readonly title: string }[] }
  /** One mark for each line, and one line at full size. */
  | { readonly show: 'field'; readonly marks: readonly string[]; readonly lifted: ProjectedLine }
)

const rules = {
  /** Read at one glance. */
  grid: 9,
  /** On each of several pages. */
  page: 7,
  /** Up to here lines, above it the names of clusters. */
  paged: 24,
  clusters: 6,
  clustered: 60,
  /** What one of three places in a row holds. */
  letters: 60,
  nameLetters: 22,
  rows: 3,
  places: 3,
  /** So few stand in places large enough for any line. */
  large: 4,
} as const

interface List {
  readonly id: string
  readonly title: string
  readonly lines: readonly ProjectedLine[]
}

function linesOf(list: Named, nameOf: (id: string) => string | null): ProjectedLine[] {
  return list.cards.flatMap(({ id, text }) => {
    const line = ownLine(text)
    const name = nameOf(id)
    // Whoever is not here any more stands on no wall.
    if (line === '' || name === null) return []
    return [{ id, text: line, name, wide: line.length > rules.letters || name.length > rules.nameLetters }]
  })
}

/** Pages in order, each with at most so many lines and as many as its rows hold. */
function filled(lines: readonly ProjectedLine[], most: number): ProjectedLine[][] {
  const pages: ProjectedLine[][] = []
  for (const line of lines) {
    const page = pages.at(-1)
    const next = [...(page ?? []), line]
    if (page !== undefined && next.length <= most && fits(next)) page.push(line)
    else pages.push([line])
  }
  return pages
}

/** As few pages as there can be, and about equally many lines on each. */
function paged(lines: readonly ProjectedLine[]): ProjectedLine[][] {
  const pages = filled(lines, lines.length <= rules.grid ? rules.grid : rules.page)
  const even = filled(lines, Math.ceil(lines.length / pages.length))
  return even.length === pages.length ? even : pages
}

/** Whether they stand in three rows of three, wide ones in two places; so few as four always do. */
export function fits(lines: readonly ProjectedLine[]): boolean {
  if (lines.length <= rules.large) return true
  const wide = lines.filter((line) => line.wide).length
  // A row holds one wide line with a narrow one beside it, or three narrow ones.
  return rowsOf(wide, lines.length) <= rules.rows
}

/** Wide ones first, so that narrow ones fill the places beside them. */
const stood = (lines: readonly ProjectedLine[]): readonly ProjectedLine[] =>
  lines.length <= rules.large ? lines : [...lines.filter((line) => line.wide), ...lines.filter((line) => !line.wide)]

const clamp = (page: number, pages: number) => Math.max(0, Math.min(page, pages - 1))

function inPages(groups: readonly List[], page: number): Projection {
  const all = groups.flatMap(({ title, lines }) => paged(lines).map((on) => ({ title, lines: stood(on) })))
  const at = clamp(page, all.length)
  const { title, lines } = all[at] ?? { title: '', lines: [] }
  return { show: 'lines', page: at, pages: all.length, title, lines }
}

function named(lists: readonly List[], page: number): Projection {
  const pages = Math.ceil(lists.length / rules.clusters)
  const at = clamp(page, pages)
  const clusters = lists.slice(at * rules.clusters, (at + 1) * rules.clusters)
  return { show: 'clusters', page: at, pages, clusters: clusters.map(({ id, title }) => ({ id, title })) }
}

/**
 * @param lists in their order; the first is where lines arrive
 * @param nameOf null for somebody who is not here any more
 */
export function projected(lists: readonly Named[], nameOf: (id: string) => string | null, onWall: OnWall): Projection {
  const [arrivals] = lists
  const used = lists
    .map(({ id, title, cards }) => ({ id, title: ownLine(title), lines: linesOf({ id, title, cards }, nameOf) }))
    .filter(({ lines }) => lines.length > 0)
  // A cluster that was removed or emptied meanwhile: everything, rather than an empty wall.
  const only = used.find(({ id }) => id === onWall.of)
  const groups = only === undefined ? used : [only]
  const lines = groups.flatMap((group) => group.lines)
  const [first] = lines
  if (first === undefined) return { show: 'nothing', page: 0, pages: 1 }
  const isClustered = groups.some(({ id }) => id !== arrivals?.id)
  // What people made comes first; what still lies where it arrived is last.
  const madeFirst = [
    ...groups.filter(({ id }) => id !== arrivals?.id),
    ...groups.filter(({ id }) => id === arrivals?.id),
  ]
  if (only === undefined && onWall.of === 'names' && isClustered) return named(madeFirst, onWall.page)
  if (lines.length > rules.clustered) {
    const at = clamp(onWall.page, lines.length)
    return {
      show: 'field',
      page: at,
      pages: lines.length,
      marks: lines.map(({ id }) => id),
      lifted: lines[at] ?? first,
    }
  }
  if (only !== undefined) return inPages([only], onWall.page)
  if (lines.length <= rules.grid && fits(lines)) return inPages([{ id: '', title: '', lines }], onWall.page)
  if (lines.length > rules.paged && isClustered) return named(madeFirst, onWall.page)
  const untitled = isClustered ? madeFirst : madeFirst.map((group) => ({ ...group, title: '' }))
  return inPages(untitled, onWall.page)
}

/** Rows that these take, three places in each. */
const rowsOf = (wide: number, all: number) => wide + Math.ceil(Math.max(0, all - 2 * wide) / rules.places)

/** How the lines of one page stand: alone, two below each other, two by two, or three in a row; larger where there is room. */
export function shapeOf(lines: readonly ProjectedLine[]) {
  const wide = lines.filter((line) => line.wide).length
  if (lines.length === 1) return 'alone'
  if (lines.length === 2) return 'two'
  if (lines.length <= rules.large) return wide === 0 ? 'four large' : 'four'
  return rowsOf(wide, lines.length) < rules.rows ? 'nine two-rows large' : 'nine'
}
