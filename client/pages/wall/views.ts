/** The one map of what a wall can show: a shape without a picture does not compile. */
import type { Component } from 'svelte'
import type { WallView } from '../../../shared/flow/slices.ts'
import Agreed from './Agreed.svelte'
import Asked from './Asked.svelte'
import Board from './Board.svelte'
import Circles from './Circles.svelte'
import Ended from './Ended.svelte'
import Lobby from './Lobby.svelte'
import type { WallProps } from './props.ts'
import Rings from './Rings.svelte'
import Quiet from './Quiet.svelte'
import Turn from './Turn.svelte'
import Words from './Words.svelte'

export const wallViews: { readonly [S in WallView['show']]: Component<WallProps<S>> } = {
  quiet: Quiet,
  lobby: Lobby,
  words: Words,
  turn: Turn,
  circles: Circles,
  rings: Rings,
  board: Board,
  asked: Asked,
  agreed: Agreed,
  ended: Ended,
}
