/** The words of the wall. As few as can be: the room reads them from eight metres. */
import { inWords } from './en.ts'

export const wall = {
  title: 'The wall',
  scan: 'Scan, or go to ',
  welcome: 'Welcome',
  last: 'Thank you',
  ended: 'Thank you',
  endedWhat: 'What is kept stands on your own screen.',
  more: 'More on your device.',
  onDevice: 'Line by line, on your own device.',
  everyone: 'Everyone can live with these.',
  some: 'Everyone can live with these. Others stay open.',
  nothingYet: 'No line yet that everyone can live with.',
  circle: (letter: string, where: string) => (where === '' ? letter : `${letter}, ${where}`),
  andMore: (names: number) => `and ${inWords(names)} more`,
  has: (name: string) => `${name} has the stone.`,
  people: 'The circle',
  pair: {
    title: 'On the console: Projector, then',
    nothing: 'Nothing is shown here until a lead connects it.',
    before: 'Show the same wall as before',
    full: 'Fill the screen',
    unreached: 'This wall can’t reach the server. It keeps trying.',
  },
  gone: 'This wall is no longer connected. Open a new one with a code.',
  again: 'Show a new code',
} as const
