/** The words of waiting to be let in. The rules of en.ts hold here too. */
export const atDoor = {
  title: (name: string, lead: string) =>
    `Welcome, ${name}. ${lead === '' ? 'The person who leads' : lead} will let you in.`,
  what: 'There is nothing to do. This page opens by itself.',
  see: 'What the people who lead see',
  call: 'When you are in, the call in which everyone is stands on this page.',
  leave: 'Leave this page open.',
  check: 'Check this device meanwhile',
} as const
