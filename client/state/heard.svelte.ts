/** What a session is told beside its slices: signals, who is connected, and what concerns this person's own turn or circle. */
import type { Ref } from '../../shared/flow/seat-views.ts'
import type { Roster, SignalMark } from '../../shared/wire/flow.ts'

export class Heard {
  signals = $state.raw<readonly SignalMark[]>([])
  roster = $state.raw<Roster>({})
  /** Somebody can't hear this person, who speaks now. */
  unheard = $state(false)
  /** The server cannot save at the moment; consoles alone are told. */
  unsaved = $state(false)
  /** Whoever has the stone where this person is the guardian, while their connection is cut. */
  cut = $state.raw<Ref | null>(null)

  /** A new connection tells anew where these are so. */
  renewed(): void {
    this.unheard = this.unsaved = false
    this.cut = null
  }
}
