import { expect, test } from 'vitest'
import { activities } from '../../shared/activities/activities.ts'
import { agendas } from '../../shared/activities/agendas.ts'
import { checkActivity } from '../../shared/activities/check.ts'
import type { Activity } from '../../shared/steps/specs.ts'

test('[AC1] every activity that ships is complete, and every ready agenda names only those', () => {
  for (const activity of activities) expect(checkActivity(activity)).toEqual([])
  const slugs = activities.map((activity) => activity.slug)
  expect(new Set(slugs).size).toBe(slugs.length)
  for (const { blocks } of Object.values(agendas)) for (const slug of blocks) expect(slugs).toContain(slug)
})

test('[AC1] the check finds what is missing', () => {
  const [first] = activities as [Activity]
  const broken: Activity = {
    ...first,
    tender: true,
    steps: [
      {
        kind: 'board',
        id: 'b',
        title: '',
        say: '',
        prompt: 'p',
        minutes: 0,
        remote: '',
        layout: 'wall',
        lists: [],
        required: ['In the room'],
        of: 'circles',
        from: { sealed: 'nowhere' },
      },
      {
        kind: 'scale',
        about: 'lines',
        id: 'b',
        title: 't',
        say: 's',
        prompt: 'p',
        minutes: 1,
        remote: 'r',
        board: 'later',
        ask: 'all',
        adopts: false,
      },
      {
        kind: 'turn',
        id: 't',
        title: 't',
        say: 's',
        prompt: 'p',
        minutes: 1,
        seconds: 60,
        order: 'sequence',
        of: 'circles',
        remote: 'r',
      },
    ],
  }
  const found = checkActivity(broken).join('\n')
  for (const word of [
    'title',
    'sentence',
    'length',
    'remote',
    'list',
    'In the room',
    'nowhere',
    'twice',
    'later',
    'circles',
    'landing',
    'the wall shows nothing of how circles go on',
  ])
    expect(found).toContain(word)
})
