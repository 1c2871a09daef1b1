import type { Activity } from '../steps/specs.ts'

/** The group lands, and everyone knows what is kept before they leave. */
export const closingCircle: Activity = {
  slug: 'closing-circle',
  title: 'Closing circle',
  fn: 'culture',
  purpose: 'Everyone lands, says what they take along, and sees what is kept.',
  tender: false,
  steps: [
    {
      kind: 'step',
      id: 'silence',
      title: 'A quiet minute',
      mode: 'look',
      prompt: 'One thing you take with you. One thing you leave here.',
      say: 'One minute of silence. Think of one thing you take with you, and one you leave here.',
      minutes: 1,
      remote: 'The same screen.',
      bell: true,
    },
    {
      kind: 'turn',
      id: 'round',
      title: 'Closing round',
      prompt: 'One thing you take with you. One thing you leave here.',
      say: 'The stone goes round once more. You may pass, as always.',
      minutes: 15,
      seconds: 45,
      order: 'sequence',
      of: 'plenary',
      remote: 'Seats in the room and by video are interleaved; the order turns, so that nobody is last twice.',
    },
    {
      kind: 'page',
      id: 'keep',
      title: 'What we keep',
      template: 'keepsake',
      say: 'What was said here stays here. Look at what is kept, and take along what is yours.',
      minutes: 4,
      remote: 'The same screen.',
    },
  ],
}
