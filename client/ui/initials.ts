/** The two signs on a person's avatar: of the first and the last word of the name, or the first two of a single word. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const signs = words.map((word) => [...new Intl.Segmenter().segment(word)].map((part) => part.segment))
  const first = signs[0] ?? []
  const last = signs.length > 1 ? signs[signs.length - 1]?.[0] : first[1]
  return `${first[0] ?? ''}${last ?? ''}`.toLocaleUpperCase()
}
