/** The ready agendas a workshop can begin with. Adding one is one entry here. */
import { checkIn } from './check-in.ts'
import { halfDay } from './activities.ts'
import { affirmation } from './affirmation.ts'
import { agreements } from './agreements.ts'
import { closingCircle } from './closing-circle.ts'
import { differenceAndPower } from './difference-and-power.ts'
import { harvest } from './harvest.ts'
import { lifeStory } from './life-story.ts'
import { silenceAndAPage } from './silence-and-a-page.ts'

export interface Agenda {
  readonly title: string
  /** One sentence: for whom and when. */
  readonly what: string
  /** Slugs of its activities, in order. */
  readonly blocks: readonly string[]
}

export const agendas = {
  'half-day': {
    title: 'A first half-day',
    what: 'Arrive, write agreements together, tell and hear life stories, say what you see in each other, close.',
    blocks: halfDay,
  },
  // Stories before difference and power, and affirmation late in the day.
  'first-day': {
    title: 'A full first day',
    what: 'The half-day, with a page of one’s own, a hard question, and a harvest before the affirmation circle. With breaks, a day.',
    blocks: [
      checkIn.slug,
      agreements.slug,
      silenceAndAPage.slug,
      lifeStory.slug,
      differenceAndPower.slug,
      harvest.slug,
      affirmation.slug,
      closingCircle.slug,
    ],
  },
  'difference-and-power': {
    title: 'Difference and power',
    what: 'For a group that knows each other and has its agreements: where we stand on a hard question.',
    blocks: [checkIn.slug, differenceAndPower.slug, closingCircle.slug],
  },
  'quiet-hour': {
    title: 'A quiet hour',
    what: 'Arrive, write for ten minutes on a page that nobody else opens, close.',
    blocks: [checkIn.slug, silenceAndAPage.slug, closingCircle.slug],
  },
} as const satisfies Record<string, Agenda>

export type AgendaName = keyof typeof agendas
export const agendaNames = Object.keys(agendas) as [AgendaName, ...AgendaName[]]
