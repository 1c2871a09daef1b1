/** Time of a step or a turn. The server stores when it ends or what remains; nobody broadcasts ticks, nothing is cut off. */

export type Clock =
  | { readonly state: 'running'; readonly endsAt: number; readonly totalMs: number }
  | { readonly state: 'held'; readonly remainingMs: number; readonly totalMs: number }

export const started = (totalMs: number, now: number): Clock => ({ state: 'running', endsAt: now + totalMs, totalMs })

/** What is left, in ms; negative when time is over, which ends nothing. */
export const remaining = (clock: Clock, now: number) =>
  clock.state === 'running' ? clock.endsAt - now : clock.remainingMs

export const held = (clock: Clock, now: number): Clock =>
  clock.state === 'held' ? clock : { state: 'held', remainingMs: clock.endsAt - now, totalMs: clock.totalMs }

export const going = (clock: Clock, now: number): Clock =>
  clock.state === 'running' ? clock : { state: 'running', endsAt: now + clock.remainingMs, totalMs: clock.totalMs }

/** More time, counted from now when time was already over: "one more minute" always gives a minute. */
export function extended(clock: Clock, byMs: number, now: number): Clock {
  const left = Math.max(0, remaining(clock, now)) + byMs
  const totalMs = Math.max(clock.totalMs, left)
  return clock.state === 'running'
    ? { state: 'running', endsAt: now + left, totalMs }
    : { state: 'held', remainingMs: left, totalMs }
}
