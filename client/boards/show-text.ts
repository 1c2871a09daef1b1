import { textEdit } from './text-diff.ts'

/**
 * Shows words that came from elsewhere in a field that somebody may be writing in: the caret stays with the letters it was
 * among. A template that sets the value itself would send it to the end.
 */
export function showText(field: HTMLTextAreaElement, next: string): void {
  if (field.value === next) return
  const { at, removed, inserted } = textEdit(field.value, next)
  const shift = (caret: number) => (caret <= at ? caret : Math.max(at, caret - removed) + inserted.length)
  const [start, end] = [shift(field.selectionStart), shift(field.selectionEnd)]
  field.value = next
  if (document.activeElement === field) field.setSelectionRange(start, end)
}
