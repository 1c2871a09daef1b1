/** What every content note has in common; an activity adds what may come up, what is read aloud, and what taking part means. */
import type { NoteSpec } from '../steps/specs.ts'

export const contentNote = (own: Pick<NoteSpec, 'comes' | 'aloud' | 'part'>): NoteSpec => ({
  kind: 'step',
  id: 'note',
  title: 'Before we begin',
  mode: 'note',
  prompt: 'Before we begin',
  say: 'Read this in your own time. There are four ways to be here, and all four are fine. You can change at any time.',
  minutes: 3,
  remote: 'The same screen. Whoever takes a walk leaves the call open or comes back to it for the landing.',
  ...own,
})
