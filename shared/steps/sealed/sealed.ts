/** Each writes alone. What is sealed goes to the vault, never into a slice: this file has nothing of it to show. */
import { started } from '../../flow/clock.ts'
import { circleOf, seatOf } from '../../flow/people.ts'
import type { Primitive } from '../primitive.ts'

/** About how many people will read what is dealt to a circle, for the sentence beside the field. */
const circleSize = (people: number) => Math.max(1, Math.min(people, 4))

export const sealed: Primitive<'sealed'> = {
  of: (spec) => (spec.to === 'each' ? 'circles' : 'plenary'),
  enter: ({ spec, now }) => ({ state: { kind: 'sealed' }, clock: started(spec.minutes * 60_000, now) }),
  seat: ({ spec, run, state }, member, names) => ({
    kind: 'sealed',
    prompt: spec.prompt,
    most: spec.most,
    clock: run.clock,
    circleOf: circleSize(state.seats.length),
    each:
      spec.to === 'each'
        ? circleOf(state, run, member, 'circles')
            .members.filter((id) => id !== member)
            .map((id) => seatOf(state, names, id))
        : null,
    starters: spec.starters ?? [],
  }),
  wall: ({ spec, run, fn }) => ({
    show: 'words',
    fn,
    title: spec.title,
    prompt: spec.prompt,
    bell: false,
    key: `${run.id}.${spec.id}`,
  }),
}
