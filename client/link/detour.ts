/** Whether boards go around, through the flow's connection, because the network lets no WebSocket through. */
import type { DocId } from '../../shared/lib/ids.ts'
import type { Beside, FrameSocket } from './frame-socket.ts'

/** One failure may be an accident. */
const enough = 2

export class Detour {
  readonly #link: Beside
  #failed = 0
  /** A WebSocket came through after the flow had to do without one. */
  #works = false

  constructor(link: Beside) {
    this.#link = link
  }

  get isNeeded(): boolean {
    const { carrier } = this.#link
    return carrier !== null && (this.#failed >= enough || (carrier === 'polling' && !this.#works))
  }

  /** The flow has come back, perhaps through another network. */
  renewed(): void {
    this.#works = false
    this.#failed = 0
  }

  /** A WebSocket ended before it said a word. While nothing else comes through either, that says nothing. */
  failed(): void {
    this.#works = false
    if (this.#link.carrier !== null) this.#failed++
  }

  worked(): void {
    this.#works = true
    this.#failed = 0
  }

  /** @param url where the WebSocket would have gone: it is tried again from time to time */
  async open(url: string, ticket: string, doc: DocId): Promise<FrameSocket> {
    const { Tunnel } = await import('./tunnel.ts')
    return new Tunnel(this.#link, { url, ticket, doc }, () => this.worked())
  }
}
