/** One thing the doctor found: a plain sentence, and the one thing to do where something is to be done. */
export interface Finding {
  /** `look`: it works, and somebody should know. `fault`: people would lose words, or could not come in, or be read. */
  readonly level: 'good' | 'look' | 'fault'
  readonly what: string
  readonly todo?: string
}

export const good = (what: string): Finding => ({ level: 'good', what })
export const look = (what: string, todo: string): Finding => ({ level: 'look', what, todo })
export const fault = (what: string, todo: string): Finding => ({ level: 'fault', what, todo })

const heads = { good: 'Good   ', look: 'Look   ', fault: 'Fault  ' } as const

export const told = ({ level, what, todo }: Finding) =>
  `${heads[level]}${what}${todo === undefined ? '' : `\n       Do: ${todo}`}`

export function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length
  const [faults, looks] = [count('fault'), count('look')]
  if (faults > 0)
    return faults === 1 ? 'One fault. Do what stands below it.' : `${faults} faults. Do what stands below each.`
  if (looks > 0) return 'Nothing is at fault. Read what stands under “Look”.'
  return 'All is well.'
}
