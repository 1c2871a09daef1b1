/** The words of content notes and of the spectrum, on seats, console and wall. The rules of en.ts hold here too. */
import type { SpectrumShown } from '../../shared/steps/scale/views.ts'
import type { Band } from '../../shared/steps/scale/picture.ts'

export const note = {
  aloud: 'What is shown and read aloud',
  how: 'How would you like to be here?',
  nobody: 'Nobody else is shown what you choose. People see only who is there with them. You can change at any time.',
  choices: {
    take: { label: 'Take part', hint: '' },
    listen: { label: 'Listen only', hint: 'Stay with us. Nothing is asked of you.' },
    write: { label: 'Write for myself', hint: 'The same questions, on your own paper.' },
    walk: { label: 'Take a walk', hint: 'Come back for the landing.' },
  },
  walkUntil: (time: string) => `Back for the landing, about ${time}.`,
  set: {
    take: 'You take part.',
    listen: 'You are listening. Nothing is asked of you.',
    write: 'Write for yourself, on your own paper. Nothing of it goes through Fourfold.',
    walk: 'Take a walk. Your seat stays.',
  },
  failed: 'This could not be kept just now. Choose again in a moment.',
  wall: 'Read this on your own screen. You choose how near you come.',
} as const

const few = 'We are fewer than eight'
export const spectrum = {
  answers: 'Your answer',
  slide: 'Tap, or slide along the line.',
  keys: 'Keys 1 to 5 work too.',
  reach: {
    bands: '',
    sentence: `${few}. That is enough for one sentence, close together or spread, if at least five of us answer. It is not enough for a picture, or for a second sentence later.`,
    nothing: 'We are fewer than five, too few to show anything. Answer for yourself; whoever likes can speak about it.',
  },
  see: {
    bands:
      'After closing, for each answer: few, some or many, if at least eight have answered; one sentence from five. Your name is never stored with it.',
    sentence: 'After closing: one sentence, if at least five have answered. Your name is never stored with it.',
    nothing: 'Nothing, on no screen. Your name is never stored with it.',
  },
  see2: 'After closing: the new picture only if enough of us have moved that it points at nobody; otherwise that little has moved.',
  how: {
    ask: 'How do I know?',
    what: [
      'Until closing, answers are in the server’s memory and each on its own device, on no disk. Skipping sends the same, of the same size.',
      'Closing keeps the words that everyone sees, and nothing else: no answer, no count, no order, no name.',
      'Groups of one or two are joined with others, so that nobody can be picked out. Each of these is a rule with a test, AN1 to AN10, that anybody can read and run.',
    ],
  },
  skip: 'Skip',
  act: 'Send my answer',
  sending: 'Sending',
  choose: 'Choose a place on the line first, or skip.',
  sent: 'Sent.',
  waiting: (lead: string) =>
    `We show what came in, all at once, when ${lead === '' ? 'the person who leads' : lead} closes this.`,
  waitingFew: 'Nothing will be shown from so few.',
  kept: 'On this device. It goes out when you’re back online.',
  change: 'Change my answer',
  listening: 'You are not asked here.',
  much: { none: 'nobody', few: 'few', some: 'some', many: 'many' },
  sentence: { close: 'The answers are close together.', spread: 'The answers are spread.' },
  nothing: 'Nothing is shown this time.',
  nothingWhat: 'The answers are gone. What you think about it is yours to say, or to keep.',
  little: 'Little has moved.',
  littleWhat: 'Or too little to show without pointing at someone.',
  first: 'The first picture stands.',
  foot: 'No names are kept. Small groups are joined.',
  footSentence: 'One sentence, so that nobody can be picked out.',
  wallOpen: 'Answer on your own device, or skip. Nothing is shown before it is closed.',
  wallReach: {
    bands: '',
    sentence: 'Fewer than eight: one sentence afterwards.',
    nothing: 'Fewer than five: nothing is shown.',
  },
  table: { answer: 'Answer', many: 'How many' },
  desk: {
    title: 'What it can show',
    reach: {
      bands:
        'From eight answers a picture in coarse words, from five one sentence, below that nothing. Nobody is counted on any screen.',
      sentence:
        'With fewer than eight people: one sentence from five answers, close together or spread. No bands, and no second picture.',
      nothing: 'With fewer than five people nothing is shown. You can talk about the question without it.',
    },
    again:
      'The second picture is shown only if at least three must have moved. Otherwise everyone sees that little has moved.',
    asking: 'This result would tell what each single person answered. Show it, or talk first?',
    askingWhat: 'Only you who lead see this, and which answer it is, nobody. It is closed: no more answers are taken.',
    show: 'Show it',
    showSure: 'Press again to show it',
    talk: 'Talk first',
    few: 'Too few answers to show without pointing at someone. Close without showing, or ask again later?',
    fewWhat: 'Everyone else sees only that nothing is shown this time. Next closes it without showing.',
    talked: 'Nothing was shown, and the answers are gone.',
    talkedWhat: 'Ask again when the room is ready, or go on.',
    again2: 'Ask again',
  },
} as const

const lower = (label: string) => label.charAt(0).toLowerCase() + label.slice(1)

/** "Rather later, or later". */
export function bandLabel(answers: readonly string[], { from, to }: Pick<Band, 'from' | 'to'>): string {
  const [first = '', ...rest] = answers.slice(from, to + 1)
  if (rest.length === 0) return first
  const last = lower(rest.at(-1) ?? '')
  return [first, ...rest.slice(0, -1).map(lower)].join(', ') + `, or ${last}`
}

/** The result as it is said to those who hear the page. */
export function spokenResult(answers: readonly string[], shown: SpectrumShown): string {
  if (shown.show === 'nothing') return spectrum.nothing
  if (shown.show === 'little') return spectrum.little
  if (shown.show === 'sentence') return spectrum.sentence[shown.answers]
  return shown.bands.map((band) => `${bandLabel(answers, band)}: ${spectrum.much[band.much]}.`).join(' ')
}
