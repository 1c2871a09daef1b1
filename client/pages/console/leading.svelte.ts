/** What a lead does on the console, by button, key or presenter, and what is said about it. */
import type { Command } from '../../../shared/flow/commands.ts'
import { plenary } from '../../../shared/lib/ids.ts'
import type { Answer } from '../../../shared/wire/flow.ts'
import { refusals } from '../../../shared/wire/refusals.ts'
import type { Session } from '../../state/session.svelte.ts'
import { acts as words } from '../../text/acts.ts'
import { samePressMs } from '../../ui/second-press.svelte.ts'
import { keyAct, type KeyAct } from './keys.ts'
import { doneWords } from './words.ts'

/** As long as a lead may wonder what that press did. */
const doneMs = 10_000

export class Leading {
  keysOn = $state(true)
  trouble = $state('')
  #done = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Turns a page of what the wall shows, when there is one that way; set by the card that knows the pages. */
  turnPage: ((by: 1 | -1) => boolean) | null = null
  #pressed: { key: KeyAct | null; at: number } = { key: null, at: -Infinity }
  readonly #session: Session
  readonly #byKey: Record<KeyAct, () => void>

  constructor(session: Session, showKeys: () => void) {
    this.#session = session
    this.#byKey = {
      // What cannot be undone needs two presses of the button; no key and no presenter does it.
      next: () => {
        if (session.view.desk?.confirm === true) this.say(words.noKey)
        else this.next()
      },
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
    const several = command.type === 'next' && this.#session.view.desk?.next.act === 'hand_on_all'
    const answer = await this.#session.send(command)
    this.told(answer)
    if (!answer.ok) return false
    // The list holds the last twenty, so it need not have grown.
    const undo = this.#session.view.desk?.undo ?? []
    const newest = JSON.stringify(undo) === before ? undefined : undo[0]
    // The newest is of one circle; here several may have moved.
    const done = newest === undefined ? '' : several ? words.done.moved_on : doneWords(newest)
    this.say(command.type === 'undo' ? '' : done)
    return true
  }

  told(answer: Answer): void {
    // That nothing can be saved is said as long as it is so, beside this.
    const isSaid = !answer.ok && (answer.code === 'nothing_to_undo' || answer.code === 'not_stored')
    this.trouble = answer.ok || isSaid ? '' : refusals[answer.code]
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
    if ((act === 'next' && this.turnPage?.(1) === true) || (act === 'back' && this.turnPage?.(-1) === true)) return
    // A presenter's button bounces, and a hand presses twice: as on the bar, that is one press.
    const { key, at } = this.#pressed
    this.#pressed = { key: act, at: event.timeStamp }
    if (key !== act || event.timeStamp - at >= samePressMs) this.#byKey[act]()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  /** What was just done, for as long as a lead may wonder. */
  say(done: string): void {
    clearTimeout(this.#timer)
    this.#done = done
    this.#timer = setTimeout(() => (this.#done = ''), doneMs)
  }
}
