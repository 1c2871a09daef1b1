import { flushSync } from 'svelte'

/**
 * A line that goes into another list is drawn there anew: whoever moved it by keys goes on where they were in it.
 * From a line that is gone they go on at its list.
 * @param lists - holds them all
 * @param act - moves or removes the card
 */
export function keepFocus(lists: HTMLElement | undefined, card: string, act: () => void): void {
  const find = () => lists?.querySelector(`[data-card="${card}"]`) ?? null
  const before = find()
  const list = before?.closest<HTMLElement>('[data-list]')
  const stood = document.activeElement
  const within = before?.contains(stood) === true
  const caret = stood instanceof HTMLTextAreaElement ? stood.selectionStart : null
  flushSync(act)
  if (!within || stood?.isConnected === true) return
  const line = find()
  if (line === null) return list?.focus({ preventScroll: true })
  if (caret === null) return line.querySelector('button')?.focus()
  const words = line.querySelector('textarea')
  words?.focus()
  words?.setSelectionRange(caret, caret)
}
