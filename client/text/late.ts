/** The words for whoever comes late, and for what was not finished in time. The rules of en.ts hold here too. */
export const late = {
  title: (name: string) => `Welcome, ${name}.`,
  now: (activity: string, step: string) => `We are in “${activity}”: ${step}.`,
  stone: (name: string) => `${name} has the stone. You can listen now.`,
  before: 'What there was before you came',
  part: (activity: string, step: string) => `${activity}: ${step}`,
  nothing: 'You do not have to catch up. What people said is not kept anywhere.',
} as const

export const unfinished = {
  title: 'We moved on. What you had written is kept here; it was not sent.',
  still: 'The cards have not been shown to anybody yet, so you may still finish this one.',
  closed: 'The cards have been shown meanwhile, so this one can no longer go with them.',
  over: 'The time for this was over when it arrived. It stays with you, and nobody else has seen it.',
  seal: 'Seal it now',
  keep: 'Keep it for me',
  forget: 'Delete it',
} as const
