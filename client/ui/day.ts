/** A day as its reader writes it: "26 December 2027". */
export const dayOf = (ms: number): string => new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(ms)
