/**
 * Keys of the console and of a presenter. They work on the page and on a plain button, which takes Enter and the space bar
 * only: whoever has just pressed Next by hand goes on with the presenter. What cannot be undone has none.
 */
export type KeyAct = 'next' | 'back' | 'pause' | 'more' | 'quiet' | 'code' | 'undo' | 'keys'

const acts: Readonly<Record<string, KeyAct>> = {
  PageDown: 'next',
  ArrowRight: 'next',
  PageUp: 'back',
  ArrowLeft: 'back',
  h: 'pause',
  '+': 'more',
  b: 'quiet',
  '.': 'quiet',
  q: 'code',
  '?': 'keys',
}

export function keyAct(event: KeyboardEvent): KeyAct | null {
  const focus = document.activeElement
  const free = focus === document.body || focus?.matches('h1[tabindex="-1"]') === true || isPlainButton(focus)
  if (!free || document.querySelector('dialog[open]') !== null) return null
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') return 'undo'
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return acts[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null
}

/** Not one of several that the arrow keys choose from. */
const isPlainButton = (focus: Element | null) =>
  focus?.matches('button:not([role])') === true && focus.closest('[role=menu]') === null

export const keyList: readonly (readonly [string, KeyAct])[] = [
  ['PageDown →', 'next'],
  ['PageUp ←', 'back'],
  ['H', 'pause'],
  ['+', 'more'],
  ['B .', 'quiet'],
  ['Q', 'code'],
  ['Ctrl Z', 'undo'],
  ['?', 'keys'],
]
