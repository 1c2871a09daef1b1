/** The one map of board layouts. */
import type { Component } from 'svelte'
import type { BoardAim } from '../../shared/boards/aim.ts'
import type { BoardLayout } from '../../shared/boards/board.ts'
import Columns from './columns/Board.svelte'
import type { BoardModel } from './model.ts'
import Wall from './wall/Board.svelte'

export const layouts: { readonly [L in BoardLayout]: Component<{ board: BoardModel; aim: BoardAim }> } = {
  columns: Columns,
  wall: Wall,
}
