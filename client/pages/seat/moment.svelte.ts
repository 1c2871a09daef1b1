/** A person who needs a moment: the calm screen comes at once; that somebody knows is said when it is true. */
import type { Ref } from '../../../shared/flow/seat-views.ts'
import type { RefusalCode } from '../../../shared/wire/refusals.ts'
import type { Session } from '../../state/session.svelte.ts'
import { seat } from '../../text/seat.ts'
import { announce } from '../../ui/announce.svelte.ts'

const words = seat.moment

export class Moment {
  #now = $state.raw<{ readonly to: Ref | null; readonly told: 'asking' | 'yes' | RefusalCode } | null>(null)
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  get on(): boolean {
    return this.#now !== null
  }

  /** It did not reach the person it was for, or perhaps not. */
  get failed(): boolean {
    return this.#now !== null && this.#now.told !== 'yes' && this.#now.told !== 'asking'
  }

  get words(): string {
    const now = this.#now
    if (now === null || now.told === 'asking') return words.take
    if (now.told !== 'yes') return `${words.take} ${now.told === 'maybe_lost' ? words.unsure : words.nobody}`
    return `${words.take} ${now.to === null ? words.knowsAll : words.knows(now.to.name)}`
  }

  async need(to: Ref | null): Promise<void> {
    this.#now = { to, told: 'asking' }
    const answer = await this.#session.signal({ kind: 'moment', to: to?.id ?? null })
    if (this.#now === null) return
    this.#now = { to, told: answer.ok ? 'yes' : answer.code }
    if (!answer.ok) announce(words.nobody, 'assertive')
  }

  async again(): Promise<void> {
    await this.need(this.#now?.to ?? null)
  }

  async back(): Promise<void> {
    this.#now = null
    await this.#session.signal({ kind: 'back', to: null })
  }
}
