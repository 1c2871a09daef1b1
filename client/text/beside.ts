/** What stands beside a person's page for their own eyes: ally, guardian, calls. The rules of en.ts hold here too. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

export const beside = {
  ally: (name: string) => `${name} is your ally in the room.`,
  allyWhat:
    'Somebody to turn to. They see when you can’t hear; that you need a moment they see only if you choose them. Nothing else.',
  allied: (names: readonly string[]) =>
    names.length > 1 ? `You are the ally of ${listed(names)}.` : `You are ${listed(names)}’s ally in the room.`,
  alliedWhat: (names: readonly string[]) =>
    names.length > 1
      ? 'They are by video. Keep an eye on how they are heard and seen, and say their names when they want to come in. When one of them can’t hear, you are told.'
      : `${listed(names)} is by video. Keep an eye on how they are heard and seen, and say their name when they want to come in. When they can’t hear, you are told.`,
  alliedCall: (names: readonly string[]) =>
    `Your circle has no call of its own, so ${listed(names)} ${names.length > 1 ? 'stay' : 'stays'} in the main call. Open it on one device of your circle, with a headset or a good loudspeaker.`,
  call: 'Everyone by video is in this call.',
  stay: 'Stay in the main call. Ask your ally to open it on a device in your circle, or tell a lead.',
  leave: 'Leave the main call for now; come back when your circle is done.',
  open: (host: string) => `Open the main call, at ${host}`,
  plainCall: (words: string) => `The main call: ${words}`,
  guard: {
    title: 'You are the guardian of your circle.',
    titleAll: 'You are the guardian.',
    what: 'You watch the time and how people are doing. You can end a pause, and hand the stone on when somebody cannot. If somebody can’t hear, or the line of whoever has the stone is cut, you are told.',
    known: 'All right',
  },
} as const
