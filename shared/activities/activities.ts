/** The one list of activities, and the agenda a new workshop begins with. Adding an activity is one file and one line here. */
import type { Activity, AnySpec } from '../steps/specs.ts'
import { affirmation } from './affirmation.ts'
import { agreements } from './agreements.ts'
import { checkIn } from './check-in.ts'
import { closingCircle } from './closing-circle.ts'
import { differenceAndPower } from './difference-and-power.ts'
import { harvest } from './harvest.ts'
import { lifeStory } from './life-story.ts'
import { silenceAndAPage } from './silence-and-a-page.ts'

export const activities: readonly Activity[] = [
  checkIn,
  agreements,
  silenceAndAPage,
  lifeStory,
  differenceAndPower,
  affirmation,
  harvest,
  closingCircle,
]

/** Slugs of the half-day a new workshop begins with. */
export const halfDay: readonly string[] = [
  checkIn.slug,
  agreements.slug,
  lifeStory.slug,
  affirmation.slug,
  closingCircle.slug,
]

/** What a new workshop is called until its lead renames it. */
export const firstName = 'Our workshop'

const bySlug = new Map(activities.map((activity) => [activity.slug, activity]))

/** @throws for a slug that is in no list: a stored agenda names only activities that shipped */
export function activityOf(slug: string): Activity {
  const found = bySlug.get(slug)
  if (found === undefined) throw new Error(`No activity is called ${slug}`)
  return found
}

export function stepOf(slug: string, index: number): AnySpec {
  const spec = activityOf(slug).steps[index]
  if (spec === undefined) throw new Error(`${slug} has no step ${index}`)
  return spec
}

export const minutesOf = (activity: Activity) => activity.steps.reduce((sum, step) => sum + step.minutes, 0)
