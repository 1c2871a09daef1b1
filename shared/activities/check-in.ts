import type { Activity } from '../steps/specs.ts'

/** Every voice in the room within half an hour. Circle practice: an order that includes everyone, and a pass that costs nothing. */
export const checkIn: Activity = {
  slug: 'check-in',
  title: 'Arrive',
  fn: 'culture',
  purpose: 'Every voice is heard once, early, and nobody has to say much.',
  tender: false,
  steps: [
    {
      kind: 'step',
      id: 'settle',
      title: 'A quiet minute',
      mode: 'look',
      prompt: 'What did you leave behind to be here, and what came along with you?',
      say: 'Take a minute. You do not need to have an answer; a word is enough later.',
      minutes: 3,
      remote: 'The same screen. Someone in the room checks that remote people can hear the bell.',
      bell: true,
    },
    {
      kind: 'turn',
      id: 'round',
      title: 'Round',
      prompt: 'What did you leave behind to be here, and what came along with you?',
      say: 'A stone goes round; whoever has it speaks, and everyone else listens. When it comes you may speak, hold silence, pass, or ask us to come back to you.',
      minutes: 24,
      seconds: 60,
      order: 'sequence',
      of: 'plenary',
      remote: 'Seats in the room and by video are interleaved; a remote seat is never last twice running.',
    },
    {
      kind: 'step',
      id: 'landing',
      title: 'A last word',
      mode: 'land',
      prompt: 'Thank you. We are here.',
      say: 'Thank you. If something needs attention before we go on, tell me now or find me at the break.',
      minutes: 3,
      remote: 'The same screen.',
    },
  ],
}
