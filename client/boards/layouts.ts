/** The one map of board layouts. */
import type { Component } from 'svelte'
import type { BoardLayout } from '../../shared/boards/board.ts'
import Columns from './columns/Board.svelte'
import type { LayoutProps } from './model.ts'
import Own from './own/Board.svelte'
import Wall from './wall/Board.svelte'

export const layouts: { readonly [L in BoardLayout]: Component<LayoutProps> } = {
  columns: Columns,
  wall: Wall,
  own: Own,
}
