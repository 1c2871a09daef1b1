/**
 * The address that may be opened, or null: one whole https address without a name or password in it. Everything else is
 * shown as the words it is.
 */
export function callLink(where: string): string | null {
  if (/\s/.test(where) || !URL.canParse(where)) return null
  const url = new URL(where)
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null
}
