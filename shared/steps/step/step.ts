/** A timed part with one instruction: look, write for yourself, or land. */
import { started } from '../../flow/clock.ts'
import type { Primitive } from '../primitive.ts'

export const step: Primitive<'step'> = {
  of: () => 'plenary',
  enter: ({ spec, now }) => ({ state: { kind: 'step' }, clock: started(spec.minutes * 60_000, now) }),
  seat: ({ spec, run }) => ({
    kind: 'step',
    mode: spec.mode,
    prompt: spec.prompt,
    bell: spec.bell === true,
    clock: spec.mode === 'write' ? run.clock : null,
  }),
  wall: ({ spec, run, fn }) => ({
    show: 'words',
    fn,
    title: spec.title,
    prompt: spec.prompt,
    bell: spec.bell === true,
    key: `${run.id}.${spec.id}`,
  }),
}
