/** What the flow has promised, judged from the disk alone: a second state, evolved from nothing but durable entries. */
import { openRound } from '../../shared/steps/scale/scale.ts'
import type { FlowState } from '../../shared/flow/state.ts'
import { evolveEntry } from '../../shared/flow/evolve.ts'
import type { Names, Profile } from '../../shared/flow/people.ts'
import type { Changed, View, Viewer } from '../../shared/flow/slices.ts'
import { difference, viewOf } from '../../shared/flow/view.ts'
import type { CohortId, MemberId } from '../../shared/lib/ids.ts'
import { emptyState } from '../../shared/flow/evolve.ts'
import { readEntry } from '../../server/flow/flow-store.ts'
import { readJson } from '../../server/log/entry.ts'
import type { Write } from '../../server/log/log.ts'
import type { Verdicts } from './verdicts.ts'

interface Moment {
  readonly state: FlowState
  readonly names: ReadonlyMap<MemberId, Profile>
  readonly views: Map<string, View>
}

const nobody: Profile = { name: '', pronouns: '' }
const keyOf = (viewer: Viewer) => (viewer.as === 'wall' ? 'wall' : viewer.member)

/** What one connection has been shown. */
export interface Shown {
  readonly viewer: Viewer
  view: View | null
  at: number
}

/**
 * A round that an Undo has brought back has no history any more once the server was killed, on purpose: a console counts
 * its places anew and cannot go back in it.
 */
const withoutHistory = (view: View) =>
  JSON.stringify(view, (key, value: unknown) => (['place', 'of', 'back', 'lacking'].includes(key) ? null : value))

const reasons = /reason\d+z/g

export class FlowChecks {
  readonly #verdicts: Verdicts
  readonly #commands = new Set<string>()
  #moments: Moment[] = []

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts
  }

  begins(cohort: CohortId): void {
    this.#moments = [{ state: emptyState(cohort), names: new Map(), views: new Map() }]
  }

  get state(): FlowState {
    return this.#latest.state
  }

  get names(): Names {
    const { names } = this.#latest
    return (member) => names.get(member) ?? nobody
  }

  get #latest(): Moment {
    return this.#moments.at(-1) as Moment
  }

  isDurable(command: string): boolean {
    return this.#commands.has(command)
  }

  /** One append has become durable. */
  appended(writes: readonly Write[]): void {
    const { names, state } = this.#latest
    const boxes = writes.filter(({ stream }) => stream.startsWith('box/'))
    const renamed = boxes.map(({ stream, bodies }): [MemberId, Profile] => {
      const { name, pronouns } = readJson(bodies.at(-1) as Uint8Array) as Profile
      return [stream.split('/')[2] as MemberId, { name, pronouns }]
    })
    const bodies = writes.flatMap((write) => (write.stream.startsWith('flow/') ? write.bodies : []))
    if (bodies.length === 0 && renamed.length === 0) return
    const next = bodies.map(readEntry).reduce((now, entry) => {
      if (entry.cmd !== undefined) {
        const { cmd } = entry
        this.#verdicts.hold('ORD-2', !this.#commands.has(cmd), () => `command ${cmd} is stored twice`)
        this.#commands.add(cmd)
      }
      return evolveEntry(now, entry)
    }, state)
    this.#moments.push({ state: next, names: new Map([...names, ...renamed]), views: new Map() })
    this.#noBallots(writes, next)
  }

  /** Somebody's box is gone, and their name with it. */
  forgot(member: MemberId): void {
    const names = new Map(this.#latest.names)
    if (names.delete(member)) this.#moments.push({ state: this.state, names, views: new Map() })
  }

  /**
   * What a new process has read is what the old one had made durable: every view of it is the same. From here on its state
   * is the one to go on from: what was written anew has no history of turns, which only an Undo could show.
   */
  reopened(opened: FlowState): void {
    const viewers: Viewer[] = [{ as: 'wall' }]
    for (const id of Object.keys(this.state.people)) viewers.push({ as: 'person', member: id as MemberId })
    for (const viewer of viewers) {
      const before = withoutHistory(this.#viewAt(this.#moments.length - 1, viewer))
      const after = withoutHistory(viewOf(opened, this.names, viewer))
      this.#verdicts.hold(
        'DUR-1',
        before === after,
        () => `after a restart ${keyOf(viewer)} sees ${after}, not ${before}`,
      )
    }
    this.#moments = [{ state: opened, names: this.#latest.names, views: new Map() }]
  }

  /** A connection is shown something: it must be what became durable next, and nothing but the difference. */
  told(shown: Shown, { whole, changed }: { readonly whole: boolean; readonly changed: Changed }): void {
    const text = JSON.stringify(changed)
    const begin = whole || shown.view === null ? this.#moments.length - 1 : shown.at
    const indices = Array.from({ length: this.#moments.length - begin }, (_, i) => begin + i)
    if (whole) indices.push(...Array.from({ length: begin }, (_, i) => begin - 1 - i))
    const found = indices.find((index) => {
      const view = this.#viewAt(index, shown.viewer)
      return JSON.stringify(whole ? view : difference(shown.view ?? {}, view)) === text
    })
    this.#verdicts.hold(
      'DUR-2',
      found !== undefined,
      () => `${keyOf(shown.viewer)} is shown what is not durable: ${text.slice(0, 300)}`,
    )
    this.#verdicts.hold(
      'PRV-6',
      found !== undefined,
      () => `a frame is no difference of two views: ${text.slice(0, 300)}`,
    )
    if (shown.viewer.as === 'wall') {
      const names = Object.keys(changed)
      this.#verdicts.hold(
        'PRV-8',
        names.every((name) => name === 'wall'),
        () => `the wall is sent ${names.join()}`,
      )
    }
    if (found === undefined) return
    shown.at = found
    shown.view = this.#viewAt(found, shown.viewer)
  }

  /** In the end. */
  viewNow(viewer: Viewer): View {
    return this.#viewAt(this.#moments.length - 1, viewer)
  }

  #viewAt(index: number, viewer: Viewer): View {
    const { state, names, views } = this.#moments[index] as Moment
    const key = keyOf(viewer)
    const known = views.get(key)
    if (known !== undefined) return known
    const view = viewOf(state, (member) => names.get(member) ?? nobody, viewer)
    views.set(key, view)
    return view
  }

  /** No word of a ballot is on the disk while its round is open; what an earlier round has shown is. */
  #noBallots(writes: readonly Write[], after: FlowState): void {
    const round = openRound(after.run)
    if (round === null || round.asks === null) return
    const shown = new Set(after.run?.consented.flatMap((line) => line.reasons ?? []))
    for (const { stream, bodies } of writes) {
      const text = bodies.map((body) => Buffer.from(body).toString('latin1')).join()
      const stored = (text.match(reasons) ?? []).filter((reason) => !shown.has(reason))
      this.#verdicts.hold('PRV-5', stored.length === 0, () => `an open ballot is in ${stream}`)
    }
  }
}
