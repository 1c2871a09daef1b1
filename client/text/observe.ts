/** The words about somebody who looks on: for themselves, and for everyone else. The rules of en.ts hold here too. */
export const observe = {
  title: 'You observe',
  what: 'You see what the wall shows, and nothing else. Everyone’s screen says that somebody observes.',
  turn: 'Turn your phone on its side to read it.',
  wall: 'What the wall shows',
  coming: 'The wall is coming.',
  over: 'This link is closed: a lead has ended it, or the workshop is gone.',
  offline: 'You’re offline. The wall comes by itself when you’re back.',
  link: {
    title: 'Let somebody observe',
    what: 'Whoever opens this link sees what the wall shows, on a screen of their own, and nothing else: no circle, no page, no note. From the moment you make it every screen says that somebody observes, until you shut them out below.',
    make: 'Make a link for an observer',
    again: 'Make another one',
    who: 'Somebody who observes',
  },
} as const
