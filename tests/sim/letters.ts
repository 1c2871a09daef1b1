/** Letters that exist once in the world: each that anybody types is a sign of its own, so that none is lost unnoticed. */
import * as Y from 'yjs'
import type { DocId } from '../../shared/lib/ids.ts'
import type { Verdicts } from './verdicts.ts'

const first = 0x4e00
const sign = /[\u4e00-\u9fff]/g

/** Every letter on a board, with the card it stands in. */
function standing(doc: Y.Doc): [letter: string, card: string][] {
  return [...doc.getMap('cards')].flatMap(([id, card]) => {
    const text = card instanceof Y.Map ? card.get('text') : null
    const letters = text instanceof Y.Text ? (text.toString().match(sign) ?? []) : []
    return letters.map((letter): [string, string] => [letter, id])
  })
}

export const lettersOf = (doc: Y.Doc): string[] => standing(doc).map(([letter]) => letter)

export class Letters {
  #typed = 0
  /** Letters that somebody has taken away, and cards: what others write into these meanwhile goes with them. */
  readonly #removed = new Set<string>()

  next(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(first + this.#typed++)).join('')
  }

  /** Somebody is about to take all of it away. */
  removesAll(doc: Y.Doc): void {
    for (const one of [...doc.getMap('cards').keys(), ...lettersOf(doc)]) this.#removed.add(one)
  }

  /** Who takes letters away is noted; nobody sees one vanish that nobody took. */
  watch(doc: Y.Doc, id: DocId, verdicts: Verdicts): void {
    let before = new Map<string, string>()
    let cards: readonly string[] = []
    doc.on('afterTransaction', (change: Y.Transaction) => {
      const now = new Map(standing(doc))
      const gone = [...before].filter(([letter]) => !now.has(letter))
      before = now
      const [cardsBefore, cardsNow] = [cards, [...doc.getMap('cards').keys()]]
      cards = cardsNow
      if (!change.local) {
        const unasked = gone.filter((both) => !both.some((one) => this.#removed.has(one)))
        verdicts.hold('CNV-2', unasked.length === 0, () => `${unasked.join()} vanished from ${id}`)
        return
      }
      for (const [letter] of gone) this.#removed.add(letter)
      for (const card of cardsBefore) if (!doc.getMap('cards').has(card)) this.#removed.add(card)
    })
  }
}
