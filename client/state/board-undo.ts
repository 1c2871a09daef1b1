/**
 * One person's undo and redo, newest first, over two kinds of steps.
 *
 * Letters are Yjs's to take back: it finds them among what others have typed since. All else is an act of our own, taken
 * back by another act: what was removed is made anew, what was added is removed. For what Yjs writes into a container
 * that it has restored can stand in another order on other replicas, for good (yjs 13.6.33).
 */
import * as Y from 'yjs'

/** Does something, and returns what takes it back; null when there was nothing to do. */
export type Act = () => Act | null

/** What typing has done to one text. Quick changes of the same text are one step. */
export interface Typed {
  /** Which text. */
  readonly of: string
  readonly before: string
  readonly after: string
  /** Writes `to`, if the text still reads `from`: for a text made anew since, of which Yjs knows nothing. */
  rewrite(from: string, to: string): boolean
}

type Step = Act | Typed

const lettersOrigin = 'letters'

export class BoardUndo {
  readonly #doc: Y.Doc
  readonly #manager: Y.UndoManager
  readonly #changed: () => void
  #done: Step[] = []
  #undone: Step[] = []
  #typing: Typed | null = null
  #caught = false

  constructor(doc: Y.Doc, changed: () => void) {
    this.#doc = doc
    this.#changed = changed
    const scope = [doc.getMap('cards'), doc.getMap('lists')]
    this.#manager = new Y.UndoManager(scope, { trackedOrigins: new Set([lettersOrigin]) })
    this.#manager.on('stack-item-added', () => {
      if (this.#typing === null) this.#caught = true
      else this.#push(this.#typing)
    })
    this.#manager.on('stack-item-updated', () => {
      const last = this.#done.pop()
      if (last !== undefined && typeof last !== 'function' && this.#typing !== null)
        this.#push({ ...last, after: this.#typing.after })
    })
  }

  get canUndo(): boolean {
    return this.#done.length > 0
  }

  get canRedo(): boolean {
    return this.#undone.length > 0
  }

  /** @returns takes back this one, if it is not taken back yet, out of turn */
  do(act: Act): () => void {
    const back = act()
    if (back === null) return () => undefined
    this.#manager.stopCapturing()
    this.#manager.clear(false, true)
    this.#push(back)
    return () => {
      const at = this.#done.lastIndexOf(back)
      if (at !== -1) this.#take(this.#done.splice(at, 1), this.#undone)
    }
  }

  type(typed: Typed, write: () => void): void {
    const last = this.#done.at(-1)
    if (last === undefined || typeof last === 'function' || last.of !== typed.of) this.#manager.stopCapturing()
    this.#typing = typed
    this.#doc.transact(write, lettersOrigin)
    this.#typing = null
  }

  undo(): void {
    this.#take(this.#done, this.#undone)
  }

  redo(): void {
    this.#take(this.#undone, this.#done)
  }

  destroy(): void {
    this.#manager.destroy()
  }

  #push(step: Step): void {
    this.#done.push(step)
    this.#undone = []
    this.#changed()
  }

  /** The newest step of `from` that still changes something; those that others have made void are dropped. */
  #take(from: Step[], to: Step[]): void {
    for (let step = from.pop(); step !== undefined; step = from.pop()) {
      const back = typeof step === 'function' ? step() : this.#takeLetters(step, from === this.#done)
      if (back === null) continue
      to.push(back)
      break
    }
    this.#manager.stopCapturing()
    this.#changed()
  }

  #takeLetters(typed: Typed, undoing: boolean): Step | null {
    const stack = undoing ? this.#manager.undoStack : this.#manager.redoStack
    // Yjs would go on to an older item when the newest changes nothing; an act of ours may lie between the two.
    const older = stack.splice(0, stack.length - 1)
    this.#caught = false
    if (undoing) this.#manager.undo()
    else this.#manager.redo()
    stack.unshift(...older)
    if (this.#caught) return typed
    const [now, then] = undoing ? [typed.after, typed.before] : [typed.before, typed.after]
    return rewriting(typed, now, then)()
  }
}

const rewriting =
  (typed: Typed, from: string, to: string): Act =>
  () =>
    typed.rewrite(from, to) ? rewriting(typed, to, from) : null
