/** An own page's Yjs document as plain words. */
import type * as Y from 'yjs'
import { cleanText } from '../../shared/lib/text.ts'
import type { PageWords } from '../../shared/pages/page.ts'

export function pageWordsOf(doc: Y.Doc): PageWords {
  const line = doc.getMap('mark').get('line')
  return { text: cleanText(doc.getText('words').toString()), marked: typeof line === 'string' ? cleanText(line) : '' }
}
