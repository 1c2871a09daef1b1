/** The words before somebody has a seat: starting and joining. The rules of en.ts hold here too. */

export const start = {
  title: 'Starting your workshop',
  wait: 'One moment.',
  failed: 'It did not start.',
} as const

export const join = {
  codeTitle: 'Enter the code on the screen',
  camera: 'Or point your camera at the square on the screen.',
  check: 'Check this device first',
  next: 'Continue',
  checking: 'Looking',
  short: (missing: number) =>
    missing === 1 ? 'A sign is missing: the code has six.' : 'Some signs are missing: the code has six.',
  yours: (name: string) =>
    name === '' ? 'You already have a seat here.' : `You already have a seat here, as ${name}.`,
  back: 'Go back to it',
  other: 'Join as somebody else',
  nameTitle: 'What should we call you?',
  to: (workshop: string) => `You are joining ${workshop}.`,
  name: 'Name',
  pronouns: 'Pronouns',
  later: 'You can change any of this later.',
  kept: (day: string) => `Your name is kept until ${day}, or until you have it erased.`,
  keptMore: 'What is kept',
  placeNeeded: 'Say whether you are in the room or by video.',
  enter: 'Join',
  joining: 'Joining',
} as const

export const enter = {
  title: 'Open your place in the workshop',
  what: 'This link is yours. Opening it here lets this device in again without it.',
  act: 'Open',
  opening: 'Opening',
} as const

export const notFound = { title: 'There is nothing at this address.', home: 'To the beginning' } as const
