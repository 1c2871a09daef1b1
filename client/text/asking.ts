/** The words of the dialogs a person can open at any time; they come with them. The rules of en.ts hold here too. */
export const asking = {
  pass: {
    title: 'Pass when the stone comes?',
    what: 'Nobody sees it. You can take it back until the round is over.',
    act: 'Pass',
    keep: 'Keep my turn',
    passed: 'The stone will not come to you.',
    passedWhat: 'We can come back to you at the end, if you like.',
    later: 'Come back to me',
    stay: 'Leave it as it is',
  },
  pause: {
    title: 'Pause for everyone?',
    what: 'All screens become calm within a second. Nobody learns who asked. A lead goes on when the room is ready.',
    act: 'Pause',
  },
  moment: {
    title: 'Who should know?',
    what: 'Only the person you choose. You need no reason, and your seat stays.',
    all: 'Everyone who leads',
    guardian: (name: string) => `${name}, the guardian`,
    ally: (name: string) => `${name}, your ally in the room`,
  },
} as const
