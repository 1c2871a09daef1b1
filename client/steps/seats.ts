/** The one map of a person's views: a primitive without one does not compile. */
import type { Component } from 'svelte'
import type { SeatViews } from '../../shared/flow/seat-views.ts'
import Board from './board/Seat.svelte'
import Group from './group/Seat.svelte'
import Page from './page/Seat.svelte'
import type { SeatProps } from './props.ts'
import Scale from './scale/Seat.svelte'
import Sealed from './sealed/Seat.svelte'
import Step from './step/Seat.svelte'
import Turn from './turn/Seat.svelte'

export const seats: { readonly [K in keyof SeatViews]: Component<SeatProps<K>> } = {
  step: Step,
  turn: Turn,
  group: Group,
  sealed: Sealed,
  board: Board,
  scale: Scale,
  page: Page,
}
