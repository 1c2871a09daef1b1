/** A timed part with one instruction: look, write for yourself, land, or read a content note and say how near you come. */
import { activityOf } from '../../activities/activities.ts'
import { started } from '../../flow/clock.ts'
import type { Primitive } from '../primitive.ts'

export const step: Primitive<'step'> = {
  of: () => 'plenary',
  enter: ({ spec, now }) => ({ state: { kind: 'step' }, clock: started(spec.minutes * 60_000, now) }),
  seat: ({ spec, run }) => ({
    kind: 'step',
    mode: spec.mode,
    prompt: spec.prompt,
    note: spec.mode === 'note' ? { comes: spec.comes, aloud: spec.aloud, part: spec.part } : null,
    bell: spec.mode !== 'note' && spec.bell === true,
    guide: spec.mode === 'note' ? [] : (spec.guide ?? []),
    clock: spec.mode === 'write' ? run.clock : null,
  }),
  wall: ({ spec, run, fn }) =>
    spec.mode === 'note'
      ? { show: 'note', fn, activity: activityOf(run.activity).title, title: spec.prompt }
      : {
          show: 'words',
          fn,
          title: spec.title,
          prompt: spec.prompt,
          bell: spec.bell === true,
          key: `${run.id}.${spec.id}`,
        },
}
