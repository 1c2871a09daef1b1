import type { Activity } from '../steps/specs.ts'

/** After any other activity: whoever likes places one own line, with their name, and everyone clusters what is there. */
export const harvest: Activity = {
  slug: 'harvest',
  title: 'Harvest board',
  fn: 'culture',
  purpose:
    'Whoever likes places one line of their own on a shared board, and the group puts together what belongs together.',
  tender: false,
  anywhere: true,
  steps: [
    {
      kind: 'step',
      id: 'look-back',
      title: 'Look back',
      mode: 'look',
      prompt: 'What is one thing from this that you would like the group to have?',
      say: 'One quiet minute. You may share one line afterwards, or none; both are fine.',
      minutes: 1,
      remote: 'The same screen.',
    },
    {
      kind: 'board',
      id: 'place',
      title: 'Place a line',
      prompt: 'One line that you give to the group',
      layout: 'own',
      lists: ['As they came'],
      of: 'plenary',
      from: null,
      say: 'If you like, place one line. Your name stands with it. You can change it or take it back, and nobody is asked.',
      minutes: 4,
      remote: 'The same screen.',
    },
    {
      kind: 'board',
      id: 'cluster',
      title: 'Put together',
      prompt: 'What belongs together?',
      layout: 'own',
      lists: ['As they came'],
      of: 'plenary',
      from: { again: 'place' },
      say: 'Put together what belongs together and name it. Everyone may move every line; the words stay as they were written.',
      minutes: 6,
      remote: 'The same board. Somebody in the room reads the clusters aloud as they get their names.',
    },
  ],
}
