/** What is left of a writing time, in words that change in steps. Seconds exist nowhere. */
import { text } from '../text/en.ts'

const minute = 60_000

/** @param leftMs what is left, ms; negative when time is over */
export function timeWords(leftMs: number): string {
  const minutes = leftMs / minute
  if (minutes <= 0) return text.parts.time.over
  if (minutes <= 1.25) return text.parts.time.near
  if (minutes <= 3.5) return text.parts.time.about(2)
  if (minutes <= 7.5) return text.parts.time.about(5)
  if (minutes <= 12.5) return text.parts.time.about(10)
  return text.parts.time.about(Math.round(minutes / 5) * 5)
}

/** The last part of a turn: a fifth of it, a minute at most. */
export const nearTheEndMs = (totalMs: number) => Math.min(minute, totalMs / 5)

/** "2:20 PM", as this device writes it. */
export const timeOfDay = (at: number): string => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(at)
