/** Keys of the console and of a presenter. They work only when no control has the focus; what cannot be undone has none. */
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
  const free = document.activeElement === document.body || document.activeElement?.matches('h1[tabindex="-1"]') === true
  if (!free || document.querySelector('dialog[open]') !== null) return null
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') return 'undo'
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return acts[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null
}

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
