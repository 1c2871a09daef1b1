/** A page from a template, for each person alone. */
import { started } from '../../flow/clock.ts'
import type { Primitive } from '../primitive.ts'

export const page: Primitive<'page'> = {
  of: () => 'plenary',
  enter: ({ spec, now }) => ({ state: { kind: 'page' }, clock: started(spec.minutes * 60_000, now) }),
  seat: ({ spec }) => ({ kind: 'page', template: spec.template }),
  wall: ({ spec, run, fn }) => ({
    show: 'words',
    fn,
    title: spec.title,
    prompt: spec.title,
    bell: false,
    key: `${run.id}.${spec.id}`,
  }),
}
