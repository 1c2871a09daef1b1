/** The one map of what a wall can show: a shape without a picture does not compile. */
import type { Component } from 'svelte'
import type { WallView } from '../../../shared/flow/slices.ts'
import Agreed from './Agreed.svelte'
import Asked from './Asked.svelte'
import Board from './Board.svelte'
import Circles from './Circles.svelte'
import Ended from './Ended.svelte'
import Lobby from './Lobby.svelte'
import Note from './Note.svelte'
import type { WallProps } from './props.ts'
import Rings from './Rings.svelte'
import Quiet from './Quiet.svelte'
import Spectrum from './Spectrum.svelte'
import Turn from './Turn.svelte'
import Words from './Words.svelte'
import Writing from './Writing.svelte'

export const wallViews: { readonly [S in WallView['show']]: Component<WallProps<S>> } = {
  quiet: Quiet,
  lobby: Lobby,
  words: Words,
  turn: Turn,
  circles: Circles,
  rings: Rings,
  board: Board,
  writing: Writing,
  asked: Asked,
  agreed: Agreed,
  note: Note,
  spectrum: Spectrum,
  ended: Ended,
}
