/** What a lead does on the console, by button, key or presenter, and what is said about it. */
import type { Command } from '../../../shared/flow/commands.ts'
import { plenary } from '../../../shared/lib/ids.ts'
import type { Answer } from '../../../shared/wire/flow.ts'
import { refusals } from '../../../shared/wire/refusals.ts'
import type { Session } from '../../state/session.svelte.ts'
import { acts as words } from '../../text/acts.ts'
import { announce } from '../../ui/announce.svelte.ts'
import { keyAct, type KeyAct } from './keys.ts'
import { doneWords } from './words.ts'

/** As long as a lead may wonder what that press did. */
const doneMs = 10_000

export class Leading {
  keysOn = $state(true)
  trouble = $state('')
  #done = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #session: Session
  readonly #byKey: Record<KeyAct, () => void>

  constructor(session: Session, showKeys: () => void) {
    this.#session = session
    this.#byKey = {
      // What cannot be undone needs two presses of the button; no key and no presenter does it.
      next: () => (session.view.desk?.confirm === true ? announce(words.noKey) : this.next()),
      back: () => this.act({ type: 'back' }),
      pause: () => this.pause(),
      more: () => this.act({ type: 'time.more', circle: plenary, minutes: 1 }),
      quiet: () => this.quiet(),
      code: () => this.act({ type: 'wall.code', on: session.view.wall?.code !== true }),
      undo: () => this.act({ type: 'undo' }),
      keys: showKeys,
    }
  }

  /** What the last press did; empty when there is nothing to take back. */
  get done(): string {
    return this.#done
  }

  async send(command: Command): Promise<boolean> {
    this.trouble = ''
    const before = JSON.stringify(this.#session.view.desk?.undo)
    const answer = await this.#session.send(command)
    this.told(answer)
    if (!answer.ok) return false
    // The list holds the last twenty, so it need not have grown.
    const undo = this.#session.view.desk?.undo ?? []
    const newest = JSON.stringify(undo) === before ? undefined : undo[0]
    this.#say(command.type === 'undo' || newest === undefined ? '' : doneWords(newest))
    return true
  }

  told(answer: Answer): void {
    this.trouble = answer.ok || answer.code === 'nothing_to_undo' ? '' : refusals[answer.code]
  }

  act(command: Command): void {
    void this.send(command)
  }

  next(): void {
    this.act({ type: 'next', confirm: this.#session.view.desk?.confirm === true })
  }

  pause(): void {
    this.act({ type: this.#session.view.desk?.paused === true ? 'resume' : 'pause', circle: plenary })
  }

  quiet(): void {
    this.act({ type: 'wall.quiet', on: this.#session.view.desk?.quiet !== true })
  }

  key(event: KeyboardEvent): void {
    const able = this.keysOn && this.#session.view.desk !== undefined && !event.repeat
    const act = able ? keyAct(event) : null
    if (act === null) return
    event.preventDefault()
    this.#byKey[act]()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #say(done: string): void {
    clearTimeout(this.#timer)
    this.#done = done
    this.#timer = setTimeout(() => (this.#done = ''), doneMs)
  }
}
