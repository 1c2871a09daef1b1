/** Each writes alone. What is sealed goes to the vault, never into a slice: this file has nothing of it to show. */
import { started } from '../../flow/clock.ts'
import { circleOf, seatOf } from '../../flow/people.ts'
import type { Primitive } from '../primitive.ts'
import { readers } from '../readers.ts'

export const sealed: Primitive<'sealed'> = {
  of: (spec) => (spec.to === 'each' ? 'circles' : 'plenary'),
  enter: ({ spec, now }) => ({ state: { kind: 'sealed' }, clock: started(spec.minutes * 60_000, now) }),
  seat: (scope, member, names) => {
    const { spec, run, state } = scope
    const others = circleOf(state, run, member, 'circles').members.filter((id) => id !== member)
    return {
      kind: 'sealed',
      prompt: spec.prompt,
      most: spec.most,
      clock: run.clock,
      circleOf: readers(state, run),
      each: spec.to === 'each' ? others.map((id) => seatOf(state, names, id)) : null,
      starters: spec.starters ?? [],
    }
  },
  wall: ({ spec, run, fn }) => ({
    show: 'words',
    fn,
    title: spec.title,
    prompt: spec.prompt,
    bell: false,
    key: `${run.id}.${spec.id}`,
  }),
}
