/** The way in to a board, whatever carries its frames: by a ticket, in so many windows, and out when the grant ends. */
import { isDocId, type DocId, type GrantId } from '../shared/lib/ids.ts'
import { DocClose } from '../shared/wire/doc.ts'
import { Crowd } from './auth/crowd.ts'
import type { Wire } from './doc/wire.ts'
import type { Principal } from './flow/ports.ts'

/** Connections of one grant to one board: ten windows that all lose the network twice at once. */
const mostPerBoard = 20

export interface Invited {
  readonly doc: DocId
  readonly principal: Principal
}

export interface BoardDoorParts {
  redeem(ticket: string, doc: DocId, cookies: string | undefined): Principal | null
  connect(wire: Wire, doc: DocId, principal: Principal): void
}

export class BoardDoor {
  readonly #parts: BoardDoorParts
  readonly #open = new Map<Wire, GrantId>()
  readonly #windows = new Crowd(mostPerBoard)

  constructor(parts: BoardDoorParts) {
    this.#parts = parts
  }

  invited(ticket: string | null, doc: unknown, cookies: string | undefined): Invited | null {
    if (ticket === null || typeof doc !== 'string' || !isDocId(doc)) return null
    const principal = this.#parts.redeem(ticket, doc, cookies)
    return principal === null ? null : { doc, principal }
  }

  /** @returns the way out; null when this grant has too many windows on this board */
  enter({ doc, principal }: Invited): (() => void) | null {
    return this.#windows.enter(`${principal.grant} ${doc}`)
  }

  connect(wire: Wire, { doc, principal }: Invited): void {
    this.#open.set(wire, principal.grant)
    wire.onClose(() => this.#open.delete(wire))
    this.#parts.connect(wire, doc, principal)
  }

  /** Board connections that are open. */
  get open(): number {
    return this.#open.size
  }

  /** Ends every board connection of a grant at once, and for good. */
  dismiss(grant: GrantId): void {
    for (const [wire, own] of this.#open) if (own === grant) wire.close(DocClose.forbidden, 'revoked')
  }
}
