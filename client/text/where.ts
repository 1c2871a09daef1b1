/** Where a circle meets: apart from the others, so that a seat without it stays small. The rules of en.ts hold here too. */
export const where = {
  at: (place: string) => `Your circle meets here: ${place}`,
  call: (host: string) => `Open your circle’s call, at ${host}`,
} as const
