import { keyBackupDays } from '../../shared/policy.ts'

/** The words of erasing a person: what goes, what stays, what nobody can call back. The rules of en.ts hold here too. */
const never = `What people remember, repeated, photographed or wrote on paper, and files that were taken along. Copies that whoever runs the server made before now cannot be read once copies of their keys are gone: after ${keyBackupDays} days at most.`

export const erase = {
  title: 'Erase everything of mine',
  short:
    'You leave this workshop, and everything that is yours goes with you: on every screen and in every file of the server. Take your file along first if you want to keep any of it.',
  starts:
    'You started this workshop, and it cannot be there without you. To erase what is yours, delete the workshop on the console: everything of everyone goes with it.',
  erasing: 'Erasing',
  keep: 'Leave it as it is',
  sure: 'Erase everything of yours?',
  goes: 'This goes, at once and for good',
  stays: 'This stays',
  never: 'This nobody can call back',
  mine: {
    act: 'Erase everything of mine',
    again: 'Press again to erase all of it',
    goes: [
      'Your name and pronouns, on every screen and on the wall.',
      'The pages you wrote for yourself, and what others wrote to you.',
      'What you have sealed and nobody has seen yet.',
      'Your line on each harvest board, and the letters you wrote on boards that are open now.',
      'Your seat, your link, and what your devices keep. A device that is away now forgets when it comes back.',
    ],
    stays: [
      'Notes you gave to others: they are theirs. Your name no longer stands under them.',
      'What the group agreed on, and cards that were shown without a name. Nothing stored says which were yours.',
      'Your words where somebody else wrote them down again.',
    ],
    never,
  },
  other: {
    title: (name: string) => `Erase everything of ${name}?`,
    what: (name: string) => `Do this only because ${name} has asked for it. It cannot be undone.`,
    act: 'Erase this person',
    again: 'Press again to erase this person',
    done: 'Erased. Nothing of this person is here any more.',
    menu: 'Erase, because they ask',
    gone: 'No longer here',
    goneWhat: 'Their names are kept with what they gave to others. Whoever asks for it is erased.',
    heard: (name: string) => `Erase ${name}, because they ask`,
    short: 'Erase',
    goes: [
      'Their name and pronouns, on every screen and on the wall.',
      'The pages they wrote for themselves, and what others wrote to them.',
      'What they sealed and nobody has seen yet. Of a card without a name it is known only until the server restarts, or by their own device: ask them to do this themselves if they can.',
      'Their line on each harvest board, and the letters they wrote on boards that are open now.',
      'Their seat, their link, and what their devices keep. A device that is away now forgets when it comes back.',
    ],
    stays: [
      'Notes they gave to others: they are theirs. No name stands under them.',
      'What the group agreed on, and cards that were shown without a name.',
      'Their words where somebody else wrote them down again.',
    ],
    never,
  },
} as const
