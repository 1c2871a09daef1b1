/** The words of a person's own screen. The rules of en.ts hold here too. */
import { inWords } from './en.ts'

export const seat = {
  change: 'Change',
  between: {
    first: (name: string) => `You’re in, ${name}.`,
    done: (title: string) => `That was “${title}”.`,
    next: (title: string) => `Next comes: ${title}. Nothing to do until then.`,
    last: 'It was the last part of today.',
    take: 'Take yours with you',
    others: 'What others will see',
    nobody: 'What nobody sees, not even the people who lead',
    nobodyWhat:
      'Your drafts, until you send them. Who asked for a pause. When you need a moment, only the person you tell knows.',
    bell: 'Try the bell',
    again: 'If you close this page, open its address again on this device. Your seat stays yours.',
  },
  ended: { title: 'The workshop has ended.', what: 'Thank you. What is yours is on your page.', mine: 'What is mine' },
  header: {
    pause: 'Pause',
    moment: 'I need a moment',
    mine: 'Mine',
    agreements: 'Our agreements',
    part: 'How I’m here',
    console: 'Console',
  },
  pause: {
    paused: 'Paused for everyone.',
    pausedWhat: 'Take a breath. A lead goes on when the room is ready.',
    resume: 'Go on',
  },
  moment: {
    stays: 'Your seat stays.',
    take: 'Take the time you need.',
    knows: (name: string) => `${name} has been told; nobody else.`,
    knowsAll: 'The people who lead have been told; nobody else.',
    nobody: 'Nobody knows: this did not reach them. If you need someone, tell them in another way, or try again.',
    unsure:
      'The connection broke, so perhaps nobody knows. If you need someone, tell them in another way, or try again.',
    back: 'I’m back',
    stone: 'The stone has come to you.',
    speak: 'I speak now',
  },
  unsent: 'The room went on before these words arrived, and nobody has seen them. Copy them if you need them:',
  own: 'What others wrote to you',
  step: {
    look: 'This is for you, in silence. There is nothing to write and nothing to press.',
    write: 'Write for yourself, on paper. Nobody sees it.',
    land: '',
    note: '',
  },
  turn: {
    nobody: 'The stone lies in the middle.',
    nobodyWhat: 'Raise a hand when you want to speak.',
    finished: 'The round is complete.',
    handOnFor: (name: string) => `Hand on for ${name}`,
    handOnSure: (name: string) => `Has ${name} finished? Press again`,
    passed: 'You pass this round.',
    unpass: 'Take it back',
    comingBack: (name: string) => `We come back to you after ${name}.`,
    says: (name: string) => `${name} has the stone.`,
    yours: (name: string) => `It is your turn, ${name}. Begin when you are ready.`,
    near: 'You are near the end.',
  },
  group: {
    title: (letter: string) => `You are in circle ${letter.toUpperCase()}.`,
    with: 'With you:',
    guardian: (name: string) => `${name} is the guardian: watches time and energy, and says when a pause is over.`,
    alone: 'Everyone stays together.',
  },
  sealed: {
    field: 'Your words',
    see: (size: number) =>
      `A circle of ${inWords(size)}, after the lead releases all of them together: shuffled and without your name, which is not stored with them. People may recognise how you write. Their board is cleared when this activity ends.`,
    act: 'Seal it',
    sealing: 'Sealing',
    yours: 'What you have written here',
    done: 'Sealed until all are shown together',
    kept: 'On this device, not sent yet',
    taking: 'Comes back when you’re online again',
    given: 'Shown to the others',
    refused: 'Not sealed, only on this device',
    back: 'Take it back',
    full: (most: number) => `You have sealed ${inWords(most)}. Take one back to write another.`,
    left: (left: number, most: number) =>
      left === most
        ? `Up to ${inWords(most)}, one at a time, if you like.`
        : left === 1
          ? 'One more, if you like.'
          : `Up to ${inWords(left)} more, if you like.`,
    draft: 'Kept as you type',
    none: 'Leave it blank, if you like. Nobody sees who wrote.',
  },
  board: {
    see: 'Everyone here, with your name while you write, until this activity ends',
    circle: (names: string) => `Only your circle sees it: ${names}. It goes when this activity ends.`,
  },
  says: {
    now: (activity: string, title: string) => `Now: ${activity}. ${title}.`,
  },
} as const
