/** The words of the device check: each finding a sentence, and at most one thing to do. */
import { inWords } from './en.ts'

const seconds = (ms: number) =>
  ms < 950 ? `${Math.max(1, Math.round(ms / 100))} tenths of a second` : 'a second or more'
const minutes = (ms: number) => {
  const count = Math.round(ms / 60_000)
  return count === 1 ? 'a minute' : count < 60 ? `${inWords(count)} minutes` : 'an hour or more'
}

export const check = {
  title: 'Is this device ready?',
  lead: 'Open this page the evening before, on the device and in the network you will use. It takes a few seconds, and nothing of it is stored on the server.',
  looking: 'Looking at this device',
  ready: 'This device is ready.',
  slower: 'This device is ready. Everything works here, a little slower.',
  mend: (count: number) =>
    count === 1
      ? 'One thing to see to first.'
      : `${inWords(count).replace(/^./, (first) => first.toUpperCase())} things to see to first.`,
  again: 'Check again',
  home: 'To the start page',
  /** Heard before the words of each finding; on screen a sign says it. */
  heard: { good: 'Good:', note: 'Good to know:', mend: 'See to this:' },

  connection: {
    name: 'Connection',
    good: 'The live connection works.',
    slower: 'The live connection works, a little slower: this network blocks WebSockets, so Fourfold goes another way.',
    slowerDo: 'There is nothing to do. If it feels slow, another network may be quicker.',
    none: 'This network lets the pages through, but no live connection.',
    noneDo: 'Use another network, for example the one of your phone.',
    unreached: 'The server does not answer.',
    unreachedDo: 'See whether this device is online, then check again.',
  },
  speed: {
    name: 'Speed',
    good: 'Answers come at once.',
    slow: (ms: number) => `An answer takes ${seconds(ms)}. Rounds go well; what others write on a board appears late.`,
    slowDo: 'Sit closer to the wifi, or use a cable.',
  },
  address: {
    name: 'This address',
    here: 'It works on this computer only. To let others in, whoever runs the server starts it for the room.',
    room: 'Everyone on the same network can open it. It is not encrypted: others on this network could read along.',
    roomSecure: 'Everyone on the same network can open it, and it is encrypted.',
    public: 'It works from everywhere, in the room and by video, and it is encrypted.',
    publicOpen: 'It works from everywhere. It is not encrypted: others on the way could read along.',
  },
  storage: {
    name: 'What you write',
    good: 'Words that are not sent yet stay on this device, even when the page is closed.',
    none: 'This window keeps nothing: words that are not sent yet would go when the page is closed.',
    noneDo: 'Leave the private window, or let Fourfold keep data in this browser’s settings.',
  },
  offline: {
    name: 'Without a network',
    good: 'A seat that was open here opens again without a network.',
    none: 'Without a network a seat cannot be opened again here. What you write in an open page stays.',
    noneDo: 'Keep the page open while the network is away.',
  },
  awake: {
    name: 'Screen',
    good: 'The screen can stay awake, as the wall needs it.',
    none: 'This browser lets the screen fall asleep. For your own seat that is fine.',
    noneDo: 'If this computer shows the wall, set it to stay awake.',
  },
  clock: {
    name: 'Clock',
    good: 'The clock of this device is right.',
    off: (ms: number) =>
      `The clock of this device is ${minutes(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}. That does no harm: Fourfold goes by the server’s clock.`,
  },
  bell: {
    name: 'Bell',
    try: 'Press, and you should hear one soft bell. It rings only by video and on the wall, and you see it as well.',
    rung: 'If you heard nothing, turn the sound up, or switch off silent mode.',
    none: 'This browser makes no sound. You see every bell.',
    act: 'Try the bell',
  },
} as const
