/** What the server says of itself: asked once by each page that shows any of it. */
import type { About } from '../../shared/wire/http.ts'
import { doors } from '../link/doors.ts'

export class ServerAbout {
  #about = $state.raw<About | null>(null)

  constructor() {
    void doors.about().then((answer) => {
      if (answer.ok) this.#about = answer
    })
  }

  /** Null until it has answered. */
  get known(): About | null {
    return this.#about
  }

  /** Whether nobody on the way could read along: over https, or on this computer. */
  get isSecure(): boolean {
    return this.#about === null ? isSecureContext : this.#about.secure || this.#about.reach === 'here'
  }
}
