/** Who has a board open and where they write, composed by the server: names it knows itself, random ids, never a clientID. */
import type { MemberId } from '../../shared/lib/ids.ts'
import { docLimits, type CursorState, type Presence } from '../../shared/wire/doc.ts'
import type { Clock } from '../clock.ts'
import { presenceFrame } from './frames.ts'

/** Somebody's connection. */
export interface Present {
  readonly member: MemberId
  /** May be left out for a reader who is behind: the next one says it all again. */
  tellPresence(frame: Uint8Array): void
}

export interface PresenceParts {
  readonly clock: Clock
  name(member: MemberId): string
  /** False while it would tell who is writing something sealed. */
  allowed(): boolean
  newId(): string
}

export class PresenceTable {
  readonly #parts: PresenceParts
  readonly #peers = new Map<Present, { readonly id: string; cursor: CursorState | null }>()
  #toldAt = -Infinity
  #told = false
  #cancel: (() => void) | null = null

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  add(present: Present): void {
    this.#peers.set(present, { id: this.#parts.newId(), cursor: null })
    this.changed()
  }

  remove(present: Present): void {
    if (this.#peers.delete(present)) this.changed()
  }

  /** @param cursor null: has left the page, the connection still stands */
  point(present: Present, cursor: CursorState | null): void {
    const peer = this.#peers.get(present)
    if (peer === undefined) return
    peer.cursor = cursor
    this.changed()
  }

  /** Told at once, and then at most ten times a second: what comes meanwhile is in the next. */
  changed(): void {
    const { clock } = this.#parts
    const wait = Math.max(0, this.#toldAt + docLimits.presenceMs - clock.now())
    this.#cancel ??= clock.after(wait, () => {
      this.#cancel = null
      this.#tell()
    })
  }

  /** To one person who asks. */
  tellOne(present: Present): void {
    present.tellPresence(presenceFrame(this.#parts.allowed() ? this.#others(present) : []))
  }

  close(): void {
    this.#cancel?.()
    this.#peers.clear()
  }

  #tell(): void {
    const allowed = this.#parts.allowed()
    this.#toldAt = this.#parts.clock.now()
    // When it has become forbidden, one last empty list takes away what was told.
    if (!allowed && !this.#told) return
    this.#told = allowed
    for (const present of this.#peers.keys()) this.tellOne(present)
  }

  /** Nobody is told about themselves. */
  #others(self: Present): Presence[] {
    const others: Presence[] = []
    for (const [present, { id, cursor }] of this.#peers) {
      if (present === self || cursor === null) continue
      others.push({ id, member: present.member, name: this.#parts.name(present.member), ...cursor })
    }
    return others
  }
}
