/** The words of one’s own page. The rules of en.ts hold here too. */
export const mine = {
  save: 'Save',
  unreached: 'We can’t reach the server. Your words are safe on this device. Try again in a moment.',
  saving: 'Saving',
  title: 'Mine',
  back: 'Back to the workshop',
  erased: 'Done.',
  erasedWhat: 'Nothing of yours is here any more. You can close this page.',
  you: 'You',
  link: 'Your own link',
  linkWhat: 'It opens your seat on any device, today and next time. Keep it to yourself.',
  make: 'Make my link',
  making: 'Making',
  agreements: (version: number) => `Our agreements, version ${version}`,
  kept: 'Kept for you',
  keptWhat: 'What you had written when the room moved on, or what did not fit. It is on this device only.',
  atServer: 'At the server',
  atServerWhat:
    'Whatever others have written to you, and what the group harvested, is at the server and not on this device. It shows when you’re online again.',
  online: 'This needs the server. It is here again when you’re online.',
  forget: 'Delete it',
  noAgreements: 'No agreements yet. They appear here when the group has made them.',
} as const
