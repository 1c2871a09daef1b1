/** Circles are formed, and each person sees with whom and where. */
import { circleOf, isWithUs, seatOf } from '../../flow/people.ts'
import { placeForWall } from '../../lib/place-for-wall.ts'
import type { Primitive } from '../primitive.ts'
import { circlesFor } from './circles.ts'

export const group: Primitive<'group'> = {
  of: () => 'circles',
  enter: ({ state, run, spec, random }) => ({
    state: { kind: 'group' },
    clock: null,
    // Coming back to this step keeps the circles that people already sit in.
    circles:
      run.circles.length > 0
        ? run.circles
        : circlesFor({ ...state, seats: state.seats.filter(isWithUs(run)) }, spec.size, random),
  }),
  seat: ({ state, run }, member, names) => {
    const circle = circleOf(state, run, member, 'circles')
    return {
      kind: 'group',
      letter: circle.id,
      with: circle.members.filter((id) => id !== member).map((id) => seatOf(state, names, id)),
    }
  },
  wall: ({ state, run, spec, fn }, names) => ({
    show: 'circles',
    fn,
    title: spec.title,
    circles: run.circles.map((circle) => ({
      id: circle.id,
      where: placeForWall(circle.where),
      seats: circle.members.map((id) => seatOf(state, names, id)),
    })),
  }),
}
