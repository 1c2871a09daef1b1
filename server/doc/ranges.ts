/** Stretches of clocks of one client, as deletions name them: `[clock, end)`. */
export interface Range {
  readonly clock: number
  readonly end: number
}

/** The same stretches in order, overlapping and touching ones joined. */
export function joined(ranges: readonly Range[]): Range[] {
  const out: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const last = out.at(-1)
    if (range.end <= range.clock) continue
    if (last !== undefined && range.clock <= last.end) {
      out[out.length - 1] = { clock: last.clock, end: Math.max(last.end, range.end) }
    } else out.push(range)
  }
  return out
}

/** What of `ranges` is not in `holes`; both as {@link joined} gives them. */
export function without(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  const out: Range[] = []
  let h = 0
  for (const { clock, end } of ranges) {
    let from = clock
    while (h < holes.length && (holes[h]?.end ?? 0) <= from) h++
    for (let i = h; i < holes.length && from < end; i++) {
      const hole = holes[i]
      if (hole === undefined || hole.clock >= end) break
      if (hole.clock > from) out.push({ clock: from, end: hole.clock })
      from = Math.max(from, hole.end)
    }
    if (from < end) out.push({ clock: from, end })
  }
  return out
}
