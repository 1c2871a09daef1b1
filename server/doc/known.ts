/**
 * What the server knows of a board at the moment of judgement: the live document, over it the updates of the batch that
 * are admitted and not applied yet, and over those the update being judged.
 */
import * as Y from 'yjs'
import { Layer, type Found, type Fresh, type Place } from './layer.ts'
import { distance, findIn, sizeOf, standingIn, type Standing } from './live-doc.ts'
import { without, type Range } from './ranges.ts'
import type { Id } from './update.ts'

export class Known {
  readonly #doc: Y.Doc
  readonly #owners: ReadonlyMap<number, string>
  readonly #below: readonly Layer[]
  /** Where what is admitted from here on goes. */
  readonly top = new Layer()
  readonly #layers: readonly Layer[]

  constructor(doc: Y.Doc, owners: ReadonlyMap<number, string>, below: readonly Layer[] = []) {
    this.#doc = doc
    this.#owners = owners
    this.#below = below
    this.#layers = [this.top, ...below]
  }

  /** The same knowledge with an empty layer on top, to be thrown away or {@link Layer.take taken}. */
  draft(): Known {
    return new Known(this.#doc, this.#owners, [this.top, ...this.#below])
  }

  /** The next clock of a client: everything before it is known. */
  next(client: number): number {
    for (const layer of this.#layers) {
      const end = layer.end(client)
      if (end !== undefined) return end
    }
    return Y.getState(this.#doc.store, client)
  }

  has({ client, clock }: Id): boolean {
    return clock < this.next(client)
  }

  /** Whose a clientID is: a member's, `''` for the server's, undefined while nobody has written under it. */
  owner(client: number): string | undefined {
    for (const layer of this.#layers) {
      const member = layer.claims.get(client)
      if (member !== undefined) return member
    }
    return this.#owners.get(client)
  }

  /** @param id of something known */
  find(id: Id): Found {
    return this.fresh(id) ?? findIn(this.#doc, id)
  }

  /** The struct, if it is not in the live document yet. */
  fresh(id: Id): Fresh | undefined {
    for (const layer of this.#layers) {
      const fresh = layer.find(id)
      if (fresh !== undefined) return fresh
    }
    return undefined
  }

  /** Letters of a text or entries of a root, with all that is admitted. */
  size(at: string): number {
    return this.#layers.reduce((sum, layer) => sum + (layer.grown.get(at)?.by ?? 0), sizeOf(this.#doc, at))
  }

  /** Structs that are not in the live document yet, under one key or in one text. */
  crowd(at: string, chained: boolean): number {
    return this.#layers.reduce((sum, { crowd }) => sum + (crowd.get(at)?.[chained ? 'loose' : 'all'] ?? 0), 0)
  }

  distance(left: Id | null, right: Id | null, place: Place, most: number): number {
    return distance(this.#doc, left, right, place, most)
  }

  /** The parts of a client's ranges that stand and that nobody in this batch has deleted. */
  *standing(client: number, ranges: readonly Range[]): Generator<Standing> {
    const left = this.#layers.reduce((rest, layer) => without(rest, layer.deletes.get(client) ?? []), [...ranges])
    for (const range of left) {
      yield* standingIn(this.#doc, client, range)
      for (const layer of this.#layers) yield* standingAbove(layer, client, range)
    }
  }
}

function* standingAbove(layer: Layer, client: number, range: Range): Generator<Standing> {
  for (const { clock, end, stands, place, isLetters, opens } of layer.within(client, range)) {
    if (!stands || place === null) continue
    yield { clock: Math.max(range.clock, clock), end: Math.min(range.end, end), place, isLetters, opens }
  }
}
