import type { Activity } from '../steps/specs.ts'
import { contentNote } from './content-note.ts'

/** Two tellings an hour, each with a silence, what the witnesses heard, and the teller's last word. */
export const lifeStory: Activity = {
  slug: 'life-story',
  title: 'Life-story circle',
  fn: 'relationship',
  purpose: 'People tell how they came to be who they are, and are heard without advice.',
  tender: true,
  steps: [
    contentNote({
      comes:
        'People tell from their own lives. It may touch on loss, illness, family, or on having been put down. Nobody has to tell anything, today or any other day. It ends with a landing, then a break.',
      aloud:
        'Nothing is written here, nothing is recorded, and nothing of it is ever on the wall. What is told stays in its circle.',
      part: 'Hear two stories. Tell yours, if you would like to.',
    }),
    {
      kind: 'step',
      id: 'opening',
      title: 'Opening',
      mode: 'look',
      prompt: 'Tell as much or as little as you like, and begin wherever you like. Nobody has to tell today.',
      say: 'We listen to understand. No advice, no questions, no comparing. What is told stays here, and nobody brings it up again unless the teller does.',
      minutes: 4,
      remote: 'The same screen. Whoever tells by video is heard through the best loudspeaker of their circle.',
    },
    {
      kind: 'group',
      id: 'circles',
      title: 'Circles',
      size: 5,
      say: 'Find your circle and choose a guardian: somebody who watches the time and how the circle is doing.',
      minutes: 4,
      remote: 'Each circle with someone by video needs one device with a headset or a call link.',
    },
    {
      kind: 'turn',
      id: 'tellings',
      title: 'Tellings',
      prompt: 'Where does your story begin today?',
      say: 'Who would like to tell takes a place. There is time for two; the others have theirs another day.',
      minutes: 52,
      seconds: 1080,
      order: 'slots',
      of: 'circles',
      quietWall: true,
      parts: [
        { kind: 'tell', title: 'a story', prompt: 'Tell as much or as little as you like.', seconds: 1080 },
        { kind: 'silence', title: 'silence', prompt: 'A minute of silence.', seconds: 60 },
        { kind: 'witness', title: 'witnesses', prompt: 'What I heard that mattered…', seconds: 60 },
        { kind: 'tell', title: 'last word', prompt: 'The last word is yours.', seconds: 120 },
      ],
      remote: 'A teller by video has the same screen. The circle waits for a slow line before anyone else speaks.',
    },
    {
      kind: 'step',
      id: 'landing',
      title: 'Landing',
      mode: 'land',
      prompt: 'Feel your feet on the floor. Thank you for telling, and thank you for listening.',
      say: 'Thank you. Take a minute before you stand up. If something stays with you, find me or somebody you trust.',
      minutes: 4,
      bell: true,
      remote: 'The same screen. Somebody stays in the call for whoever wants to talk.',
    },
  ],
}
