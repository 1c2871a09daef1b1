/** Who has a board open and where they write, composed by the server: random ids, names it knows itself, no clientID ever. */
import { randomBytes } from 'node:crypto'
import type { MemberId } from '../../shared/lib/ids.ts'
import { docLimits, type CursorState, type Presence } from '../../shared/wire/doc.ts'
import { presenceFrame } from './frames.ts'

export interface Present {
  readonly member: MemberId | null
  /** False for a reader who is behind: presence is dropped for them first. */
  readonly keepsUp: boolean
  send(frame: Uint8Array): void
}

export class PresenceTable {
  readonly #name: (member: MemberId) => string
  readonly #peers = new Map<Present, { readonly id: string; cursor: CursorState | null }>()
  #timer: NodeJS.Timeout | null = null

  constructor(name: (member: MemberId) => string) {
    this.#name = name
  }

  add(present: Present): void {
    this.#peers.set(present, { id: randomBytes(9).toString('base64url'), cursor: null })
    this.#soon()
  }

  remove(present: Present): void {
    this.#peers.delete(present)
    this.#soon()
  }

  point(present: Present, cursor: CursorState | null): void {
    const peer = this.#peers.get(present)
    if (peer === undefined) return
    peer.cursor = cursor
    this.#soon()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#peers.clear()
  }

  /** Ten times a second at most; what came meanwhile is in the next frame. */
  #soon(): void {
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#tell()
    }, docLimits.presenceMs)
    this.#timer.unref()
  }

  #tell(): void {
    const all = [...this.#peers].flatMap(([present, { id, cursor }]): [Present, Presence][] =>
      present.member === null
        ? []
        : [
            [
              present,
              {
                id,
                member: present.member,
                name: this.#name(present.member),
                card: cursor?.card ?? null,
                index: cursor?.index ?? null,
              },
            ],
          ],
    )
    for (const present of this.#peers.keys()) {
      // The wall shows words, not who is typing them.
      if (!present.keepsUp || present.member === null) continue
      present.send(presenceFrame(all.flatMap(([other, peer]) => (other === present ? [] : [peer]))))
    }
  }
}
