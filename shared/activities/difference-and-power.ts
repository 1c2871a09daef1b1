import type { Activity, PolesSpec } from '../steps/specs.ts'
import { contentNote } from './content-note.ts'

const asked: Pick<PolesSpec, 'prompt' | 'poles' | 'answers'> = {
  prompt: 'A senior colleague belittles a trainee in front of others. When is it right to speak up?',
  poles: ['At once, so that everyone hears it', 'Later, so that nobody loses face'],
  answers: ['At once', 'Rather at once', 'In between', 'Rather later', 'Later'],
}

/** A spectrum line that a screen keeps anonymous: bodies in a room cannot be, and here people choose to speak from a place. */
export const differenceAndPower: Activity = {
  slug: 'difference-and-power',
  title: 'Difference and power',
  fn: 'relationship',
  purpose: 'The group sees how far apart it stands on a hard question, and hears from several places on the line.',
  tender: true,
  steps: [
    contentNote({
      comes:
        'This is about power misused at work. It may bring up being put down, or having stayed silent. Nobody has to tell anything, and names of others stay out. It ends with a landing, then a break.',
      aloud:
        'Nothing you answer is read aloud. All answers are shown together, in coarse words. Where you stand is yours to say, or not.',
      part: 'Answer, listen, talk with one or two.',
    }),
    {
      kind: 'step',
      id: 'think',
      title: 'The question',
      mode: 'look',
      prompt: asked.prompt,
      say: 'Good people disagree about this. Think of what you would want as the trainee, as the colleague, and as somebody who stands by.',
      minutes: 2,
      remote: 'The same screen.',
      bell: true,
    },
    {
      kind: 'scale',
      about: 'poles',
      id: 'first',
      title: 'Where I stand',
      ...asked,
      again: null,
      say: 'Answer on your own device, or skip. Nothing is shown until I close it, and then only in coarse words.',
      minutes: 3,
      remote: 'The same screen; the result comes at the same moment.',
    },
    {
      kind: 'turn',
      id: 'places',
      title: 'From a place',
      prompt: 'What speaks for standing where you stand? You need not say where that is.',
      say: 'Whoever likes speaks from a place on the line, their own or another. We listen; nobody is asked to explain.',
      minutes: 10,
      seconds: 90,
      order: 'popcorn',
      of: 'plenary',
      remote: 'Hands go up on the screen, in the room and by video alike.',
    },
    {
      kind: 'scale',
      about: 'poles',
      id: 'second',
      title: 'Where I stand now',
      ...asked,
      again: 'first',
      say: 'The same question once more. You may have moved, or not; both are fine.',
      minutes: 3,
      remote: 'The same screen.',
    },
    {
      kind: 'group',
      id: 'pairs',
      title: 'In twos or threes',
      size: 2,
      say: 'Find the people on your screen. Remote people: call each other, or stay here.',
      minutes: 1,
      remote: 'Those with someone by video need one device with a headset or a call link.',
    },
    {
      kind: 'turn',
      id: 'moved',
      title: 'What moved me',
      prompt: 'What moved you, or kept you where you are?',
      say: 'A few minutes each. Talk about what moved you, rather than where you stand.',
      minutes: 8,
      seconds: 150,
      order: 'sequence',
      of: 'circles',
      quietWall: true,
      remote: 'The same screen.',
    },
    {
      kind: 'step',
      id: 'landing',
      title: 'Landing',
      mode: 'land',
      prompt: 'Put both feet on the floor. Nothing has to be settled today.',
      say: 'Thank you. Take a minute before you get up. If something stays with you, find me or somebody you trust. Now we take a break.',
      minutes: 4,
      bell: true,
      remote: 'The same screen. Somebody stays in the call for whoever wants to talk.',
    },
  ],
}
