/** The invented people of /kit; every fifth takes part by video. */
import type { Place } from '../../../shared/flow/state.ts'
import { kit } from '../../text/kit.ts'

export interface Sample {
  readonly id: string
  readonly name: string
  readonly place: Place
}

export const people: readonly Sample[] = kit.names.map((name, index) => ({
  id: `p${index}`,
  name,
  place: index % 5 === 1 ? 'remote' : 'room',
}))

export const some = (count: number) => people.slice(0, count)
export const nothing = () => {}
export const functions = ['culture', 'reflection', 'relationship', 'future'] as const
