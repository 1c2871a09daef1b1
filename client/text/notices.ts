/** What one person alone is told while it goes on: signals, a cut line, that they are not heard. The rules of en.ts hold here too. */
export const notices = {
  unheard: 'Someone can’t hear you well. A little closer, or a little slower.',
  cut: (name: string) => `${name} is reconnecting, the stone is held. Only you and the people who lead are told.`,
  signal: 'A signal for you.',
  signals: {
    open: 'Open',
    done: 'Done',
    moment: (name: string) => `${name} needs a moment.`,
    hear: (name: string) => `${name} can’t hear well.`,
    note: (name: string) => `${name} would like to talk about something they received.`,
    by: (name: string) => `A signal. ${name} has opened it.`,
  },
} as const
