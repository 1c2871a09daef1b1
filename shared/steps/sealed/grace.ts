/**
 * How long after a sealed step words still go with the others': somebody was without a network while the others wrote.
 * In minutes from the moment the room went on; `shown`: until the step's words are shown. What has been shown takes no
 * more in any case: a single card that comes later would say whose it is.
 */
export const graces = ['none', '2', '10', 'shown'] as const
export type Grace = (typeof graces)[number]

/** Nothing is lost by waiting while nobody has seen anything yet. */
const usual: Grace = 'shown'

/** The part of a workshop that says it. */
interface Setting {
  readonly grace?: Grace
}
/** The part of a run that says when the room went on from each sealed step. */
interface Going {
  readonly left?: Readonly<Record<string, number>>
}

export const graceOf = ({ grace = usual }: Setting): Grace => grace

/** Whether the running step, or an earlier one that the room has left, still takes words that come now. */
export function isWithinGrace(setting: Setting, run: Going, step: string, now: number): boolean {
  const grace = graceOf(setting)
  // Absent: it runs, or was left before this was written down.
  const left = run.left?.[step]
  if (left === undefined || grace === 'shown') return true
  return grace !== 'none' && now <= left + Number(grace) * 60_000
}

/** The room goes on from this step now. */
export const leftNow = <R extends Going>(run: R, step: string, now: number): R => ({
  ...run,
  left: { ...run.left, [step]: now },
})

/** The room is in this step: it takes words, whenever it was left before. */
export function notLeft<R extends Going>(run: R, step: string): R {
  if (run.left?.[step] === undefined) return run
  return { ...run, left: Object.fromEntries(Object.entries(run.left).filter(([id]) => id !== step)) }
}
