/** Admitted structs that are not in the live document yet: of one update while it is judged, or of the batch so far. */
import type { Container } from '../../shared/boards/schema.ts'
import { joined, type Range } from './ranges.ts'
import type { Id } from './update.ts'

/** One container of the document: what it is, and which one. */
export interface Opened {
  readonly kind: Container
  /** The root's name, or client and clock of the struct that opened it. */
  readonly at: string
}

/** Where a struct stands; `key` is null among letters. */
export interface Place extends Opened {
  readonly key: string | null
}

/** What is known of the struct with some id. */
export interface Found {
  /** null: it was collected together with its container. */
  readonly place: Place | null
  /** The container it opens; `gone`: it opened one that was deleted; null: it never opened one. */
  readonly opens: Opened | 'gone' | null
}

export interface Fresh extends Found {
  readonly clock: number
  readonly end: number
  /** False for what arrives already deleted. */
  readonly stands: boolean
  readonly isLetters: boolean
  readonly right: Id | null
  /** It continues the struct before it, between the same neighbours: where that one is, is its spot. */
  readonly chained: boolean
  /** Its nearest neighbours in the live document, for what it costs to find its spot there. */
  readonly liveLeft: Id | null
  readonly liveRight: Id | null
}

export class Layer {
  readonly structs = new Map<number, Fresh[]>()
  /** Clients that write here for the first time, and whose they are from now on. */
  readonly claims = new Map<number, string>()
  readonly deletes = new Map<number, readonly Range[]>()
  /** Letters per text and entries per root, more or fewer than in the live document; by `Opened.at`. */
  readonly grown = new Map<string, { readonly kind: Container; readonly by: number }>()
  /** Structs per key or text, and those of them that are not chained: others may have to look past them. */
  readonly crowd = new Map<string, { readonly all: number; readonly loose: number }>()

  /** The clock after the last struct of a client; undefined when it has none here. */
  end(client: number): number | undefined {
    return this.structs.get(client)?.at(-1)?.end
  }

  find({ client, clock }: Id): Fresh | undefined {
    const own = this.structs.get(client) ?? []
    const fresh = own[indexOf(own, clock)]
    return fresh !== undefined && fresh.clock <= clock && clock < fresh.end ? fresh : undefined
  }

  /** The structs that share clocks with a range; ascending. */
  *within(client: number, { clock, end }: Range): Generator<Fresh> {
    const own = this.structs.get(client) ?? []
    for (let i = indexOf(own, clock); i < own.length; i++) {
      const fresh = own[i]
      if (fresh === undefined || fresh.clock >= end) return
      yield fresh
    }
  }

  /** The next clocks of a client. */
  add(client: number, fresh: Fresh): void {
    append(this.structs, client, [fresh])
    if (fresh.place !== null) this.#crowd(crowdOf(fresh.place), { all: 1, loose: fresh.chained ? 0 : 1 })
  }

  delete(client: number, ranges: readonly Range[]): void {
    this.deletes.set(client, joined([...(this.deletes.get(client) ?? []), ...ranges]))
  }

  /** @param by letters or entries, negative for deleted ones */
  grow({ at, kind }: Opened, by: number): void {
    this.grown.set(at, { kind, by: (this.grown.get(at)?.by ?? 0) + by })
  }

  /** Everything of a later layer on top of this one. */
  take(later: Layer): void {
    for (const [client, structs] of later.structs) append(this.structs, client, structs)
    for (const [client, member] of later.claims) this.claims.set(client, member)
    for (const [client, ranges] of later.deletes) this.delete(client, ranges)
    for (const [at, { kind, by }] of later.grown) this.grow({ at, kind }, by)
    for (const [at, crowd] of later.crowd) this.#crowd(at, crowd)
  }

  #crowd(at: string, { all, loose }: { readonly all: number; readonly loose: number }): void {
    const before = this.crowd.get(at)
    this.crowd.set(at, { all: (before?.all ?? 0) + all, loose: (before?.loose ?? 0) + loose })
  }
}

export const crowdOf = ({ at, key }: Place) => `${at}/${key ?? ''}`

/** Of the first struct that ends behind `clock`; the length when there is none. */
function indexOf(own: readonly Fresh[], clock: number): number {
  let low = 0
  let high = own.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((own[middle]?.end ?? Infinity) > clock) high = middle
    else low = middle + 1
  }
  return low
}

function append(all: Map<number, Fresh[]>, client: number, structs: readonly Fresh[]): void {
  const own = all.get(client)
  if (own === undefined) all.set(client, [...structs])
  else own.push(...structs)
}
