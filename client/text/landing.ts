/** The words of the first page. The rules of en.ts hold here too. */
import type { AgendaName } from '../../shared/activities/agendas.ts'

export const landing = {
  title: 'Lead live group workshops, in the room and by video.',
  lead: 'Check-in rounds, agreements a group writes itself, life stories, affirmation, for 6 to 30 people. You lead. Fourfold holds the order, the time, and who sees what.',
  start: {
    title: 'I lead a workshop',
    what: 'Begin with a ready agenda. No account.',
    act: 'Start a workshop',
    /** Ready agendas besides the half-day, by name and by title. */
    others: [
      ['first-day', 'A full first day'],
      ['difference-and-power', 'Difference and power'],
      ['quiet-hour', 'A quiet hour'],
    ] as const satisfies readonly (readonly [AgendaName, string])[],
    other: (title: string) => `Or begin with: ${title}`,
  },
  here: {
    title: 'On this device',
    leads: (workshop: string) => `${workshop === '' ? 'A workshop without a name' : workshop}, where you lead`,
    seat: (workshop: string) => `${workshop === '' ? 'A workshop without a name' : workshop}, where you take part`,
    back: 'Go back',
    backTo: (workshop: string) => `Go back to ${workshop === '' ? 'the workshop' : workshop}`,
  },
  join: { title: 'I have a code', what: 'It is on the screen in the room, or in your invitation.', act: 'Join' },
  server: (host: string) => `What you write stays on this server, run by ${host}, who could read it.`,
  serverUnnamed: 'What you write stays on this server. Whoever runs it could read it.',
  kept: 'What is kept',
  check: 'Check this device',
  how: 'How it works',
  oneThing: 'The room sees one thing.',
  oneThingWhat: 'Each person sees one thing to do. While someone speaks, nothing else appears.',
  functions: {
    culture: 'Arrive, agree how we treat each other, affirm.',
    reflection: 'Write in silence, on a page of your own.',
    relationship: 'Tell a life. Listen. Speak about difference and power.',
    future: 'From what you value to the next ninety days.',
  },
  example: { names: ['Priya', 'Farah', 'Kavya', 'Tess'], speaker: 'Kavya' },
} as const
