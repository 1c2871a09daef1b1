/** The words of consent, line by line. The rules of en.ts hold here too. */
export const consent = {
  yes: 'I can live with it',
  no: 'Not yet',
  reason: 'What would help? It is shown without your name.',
  silence:
    'One “not yet” is enough to look at a line again. If you say nothing about a line, it counts as “I can live with it”.',
  see: 'After closing, for each line: everyone, or not yet. No names, no numbers. Reasons appear without names, and go when this activity ends.',
  act: 'Send my answers',
  sent: 'Sent. You can change them until the lead closes.',
  sending: 'Sending',
  kept: 'On this device. Your answers go out when you’re back online.',
  everyone: 'Everyone can live with it',
  notYet: 'Not yet',
  nothing: 'No line stands in a column, so there is nothing to ask about.',
  results: 'What the group can live with',
  unsent:
    'This was closed before you sent your answers, so they are not in it. Tell the person who leads if a line needs another look.',
} as const
