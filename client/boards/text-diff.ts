/** The smallest single edit between two texts: what was between the common beginning and the common end. */
export interface TextEdit {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

const isLowSurrogate = (text: string, index: number) => {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff
}

export function textEdit(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  // Never inside a pair: half a sign is no letter.
  if (isLowSurrogate(before, start) || isLowSurrogate(after, start)) start--
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (isLowSurrogate(before, before.length - end) || isLowSurrogate(after, after.length - end)) end--
  return {
    at: Math.max(0, start),
    removed: before.length - Math.max(0, end) - Math.max(0, start),
    inserted: after.slice(Math.max(0, start), after.length - Math.max(0, end)),
  }
}
