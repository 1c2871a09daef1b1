/** Circles at their own pace, or one exchange: each has a card of its own on the console. */
import type { DeskSlice } from '../../../shared/flow/desk-slice.ts'

export function haveCards({ circles }: DeskSlice): boolean {
  const turns = circles.filter(({ turn }) => turn !== null)
  return turns.length > 1 || turns.some(({ turn }) => turn?.exchange === true)
}
