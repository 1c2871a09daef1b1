/**
 * `npm run pictures -- <folder>`: every step of the activities in circles and of the quiet ones, on a phone, a laptop, the
 * console and the wall, in both themes, with 24 people of whom one has the longest name and one a very short one. For
 * looking at, beside the pictures of the design; what a machine can tell is printed at the end.
 */
import { affirmation } from './affirmation.ts'
import { differenceAndPower } from './difference-and-power.ts'
import { harvest } from './harvest.ts'
import { lifeStory } from './life-story.ts'
import { silenceAndAPage } from './silence-and-a-page.ts'
import { Studio } from './studio.ts'

const folder = process.argv[2]
const only = process.argv[3]
if (folder === undefined) throw new Error('Say into which folder: npm run pictures -- <folder> [activity]')

const all = {
  'silence-and-a-page': silenceAndAPage,
  'life-story': lifeStory,
  'difference-and-power': differenceAndPower,
  harvest,
  affirmation,
}
const studio = await Studio.open(folder, 'first-day')
try {
  for (const [slug, look] of Object.entries(all)) if (only === undefined || only === slug) await look(studio)
} finally {
  await studio.close()
}
process.stdout.write(`\n${[...studio.faults, ...studio.room.errors].join('\n')}\n`)
