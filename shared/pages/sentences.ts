/** The sentences of a page, in order, for marking one of them. The same on every device. */

/** After these a full stop ends nothing: titles and common short forms, and a single initial. */
const goesOn = /(?:^|[\s(“"'‘])(?:[A-Z]|Dr|Drs|Mr|Mrs|Ms|Mx|Prof|St|No|vs|etc|e\.g|i\.e|cf|approx)\.$/
const ending = /[.!?…。！？]+["'”’»)\]]*/gu

/** @param text as it stands on the page; a line break ends a sentence, too */
export const sentencesOf = (text: string): readonly string[] => text.split('\n').flatMap(sentencesOfLine)

function sentencesOfLine(line: string): string[] {
  const found: string[] = []
  let from = 0
  for (const match of line.matchAll(ending)) {
    const to = match.index + match[0].length
    const rest = line.slice(to)
    const isFull = /[。！？]/u.test(match[0]) || rest === '' || /^\s+[^\p{Ll}]/u.test(rest)
    if (!isFull || goesOn.test(line.slice(from, to))) continue
    found.push(line.slice(from, to))
    from = to
  }
  found.push(line.slice(from))
  return found.map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
}
