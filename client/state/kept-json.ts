/** What this device has kept comes back only in the shape that it was kept in; a page of another version may have written it. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** All of it or nothing. */
export const readList = <T>(kept: unknown, isOne: (value: unknown) => value is T): readonly T[] =>
  Array.isArray(kept) && kept.every(isOne) ? kept : []
