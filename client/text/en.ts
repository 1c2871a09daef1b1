/**
 * Every word that Fourfold shows, in English, grouped by where it stands, so that all of it can be read aloud in one sitting.
 * Refusals have their own list in shared/wire/refusals.ts. Sentences with a name in them are functions.
 *
 * Plain, kind, specific: what happened, what it means, what to do. Names instead of roles. Buttons are verbs with their object.
 */
import { refusals } from '../../shared/wire/refusals.ts'

const spelled = ['nobody', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const
const ordinals = [
  '',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
] as const

/** Two to ten in words, larger numbers in figures. */
export const inWords = (count: number): string => spelled[count] ?? String(count)
export const placeInWords = (place: number): string => ordinals[place] ?? `number ${place}`

export const text = {
  common: {
    name: 'Fourfold',
    functions: { culture: 'Culture', reflection: 'Reflection', relationship: 'Relationship', future: 'Future' },
    place: { room: 'In the room', remote: 'By video' },
    placeSmall: { room: 'in the room', remote: 'by video' },
    tryAgain: 'Try again',
    close: 'Close',
    reload: 'Reload',
    renewed: 'There is a newer version of this page. Reload it while nothing is going on; nothing you wrote is lost.',
    cancel: 'Not now',
    observed: 'Somebody observes. They see what the wall shows, and nothing else.',
    leading: 'Leading',
    pageFailed: 'We can’t reach the server, so this page did not open. Nothing is lost.',
    ifYouLike: 'if you like',
  },

  parts: {
    code: {
      label: 'Code',
      hint: 'Six letters and numbers. Capitals don’t matter, and there is no O, I, 0 or 1.',
      example: 'K7F 3QM',
      heard: (code: string) => (code === '' ? 'Nothing typed yet' : [...code].join(' ')),
      unread: (signs: string) => `${signs} is never part of a code. Look again at the screen.`,
    },
    field: {
      left: (letters: number) =>
        letters >= 0
          ? `${letters} ${letters === 1 ? 'letter' : 'letters'} left`
          : `${-letters} ${letters === -1 ? 'letter' : 'letters'} too many`,
    },
    where: {
      label: 'Where are you today?',
    },
    person: {
      you: 'you',
      speaking: 'has the stone',
    },
    circle: {
      people: 'The circle',
      next: 'next',
    },
    stone: { name: 'The talking piece' },
    time: {
      writing: 'Time to write',
      about: (minutes: number) => (minutes === 1 ? 'about a minute' : `about ${minutes} minutes`),
      near: 'near the end',
      over: 'Time. Nothing closes; finish your sentence.',
      paused: 'Paused',
      open: 'in your own time',
    },
    willSee: {
      title: 'What others will see',
      server: 'Whoever runs this server could read this.',
      wifi: 'Whoever runs this server could read this. And so could others on this wifi.',
      run: (operator: string) => `${operator} runs this server and could read this.`,
      runOnWifi: (operator: string) =>
        `${operator} runs this server and could read this. And so could others on this wifi.`,
    },
    four: {
      name: 'What you can do while you listen',
      pass: 'Pass',
      passed: 'You will pass',
      pause: 'Pause',
      resume: 'Go on',
      moment: 'I need a moment',
      back: 'I’m back',
      hear: 'I can’t hear',
      heard: 'I can hear again',
      hand: 'Raise a hand',
      lower: 'Lower my hand',
    },
    turn: {
      yours: (name: string) => `It’s your turn, ${name}.`,
      begin: 'Begin when you’re ready.',
      last: 'You are the last one; take your time.',
      speak: 'Speak',
      silence: 'Hold silence',
      pass: 'Pass',
      comeBack: 'Come back to me',
      speaking: 'You have the stone.',
      holding: 'You are holding silence.',
      held: 'Your circle holds it with you.',
      near: 'You are near the end.',
      finish: 'Finish your thought.',
      over: 'Take the time you need to close.',
      longer: 'A little longer',
      handTo: (name: string) => `Hand the stone to ${name}`,
      handOn: 'Put the stone down',
      going: 'On its way',
      goingOffline:
        'You’re offline. This goes out when you’re back, if that is in a few seconds; you will see whether it did.',
      after: (name: string) => `You are after ${name}.`,
      putDown: 'Whoever has the stone speaks, and everyone else listens. You can put your screen away.',
    },
    copy: { link: 'Link', act: 'Copy', done: 'Copied', refused: 'Selected; copy it with Ctrl C.' },
    line: {
      offline: 'You’re offline. Keep writing; everything here will follow when you’re back.',
      remembered: (time: string) =>
        `You’re offline. This is where the room was at ${time}. Keep writing; your words will follow when you’re back.`,
      /** Where there is nothing to write. */
      stays: 'You’re offline. Your seat stays.',
      keeps: 'You’re offline. You keep the stone.',
      staysAt: (time: string) => `You’re offline. This is where the room was at ${time}. Your seat stays.`,
      nothing: 'You’re offline. This page comes by itself when you’re back.',
      moved: 'We moved on. Finish if you like; it is kept.',
      goToNow: 'Go to now',
    },
  },

  refusals: {
    ...refusals,
    unreached: 'We can’t reach the server. Your words are safe on this device. Try again in a moment.',
  },
} as const
